package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Places;
import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer on its way to a Gemini client, and for everything that a client can send.
class ClientLawsTest {
    private static final Identity IDENTITY = new Identity("id", 1, "m");
    private static final GeminiClientCodec CLIENT = new GeminiClientCodec();

    /// Answers that Gemini has a word for, every one.
    @Provide
    Arbitrary<ChatResponse> answers() {
        Arbitrary<Usage> usages = Arbitraries.of(
                new Usage(new Usage.Input(5, 1, 0, 0, 2, 0), new Usage.Output(7, 3, 0, 0), Usage.Source.REPORTED, null),
                new Usage(
                        new Usage.Input(5, 0, 0, 0, 0, 4), new Usage.Output(7, 0, 2, 1), Usage.Source.REPORTED, null));
        return Combinators.combine(choices(), usages.injectNull(0.3), Arbitraries.of(true, false))
                .as((choices, usage, named) -> new ChatResponse(
                        named ? new Head("r", "m-9", 1_700_000_000L) : new Head("id", "m", null),
                        choices,
                        usage,
                        List.of()));
    }

    private static Arbitrary<List<Choice>> choices() {
        return Combinators.combine(parts(), finishes(), logprobs())
                .as((parts, finish, logprobs) -> new Choice(0, parts, finish, logprobs, Extras.NONE))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(choices -> {
                    List<Choice> numbered = new ArrayList<>();
                    for (Choice choice : choices) {
                        Finish finish = choice.finish();
                        boolean calls = choice.parts().stream().anyMatch(part -> part instanceof Part.ToolCall);
                        if (finish.raw() != null && finish.raw().equals("STOP")) {
                            finish = new Finish(calls ? Stop.TOOL_CALLS : Stop.COMPLETE, "STOP", null, Extras.NONE);
                        }
                        numbered.add(
                                new Choice(numbered.size(), choice.parts(), finish, choice.logprobs(), Extras.NONE));
                    }
                    return numbered;
                });
    }

    private static Arbitrary<Finish> finishes() {
        return Arbitraries.of(
                new Finish(Stop.COMPLETE, "STOP", null, Extras.NONE),
                new Finish(Stop.MAX_TOKENS, "MAX_TOKENS", null, Extras.NONE),
                new Finish(Stop.REFUSED, "RECITATION", null, Extras.NONE),
                new Finish(Stop.OTHER, "TOMORROWS_WORD", null, Extras.NONE));
    }

    private static Arbitrary<List<Logprob>> logprobs() {
        Logprob alternative = new Logprob("b", -3.25, null, List.of());
        return Arbitraries.of(new Logprob("a", -0.5, null, List.of(alternative)), new Logprob(" c", 0, null, List.of()))
                .list()
                .ofMaxSize(2);
    }

    /// Parts of which no two flow into each other.
    private static Arbitrary<List<Part>> parts() {
        Arbitrary<String> words = Arbitraries.of("a", "é水", "\"quoted\"\n", "x".repeat(50));
        Arbitrary<Marks> seals = Arbitraries.of(Marks.NONE, Marks.of(new Seal("google", "c2ln")));
        return Combinators.combine(Arbitraries.integers().between(0, 6), words, seals)
                .as(ClientLawsTest::part)
                .list()
                .ofMaxSize(6)
                .map(ClientLawsTest::apart);
    }

    private static Part part(int kind, String words, Marks marks) {
        return switch (kind) {
            case 0 -> new Part.Text(words, List.of(), marks);
            case 1 ->
                new Part.Text(
                        words,
                        List.of(new Annotation(
                                new Annotation.Span(
                                        0, words.getBytes(StandardCharsets.UTF_8).length, Annotation.Unit.UTF8_BYTES),
                                "https://h/" + words.length(),
                                "t",
                                "quoted",
                                Extras.NONE)),
                        marks);
            case 2 -> new Part.Thought(words, Part.Thought.Form.SUMMARY, marks);
            case 3 -> new Part.ToolCall("c", Part.ToolKind.FUNCTION, "f", "{\"k\":[1.50,\"é\"]}", marks);
            case 4 -> new Part.Media(Part.MediaKind.IMAGE, new Part.Source.Inline("AA=="), "image/png", null, marks);
            case 5 -> new Part.HostedCall("h", "GOOGLE_SEARCH_WEB", "{\"queries\":[\"q\"]}", marks);
            default ->
                new Part.HostedResult(
                        "h",
                        "codeExecutionResult",
                        Json.object().put("outcome", "OUTCOME_FAILED"),
                        Part.Outcome.ERROR,
                        marks);
        };
    }

    /// One text is the only one that sources can stand on without doubt; neighbours of one kind would be one.
    private static List<Part> apart(List<Part> parts) {
        List<Part> out = new ArrayList<>();
        boolean spoke = false;
        for (Part part : parts) {
            boolean text = part instanceof Part.Text;
            boolean flows = !out.isEmpty() && out.getLast().getClass() == part.getClass();
            if (!(flows || text && spoke)) {
                out.add(part);
                spoke |= text;
            }
        }
        return out;
    }

