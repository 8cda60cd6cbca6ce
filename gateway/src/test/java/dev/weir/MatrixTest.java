package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Fold;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");

    /// One wire format from both sides.
    enum Dialect {
        CHAT(new ChatClientCodec(), new ChatProviderCodec(), "google"),
        RESPONSES(new ResponsesClientCodec(), new ResponsesProviderCodec(), "openai"),
        MESSAGES(new MessagesClientCodec(), new MessagesProviderCodec(), "anthropic"),
        GEMINI(new GeminiClientCodec(), new GeminiProviderCodec(), "google"),
        COHERE(new CohereClientCodec(), new CohereProviderCodec(), "");

        @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
        private final ClientCodec writer;

        @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
        private final ProviderCodec reader;

        private final String issuer;

        Dialect(ClientCodec writer, ProviderCodec reader, String issuer) {
            this.writer = writer;
            this.reader = reader;
            this.issuer = issuer;
        }

        private byte[] whole(ChatResponse response, List<Loss> losses) {
            return writer.encode(response, IDENTITY, losses::add);
        }

        private byte[] streamed(List<StreamEvent> events, List<Loss> losses) {
            ByteSink out = new ByteSink(256);
            StreamEncoder encoder = writer.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
            events.forEach(event -> encoder.event(event, out));
            return out.toBytes();
        }

        private ChatResponse read(byte[] body) {
            return ((Answer.Whole) reader.decode(body)).response();
        }

        /// The events of a stream that comes in pieces.
        private List<StreamEvent> events(byte[] stream, int length, Random cuts) {
            List<StreamEvent> out = new ArrayList<>();
            StreamDecoder decoder = reader.decoder();
            SseReader frames = new SseReader(1 << 20);
            SseReader.Sink sink = new SseReader.Sink() {
                @Override
                public void frame(Frame frame) {
                    decoder.frame(frame, out::add);
                }

                @Override
                public void unfinished(Frame frame) {}
            };
            try {
                for (int at = 0; at < length; ) {
                    int next = Math.min(length, at + 1 + cuts.nextInt(40));
                    frames.feed(Arrays.copyOfRange(stream, at, next), 0, next - at, sink);
                    at = next;
                }
            } catch (SseReader.TooLong e) {
                throw new AssertionError(e);
            }
            decoder.end(out::add);
            return out;
        }
    }

    /// What a conversation brought.
    enum Scene {
        WORDS,
        THINKING,
        PARALLEL_CALLS,
        CITATIONS,
        REFUSAL,
        CUT,
        LOGPROBS,
        SEVERAL,
        PICTURE,
        SEARCH,
        CODE;

        /// Whether a provider of a dialect may say such a thing: what others ran it only repeats to the gateway.
        private boolean isOf(Dialect provider) {
            return this != SEARCH && this != CODE || provider != Dialect.GEMINI;
        }

        private ChatResponse answer(String issuer) {
            return switch (this) {
                case WORDS -> answer(Stop.COMPLETE, new Part.Text("Ä \"word\" 日😀\n"));
                case THINKING ->
                    answer(
                            Stop.COMPLETE,
                            new Part.Thought("First this.", Form.FULL, seal(issuer, "c2Vh/G+s")),
                            new Part.Text("Then that."));
                case PARALLEL_CALLS ->
                    answer(
                            Stop.TOOL_CALLS,
                            new Part.Text("Both."),
                            new Part.ToolCall("c1", ToolKind.FUNCTION, "one", "{\"a\":[1,\"x\"]}", Marks.NONE),
                            new Part.ToolCall("c2", ToolKind.FUNCTION, "two", "{\"b\":null}", Marks.NONE));
                case CITATIONS ->
                    answer(
                            Stop.COMPLETE,
                            new Part.Text(
                                    "Ada wrote it.",
                                    List.of(new Annotation(
                                            new Annotation.Span(0, 3, Annotation.Unit.CODE_POINTS),
                                            "https://x.test/ada",
                                            "On Ada",
                                            "It was Ada",
                                            Extras.NONE)),
                                    Marks.NONE));
                case REFUSAL -> answer(Stop.REFUSED, new Part.Refusal("I would rather not.", Marks.NONE));
                case CUT -> answer(Stop.MAX_TOKENS, new Part.Text("As far as"));
                case LOGPROBS ->
                    response(new Choice(
                            0,
                            List.of(new Part.Text("Hi")),
                            finish(Stop.COMPLETE),
                            List.of(new Logprob("Hi", -0.25, null, List.of())),
                            Extras.NONE));
                case SEVERAL ->
                    response(
                            new Choice(0, List.of(new Part.Text("one")), finish(Stop.COMPLETE), List.of(), Extras.NONE),
                            new Choice(
                                    1, List.of(new Part.Text("two")), finish(Stop.MAX_TOKENS), List.of(), Extras.NONE));
                case PICTURE ->
                    answer(
                            Stop.COMPLETE,
                            new Part.Text("Look:"),
                            new Part.Media(
                                    Part.MediaKind.IMAGE,
                                    new Part.Source.Inline("iVBORw0KGgo="),
                                    "image/png",
                                    null,
                                    Marks.NONE));
                case SEARCH ->
                    answer(
                            Stop.COMPLETE,
                            new Part.HostedCall("h1", "web_search", "{\"query\":\"who\"}", Marks.NONE),
                            new Part.HostedResult(
                                    "h1",
                                    "web_search_tool_result",
                                    Json.array().add(Json.object().put("url", "https://x.test/found")),
                                    Part.Outcome.OK,
                                    Marks.NONE),
                            new Part.Text("Found."));
                case CODE ->
                    answer(
                            Stop.COMPLETE,
                            new Part.HostedCall("h2", "code_execution", "{\"code\":\"print(6*7)\"}", Marks.NONE),
                            new Part.HostedResult(
                                    "h2",
                                    "code_execution_tool_result",
                                    Json.object().put("stdout", "forty-two"),
                                    Part.Outcome.OK,
                                    Marks.NONE),
                            new Part.Text("Done."));
            };
        }

        private static Marks seal(String issuer, String opaque) {
            return issuer.isEmpty() ? Marks.NONE : Marks.of(new Seal(issuer, opaque));
        }

        private static Finish finish(Stop stop) {
            return new Finish(stop, null, null, Extras.NONE);
        }

        private static ChatResponse answer(Stop stop, Part... parts) {
            return response(new Choice(0, List.of(parts), finish(stop), List.of(), Extras.NONE));
        }

        private static ChatResponse response(Choice... choices) {
            Usage usage = new Usage(
                    new Usage.Input(30, 20, 0, 0, 0, 0), new Usage.Output(12, 5, 0, 0), Usage.Source.REPORTED, null);
            return new ChatResponse(new Head("id-1", "model-1", 17L), List.of(choices), usage, List.of());
        }
    }

    static Stream<Arguments> cells() {
        return Stream.of(Scene.values())
                .flatMap(scene -> Stream.of(Dialect.values())
                        .filter(provider -> scene.isOf(provider))
                        .flatMap(provider ->
                                Stream.of(Dialect.values()).map(client -> Arguments.of(scene, provider, client))));
    }

    static Stream<Arguments> streams() {
        return Stream.of(Scene.values())
                .flatMap(scene -> Stream.of(Dialect.values()).map(provider -> Arguments.of(scene, provider)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsSaidReachesTheClientOrTheLosses(Scene scene, Dialect provider, Dialect client) {
        ChatResponse said = provider.read(provider.whole(scene.answer(provider.issuer), new ArrayList<>()));
        List<Loss> losses = new ArrayList<>();
        byte[] body = client.whole(said, losses);

        assertThat(silent(said, client.read(body), text(body), losses)).isEmpty();
        assertThat(counts(client.read(body), provider, client)).isEqualTo(counts(said, provider, client));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsStreamedReachesTheClientOrTheLosses(Scene scene, Dialect provider, Dialect client) {
        byte[] sent = provider.streamed(events(scene.answer(provider.issuer)), new ArrayList<>());
        List<StreamEvent> events = provider.events(sent, sent.length, new Random(1));
        List<Loss> losses = new ArrayList<>();
        byte[] stream = client.streamed(events, losses);
        Fold got = fold(client.events(stream, stream.length, new Random(2)));

        assertThat(got.isComplete()).isTrue();
        ChatResponse said = fold(events).response();
        assertThat(silent(said, got.response(), text(stream), losses)).isEmpty();
        assertThat(counts(got.response(), provider, client)).isEqualTo(counts(said, provider, client));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamSaysWhatTheWholeAnswerSaysHoweverItIsSplit(Scene scene, Dialect provider) {
        ChatResponse answer = scene.answer(provider.issuer);
        ChatResponse whole = provider.read(provider.whole(answer, new ArrayList<>()));
        byte[] stream = provider.streamed(events(answer), new ArrayList<>());
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
                .flatMap(answer -> Stream.of(Dialect.values()).map(client -> Arguments.of(answer, client)));
    }

    @ParameterizedTest
    @MethodSource("bedrock")
    void whatBedrockSaysReachesTheClientOrTheLosses(String answer, Dialect client) {
        String body = "{'output':{'message':{'role':'assistant','content':[" + answer
                + ",'usage':{'inputTokens':30,'cacheReadInputTokens':20,'outputTokens':17,'totalTokens':67}}";
        byte[] bytes = body.replace("\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ChatResponse said = ((Answer.Whole) new ConverseProviderCodec().decode(bytes)).response();
        List<Loss> losses = new ArrayList<>();
        byte[] written = client.whole(said, losses);
        List<Loss> streamed = new ArrayList<>();
        byte[] stream = client.streamed(events(said), streamed);
        Fold folded = fold(client.events(stream, stream.length, new Random(3)));

        assertThat(silent(said, client.read(written), text(written), losses)).isEmpty();
        assertThat(silent(said, folded.response(), text(stream), streamed)).isEmpty();
        assertThat(counts(client.read(written), client, Dialect.COHERE)).containsExactly(50L, 17L);
        assertThat(counts(folded.response(), client, Dialect.COHERE)).containsExactly(50L, 17L);
    }

    /// Where several answers come, those that have begun may be whole, and nobody knows of the others.
    static Stream<Arguments> single() {
        return streams().filter(each -> each.get()[0] != Scene.SEVERAL);
    }

    @ParameterizedTest
    @MethodSource("single")
    void aStreamCutAnywhereEndsInOneFailure(Scene scene, Dialect provider) {
        byte[] stream = provider.streamed(events(scene.answer(provider.issuer)), new ArrayList<>());
        int whole = lastNeeded(provider, stream);
        for (int length = 0; length < whole; length += 7) {
            List<StreamEvent> events = provider.events(stream, length, new Random(length));

            assertThat(events.getLast()).as("cut at %s", length).isInstanceOf(StreamEvent.Failed.class);
            assertThat(((StreamEvent.Failed) events.getLast()).failure())
                    .isInstanceOfAny(Failure.Truncated.class, Failure.Broken.class);
            assertThat(events.stream().filter(MatrixTest::isTerminal)).hasSize(1);
        }
    }

    /// Bytes without which the answer is not whole.
    private static int lastNeeded(Dialect provider, byte[] stream) {
        int length = stream.length;
        while (length > 0
                && provider.events(stream, length - 1, new Random(0)).getLast() instanceof StreamEvent.Ended) {
            length--;
        }
        return length;
    }

    private static boolean isTerminal(StreamEvent event) {
        return event instanceof StreamEvent.Ended || event instanceof StreamEvent.Failed;
    }

    /// The events of an answer, its log-probabilities included.
    private static List<StreamEvent> events(ChatResponse answer) {
        List<StreamEvent> out = new ArrayList<>();
        for (StreamEvent event : Answers.events(answer)) {
            if (event instanceof StreamEvent.BlockEnded(int number, int _)
                    && !answer.choices().get(number).logprobs().isEmpty()) {
                out.add(new StreamEvent.LogprobsAdded(
                        number, answer.choices().get(number).logprobs()));
            }
            out.add(event);
        }
        return out;
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
    /// like all others.
    private static List<Long> counts(ChatResponse response, Dialect... between) {
        Usage usage = Objects.requireNonNull(response.usage());
        List<Long> totals = List.of(usage.input().total(), usage.output().total());
        return List.of(between).contains(Dialect.COHERE)
                ? totals
                : List.of(
                        totals.getFirst(),
                        totals.getLast(),
                        usage.input().cacheRead(),
                        usage.output().reasoning());
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
