package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Json;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The same answers from a provider of each dialect to a client of each, whole and streamed: what an answer says is in
/// the client's answer or among the losses, and both ways say the same.
class MatrixTest {
    private static final Pattern SIGNATURE = Pattern.compile("\"thoughtSignature\":\"([^\"]+)\"");

    static Stream<Arguments> cells() {
        return Stream.of(MatrixScene.values())
                .flatMap(scene -> Stream.of(MatrixDialect.values())
                        .filter(provider -> scene.isOf(provider))
                        .flatMap(provider -> Stream.of(MatrixDialect.values())
                                .map(client -> Arguments.of(scene, provider, client))));
    }

    static Stream<Arguments> streams() {
        return Stream.of(MatrixScene.values())
                .flatMap(scene -> Stream.of(MatrixDialect.values())
                        .filter(provider -> scene.isStreamedBy(provider))
                        .map(provider -> Arguments.of(scene, provider)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsSaidReachesTheClientOrTheLosses(MatrixScene scene, MatrixDialect provider, MatrixDialect client) {
        ChatResponse said = provider.read(provider.whole(scene.answer(provider.issuer), new ArrayList<>()));
        List<Loss> losses = new ArrayList<>();
        byte[] body = client.whole(said, losses);

        assertThat(silent(said, client.read(body), text(body), losses)).isEmpty();
        assertThat(counts(client.read(body), provider, client)).isEqualTo(counts(said, provider, client));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsStreamedReachesTheClientOrTheLosses(MatrixScene scene, MatrixDialect provider, MatrixDialect client) {
        byte[] sent = provider.streamed(scene.events(provider.issuer), new ArrayList<>());
        List<StreamEvent> events = provider.events(sent, sent.length, new Random(1));
        List<Loss> losses = new ArrayList<>();
        byte[] stream = client.streamed(events, losses);
        client.readStrictly(stream);
        Fold got = fold(client.events(stream, stream.length, new Random(2)));

        assertThat(got.isComplete()).isTrue();
        ChatResponse said = fold(events).response();
        assertThat(silent(said, got.response(), text(stream), losses)).isEmpty();
        assertThat(counts(got.response(), provider, client)).isEqualTo(counts(said, provider, client));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamSaysWhatTheWholeAnswerSaysHoweverItIsSplit(MatrixScene scene, MatrixDialect provider) {
        ChatResponse answer = scene.answer(provider.issuer);
        ChatResponse whole = provider.read(provider.whole(answer, new ArrayList<>()));
        byte[] stream = provider.streamed(MatrixScene.events(answer), new ArrayList<>());
        for (int seed = 0; seed < 20; seed++) {
            ChatResponse streamed = fold(provider.events(stream, stream.length, new Random(seed)))
                    .response();

            assertThat(facts(streamed).keySet()).isEqualTo(facts(whole).keySet());
            assertThat(counts(streamed, provider))
                    .isEqualTo(counts(whole, provider))
                    .startsWith(50L, 17L);
        }
    }

    /// What Bedrock says, which no client speaks.
    static Stream<Arguments> bedrock() {
        return Stream.of(
                        "{'text':'Ä \\'word\\' 日'}]}},'stopReason':'end_turn'",
                        "{'reasoningContent':{'reasoningText':{'text':'First.','signature':'c2Vh/G+s'}}},"
                                + "{'text':'Then.'}]}},'stopReason':'end_turn'",
                        "{'text':'Both.'},{'toolUse':{'toolUseId':'t1','name':'one','input':{'a':[1,'x']}}},"
                                + "{'toolUse':{'toolUseId':'t2','name':'two','input':{}}}]}},'stopReason':'tool_use'",
                        "{'text':'As far as'}]}},'stopReason':'max_tokens'",
                        "{'reasoningContent':{'redactedContent':'QUJD'}},{'text':'Hidden.'}]}},"
                                + "'stopReason':'end_turn'")
                .flatMap(answer -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(answer, client)));
    }

    @ParameterizedTest
    @MethodSource("bedrock")
    void whatBedrockSaysReachesTheClientOrTheLosses(String answer, MatrixDialect client) {
        String body = "{'output':{'message':{'role':'assistant','content':[" + answer
                + ",'usage':{'inputTokens':30,'cacheReadInputTokens':20,'outputTokens':17,'totalTokens':67}}";
        byte[] bytes = body.replace("\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ChatResponse said = ((Answer.Whole) new ConverseProviderCodec().decode(bytes)).response();
        List<Loss> losses = new ArrayList<>();
        byte[] written = client.whole(said, losses);
        List<Loss> streamed = new ArrayList<>();
        byte[] stream = client.streamed(MatrixScene.events(said), streamed);
        Fold folded = fold(client.events(stream, stream.length, new Random(3)));

        assertThat(silent(said, client.read(written), text(written), losses)).isEmpty();
        assertThat(silent(said, folded.response(), text(stream), streamed)).isEmpty();
        assertThat(counts(client.read(written), client, MatrixDialect.COHERE)).containsExactly(50L, 17L);
        assertThat(counts(folded.response(), client, MatrixDialect.COHERE)).containsExactly(50L, 17L);
    }

    /// Where several answers come, those that have begun may be whole, and only Chat's reader knows of the others: what
    /// Gemini's hosts hold back they never announce.
    static Stream<Arguments> cuttable() {
        return streams().filter(each -> each.get()[0] != MatrixScene.SEVERAL || each.get()[1] == MatrixDialect.CHAT);
    }

    @ParameterizedTest
    @MethodSource("cuttable")
    void aStreamCutAnywhereEndsInOneFailure(MatrixScene scene, MatrixDialect provider) {
        byte[] stream = provider.streamed(scene.events(provider.issuer), new ArrayList<>());
        int whole = lastNeeded(scene, provider, stream);
        for (int length = 0; length < whole; length += 7) {
            List<StreamEvent> events = provider.events(stream, length, new Random(length), scene.choices());

            assertThat(events.getLast()).as("cut at %s", length).isInstanceOf(StreamEvent.Failed.class);
            assertThat(((StreamEvent.Failed) events.getLast()).failure())
                    .isInstanceOfAny(Failure.Truncated.class, Failure.Broken.class);
            assertThat(events.stream().filter(MatrixTest::isTerminal)).hasSize(1);
        }
    }

    /// Bytes without which the answer is not whole.
    private static int lastNeeded(MatrixScene scene, MatrixDialect provider, byte[] stream) {
        int length = stream.length;
        while (length > 0
                && provider.events(stream, length - 1, new Random(0), scene.choices())
                                .getLast()
                        instanceof StreamEvent.Ended) {
            length--;
        }
        return length;
    }

    private static boolean isTerminal(StreamEvent event) {
        return event instanceof StreamEvent.Ended || event instanceof StreamEvent.Failed;
    }

    private static Fold fold(List<StreamEvent> events) {
        Fold fold = new Fold();
        events.forEach(fold);
        return fold;
    }

    /// What was said and is neither heard nor told.
    ///
    /// @param text of the client's answer, which may say it in a place where no provider of its dialect does
    private static List<String> silent(ChatResponse said, ChatResponse got, String text, List<Loss> losses) {
        Map<String, String> heard = facts(got);
        List<String> out = new ArrayList<>();
        facts(said).forEach((fact, path) -> {
            boolean told = losses.stream()
                    .map(Loss::path)
                    .anyMatch(loss -> loss.startsWith(path) || !loss.isEmpty() && path.startsWith(loss));
            boolean written = text.contains(fact.substring(fact.indexOf(' ', 2) + 1));
            if (!heard.containsKey(fact) && !told && !written) {
                out.add(fact + " at " + path);
            }
        });
        return out;
    }

    /// An answer as it is, and what is wrapped in its signatures.
    private static String text(byte[] answer) {
        StringBuilder out = new StringBuilder(new String(answer, StandardCharsets.UTF_8));
        Matcher wrapped = SIGNATURE.matcher(out.toString());
        while (wrapped.find()) {
            out.append(new String(Base64.getDecoder().decode(wrapped.group(1)), StandardCharsets.UTF_8));
        }
        return out.toString();
    }

    /// Tokens in and out, and how many of them were cached and thought, where both dialects tell it: Cohere bills both
    /// like all others, Bedrock what is thought.
    private static List<Long> counts(ChatResponse response, MatrixDialect... between) {
        Usage usage = Objects.requireNonNull(response.usage());
        List<Long> out =
                new ArrayList<>(List.of(usage.input().total(), usage.output().total()));
        if (!List.of(between).contains(MatrixDialect.COHERE)) {
            out.add(usage.input().cacheRead());
            if (!List.of(between).contains(MatrixDialect.CONVERSE)) {
                out.add(usage.output().reasoning());
            }
        }
        return out;
    }

    /// What an answer says, and where in the provider's answer it stands.
    private static Map<String, String> facts(ChatResponse response) {
        Map<String, String> out = new LinkedHashMap<>();
        for (Choice choice : response.choices()) {
            String of = choice.index() + " ";
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < choice.parts().size(); i++) {
                Part part = choice.parts().get(i);
                String own = part.marks().extras().at();
                String at = own.isEmpty() ? "/choices/" + choice.index() + "/parts/" + i : own;
                part(part, of, at, words, out);
            }
            if (!words.isEmpty()) {
                out.put(of + "says " + words, "/choices/" + choice.index() + "/parts");
            }
            out.put(of + "ends " + choice.finish().stop(), "/choices/" + choice.index() + "/finish");
            for (Logprob logprob : choice.logprobs()) {
                out.put(of + "token " + logprob.token(), "/choices/" + choice.index() + "/logprobs");
            }
        }
        return out;
    }

    private static void part(Part part, String of, String at, StringBuilder words, Map<String, String> out) {
        Seal seal = part.marks().seal();
        if (seal != null) {
            out.put(of + "seal " + seal.opaque(), at);
        }
        switch (part) {
            case Part.Text text -> {
                words.append(text.text());
                text.annotations().forEach(each -> out.put(of + "cites " + each.url(), at));
            }
            case Part.Refusal refusal -> out.put(of + "refuses " + refusal.text(), at);
            case Part.Thought thought -> out.put(of + "thinks " + thought.text(), at);
            case Part.ToolCall call -> out.put(of + "calls " + call.name() + json(call.input()), at);
            case Part.HostedCall call -> out.put(of + "ran " + json(call.input()), at);
            case Part.HostedResult result -> out.put(of + "brought " + Json.text(result.content()), at);
            case Part.Media media -> out.put(of + "shows " + source(media), at);
            case Part.Foreign foreign -> out.put(of + "foreign " + foreign.raw(), at);
            case Part.ToolResult result -> out.put(of + "result " + result.callId(), at);
        }
    }

    private static String source(Part.Media media) {
        return media.source() instanceof Part.Source.Inline inline
                ? inline.base64()
                : media.source().toString();
    }

    private static String json(String text) {
        JsonNode read = Json.readOrNull(text);
        return read == null ? text : Json.text(read);
    }
}