    @Property(tries = 400)
    void anAnswerIsTheSameAfterItWasWrittenAndRead(@ForAll("answers") ChatResponse answer) {
        byte[] written = CLIENT.encode(answer, IDENTITY, loss -> {
            throw new AssertionError(loss);
        });
        assertThat(Requests.CODEC.decode(written))
                .isInstanceOfSatisfying(
                        Answer.Whole.class,
                        whole -> assertThat(plain(whole.response()))
                                .as(new String(written, StandardCharsets.UTF_8))
                                .isEqualTo(plain(answer)));
    }

    @Property(tries = 400)
    void aStreamAmountsToTheWholeAnswer(@ForAll("answers") ChatResponse answer) {
        Fold fold = new Fold();
        Written written = written(answer);
        Streams.decode(written.bytes(), new Grammar(fold));
        assertThat(fold.isComplete()).isTrue();
        ChatResponse streamed = plain(fold.response());
        byte[] whole = CLIENT.encode(answer, IDENTITY, _ -> {});
        Answer.Whole unstreamed = (Answer.Whole) Requests.CODEC.decode(whole);
        assertThat(streamed.choices().stream().map(ClientLawsTest::uncited).toList())
                .isEqualTo(plain(unstreamed.response()).choices().stream()
                        .map(ClientLawsTest::uncited)
                        .toList());
        assertThat(streamed.usage()).isEqualTo(plain(unstreamed.response()).usage());
        assertThat(streamed.head()).isEqualTo(unstreamed.response().head());
        assertThat(written.losses()).isEmpty();
    }

    @Property(tries = 60)
    void aStreamCutAnywhereEndsInOneFailure(@ForAll("answers") ChatResponse answer) {
        byte[] bytes = written(answer).bytes();
        int end = bytes.length - "\n\n".length();
        for (int cut = 0; cut < end; cut++) {
            Fold fold = new Fold();
            Streams.decode(Arrays.copyOf(bytes, cut), new Grammar(fold));
            assertThat(fold.isComplete())
                    .as("cut at %d of %d", cut, bytes.length)
                    .isFalse();
            assertThat(fold.failure()).isNotNull();
        }
    }

    private static Written written(ChatResponse answer) {
        Written written = new Written();
        Grammar grammar = new Grammar(written);
        grammar.accept(new StreamEvent.Started(answer.head()));
        for (Choice choice : answer.choices()) {
            for (int i = 0; i < choice.parts().size(); i++) {
                stream(choice.index(), i, choice.parts().get(i), grammar);
            }
            if (!choice.logprobs().isEmpty()) {
                grammar.accept(new StreamEvent.LogprobsAdded(choice.index(), choice.logprobs()));
            }
            grammar.accept(new StreamEvent.ChoiceFinished(choice.index(), choice.finish()));
        }
        if (answer.usage() != null) {
            grammar.accept(new StreamEvent.Metered(answer.usage()));
        }
        grammar.accept(new StreamEvent.Ended());
        return written;
    }

    private static void stream(int choice, int block, Part part, Grammar out) {
        BlockKind kind = switch (part) {
            case Part.Text _ -> new BlockKind.TextBlock();
            case Part.Thought thought -> new BlockKind.ThoughtBlock(thought.form());
            case Part.ToolCall call -> new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name());
            case Part.HostedCall call -> new BlockKind.HostedCallBlock(call.id(), call.name(), Marks.NONE);
            case Part.Media _, Part.Refusal _, Part.ToolResult _, Part.HostedResult _, Part.Foreign _ ->
                new BlockKind.Whole(part);
        };
        out.accept(new StreamEvent.BlockStarted(choice, block, kind));
        switch (part) {
            case Part.Text text -> {
                out.accept(new StreamEvent.BlockDelta(choice, block, new Delta.Words(text.text())));
                text.annotations()
                        .forEach(annotation ->
                                out.accept(new StreamEvent.BlockDelta(choice, block, new Delta.Cited(annotation))));
            }
            case Part.Thought thought ->
                out.accept(new StreamEvent.BlockDelta(choice, block, new Delta.Words(thought.text())));
            case Part.ToolCall call -> args(choice, block, call.input(), out);
            case Part.HostedCall call -> args(choice, block, call.input(), out);
            case Part.Media _, Part.Refusal _, Part.ToolResult _, Part.HostedResult _, Part.Foreign _ -> {}
        }
        Seal seal = part.marks().seal();
        if (seal != null && !(kind instanceof BlockKind.Whole)) {
            out.accept(new StreamEvent.BlockSealed(choice, block, seal));
        }
        out.accept(new StreamEvent.BlockEnded(choice, block));
    }

    private static void args(int choice, int block, String input, Grammar out) {
        int half = input.length() / 2;
        out.accept(new StreamEvent.BlockDelta(choice, block, new Delta.Args(input.substring(0, half))));
        out.accept(new StreamEvent.BlockDelta(choice, block, new Delta.Args(input.substring(half))));
    }

    /// Without the places where things stood, and without the block that the counts were read from.
    private static ChatResponse plain(ChatResponse response) {
        Usage usage = response.usage();
        return new ChatResponse(
                response.head(),
                response.choices().stream()
                        .map(choice -> new Choice(
                                choice.index(),
                                choice.parts().stream().map(Places::forget).toList(),
                                choice.finish(),
                                choice.logprobs(),
                                choice.extras()))
                        .toList(),
                usage == null ? null : new Usage(usage.input(), usage.output(), usage.source(), null),
                response.extras());
    }

    /// A source whose text was over when it came is noted beside, in a stream.
    private static Choice uncited(Choice choice) {
        return new Choice(
                choice.index(),
                choice.parts().stream()
                        .map(part -> part instanceof Part.Text text
                                ? new Part.Text(text.text(), List.of(), text.marks())
                                : part)
                        .toList(),
                choice.finish(),
                choice.logprobs(),
                choice.extras());
    }

    /// Requests out of the names that the readers look for, with values of any type in any place.
    @Provide
    Arbitrary<JsonNode> requests() {
        Arbitrary<String> names = Arbitraries.of(
                "contents",
                "parts",
                "role",
                "text",
                "thought",
                "thoughtSignature",
                "function_call",
                "functionCall",
                "functionResponse",
                "response",
                "name",
                "id",
                "args",
                "partialArgs",
                "willContinue",
                "inlineData",
                "mimeType",
                "data",
                "fileData",
                "fileUri",
                "executableCode",
                "codeExecutionResult",
                "toolCall",
                "toolType",
                "toolResponse",
                "systemInstruction",
                "tools",
                "functionDeclarations",
                "parameters",
                "type",
                "properties",
                "anyOf",
                "toolConfig",
                "functionCallingConfig",
                "mode",
                "generationConfig",
                "thinkingConfig",
                "thinkingBudget",
                "responseSchema",
                "stopSequences",
                "topK");
        Arbitrary<JsonNode> deep = Arbitraries.of(
                Json.string(""),
                Json.string("model"),
                Json.string("GOOGLE"),
                Json.string("d2Vpci1zZWFsIDEg"),
                Json.object().numberNode(-1),
                Json.object().numberNode(7_000_000_000L),
                Json.object().booleanNode(true),
                Json.object().nullNode(),
                Json.object(),
                Json.array());
        for (int depth = 0; depth < 6; depth++) {
            Arbitrary<JsonNode> inner = deep;
            Arbitrary<JsonNode> objects =
                    Arbitraries.maps(names, inner).ofMaxSize(5).map(ClientLawsTest::object);
            Arbitrary<JsonNode> arrays = inner.list().ofMaxSize(3).map(ClientLawsTest::array);
            deep = Arbitraries.oneOf(objects, arrays, inner);
        }
        return deep;
    }

    private static JsonNode object(Map<String, JsonNode> fields) {
        ObjectNode node = Json.object();
        fields.forEach(node::set);
        return node;
    }

    private static JsonNode array(List<JsonNode> elements) {
        var node = Json.array();
        elements.forEach(node::add);
        return node;
    }

    @Property(tries = 600)
    void anythingIsReadOrRejectedAndNeverThrown(@ForAll("requests") JsonNode one, @ForAll("requests") JsonNode two) {
        ObjectNode content = Json.object();
        content.set("parts", Json.array().add(one).add(two));
        ObjectNode body = Json.object();
        body.set("contents", Json.array().add(content).add(two));
        body.set("tools", two);
        body.set("generationConfig", one);
        for (JsonNode sent : List.of(body, one, Json.object().set("contents", one))) {
            byte[] bytes = Json.bytes(sent);
            Asked asked = new Asked("m", Delivery.WHOLE);
            assertThat(CLIENT.decode(bytes, asked)).isInstanceOf(Decoded.class);
            assertThat(new GeminiByteLane().probe(bytes, asked)).isInstanceOf(RequestProbe.class);
        }
    }

    @Property(tries = 300)
    void bytesThatAreNoJsonAreRejected(@ForAll String text) {
        byte[] bytes = ("{" + text).getBytes(StandardCharsets.UTF_8);
        Asked asked = new Asked("m", Delivery.WHOLE);
        assertThat(CLIENT.decode(bytes, asked)).isInstanceOf(Decoded.Rejected.class);
        assertThat(new GeminiByteLane().probe(bytes, asked)).isInstanceOf(RequestProbe.Rejected.class);
    }
}
