package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every request and every answer.
class CodecLawsTest {
    private static final GeminiProviderCodec CODEC = new GeminiProviderCodec();

    /// A part, and the words by which its content is known again.
    record Marked(Part part, String word) {}

    @Provide
    Arbitrary<List<Marked>> parts() {
        Arbitrary<String> words = Arbitraries.strings().alpha().ofLength(12);
        Arbitrary<Marks> marks = Arbitraries.of(
                Marks.NONE,
                Marks.of(new Seal("google", "R09PR0xF")),
                Marks.of(new Seal("anthropic", "ANTHROPIC")),
                new Marks(null, new CacheMark(null), Extras.NONE),
                Marks.of(new Extras("openai-chat", "/p", Map.of("extra", Json.string("x")))),
                Marks.of(new Extras("gemini", "/p", Map.of("partMetadata", Json.string("x")))));
        return Combinators.combine(words, marks, Arbitraries.integers().between(0, 11))
                .as((word, mark, kind) -> new Marked(part(kind, word, mark), word))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static Part part(int kind, String word, Marks marks) {
        return switch (kind) {
            case 0 -> new Part.Text(word, List.of(), marks);
            case 1 -> new Part.Text(word, List.of(new Annotation(null, "u", null, null, Extras.NONE)), marks);
            case 2 -> new Part.Refusal(word, marks);
            case 3 -> new Part.Media(Part.MediaKind.IMAGE, new Part.Source.Inline(word), "image/png", null, marks);
            case 4 -> new Part.Media(Part.MediaKind.VIDEO, new Part.Source.Url("https://h/" + word), null, null, marks);
            case 5 -> new Part.ToolCall("c", Part.ToolKind.FUNCTION, "f", "{\"k\":\"" + word + "\"}", marks);
            case 6 -> new Part.ToolResult("c", "f", List.of(new Part.Text(word)), Part.Outcome.OK, marks);
            case 7 -> new Part.Thought(word, Part.Thought.Form.FULL, marks);
            case 8 -> new Part.HostedCall("h", "GOOGLE_SEARCH_WEB", "{\"q\":\"" + word + "\"}", marks);
            case 9 -> new Part.HostedCall("h", "web_search", "{\"q\":\"" + word + "\"}", marks);
            case 10 -> new Part.HostedResult("h", "web_search_tool_result", Json.string(word), Part.Outcome.OK, marks);
            default -> new Part.Foreign("gemini", Json.object().put("hologram", word), marks);
        };
    }

    @Property(tries = 500)
    void everyPartAndEveryMarkReachesTheBodyOrTheLosses(@ForAll("parts") List<Marked> parts, @ForAll Role role) {
        for (Marked marked : parts) {
            Encoded encoded = encode(role, List.of(marked));
            String body = Json.text(encoded.body());
            int lost = encoded.losses().size();
            int missing = 0;
            Marks marks = marked.part().marks();
            Seal seal = marks.seal();
            boolean there = body.contains(marked.word());
            missing += there ? 0 : 1;
            missing += seal == null || body.contains(seal.opaque()) ? 0 : 1;
            missing += marks.cache() == null ? 0 : 1;
            for (String field : marks.extras().fields().keySet()) {
                missing += body.contains("\"" + field + "\"") ? 0 : 1;
            }
            missing +=
                    marked.part() instanceof Part.Text text ? text.annotations().size() : 0;
            assertThat(lost)
                    .as("%s %s -> %s %s", role, marked, body, encoded.losses())
                    .isGreaterThanOrEqualTo(missing);
        }
    }

    @Property(tries = 300)
    void contentsHaveOneOfTwoRolesAndNoEmptyParts(@ForAll("parts") List<Marked> parts, @ForAll List<Role> roles) {
        List<Turn> turns = new ArrayList<>();
        for (Role role : roles) {
            turns.add(new Turn(role, parts.stream().map(Marked::part).toList(), null, "/t", Marks.NONE));
        }
        JsonNode contents = CODEC.encode(request(turns), Traits.UNKNOWN).body().path("contents");
        String before = "";
        for (JsonNode content : contents) {
            String role = content.path("role").stringValue();
            assertThat(role).isIn("user", "model").isNotEqualTo(before);
            assertThat(content.path("parts").isEmpty()).isFalse();
            for (JsonNode part : content.path("parts")) {
                assertThat(part.isEmpty()).isFalse();
            }
            before = role;
        }
    }

    private static Encoded encode(Role role, List<Marked> parts) {
        Turn turn = new Turn(role, parts.stream().map(Marked::part).toList(), null, "/t", Marks.NONE);
        return CODEC.encode(request(List.of(turn)), Traits.UNKNOWN);
    }

    private static ChatRequest request(List<Turn> turns) {
        return new ChatRequest(
                "m",
                turns,
                ToolSet.NONE,
                Sampling.NONE,
                Bounds.NONE,
                Reasoning.NONE,
                new OutputShape.Free(),
                Delivery.WHOLE,
                Extras.NONE);
    }

    /// Answers out of the names that the decoders look for, with values of any type in any place.
    @Provide
    Arbitrary<JsonNode> answers() {
        Arbitrary<String> names = Arbitraries.of(
                "candidates",
                "content",
                "parts",
                "text",
                "thought",
                "thoughtSignature",
                "functionCall",
                "name",
                "args",
                "partialArgs",
                "willContinue",
                "jsonPath",
                "stringValue",
                "inlineData",
                "mimeType",
                "data",
                "executableCode",
                "codeExecutionResult",
                "toolCall",
                "toolType",
                "toolResponse",
                "finishReason",
                "index",
                "groundingMetadata",
                "groundingChunks",
                "groundingSupports",
                "groundingChunkIndices",
                "segment",
                "startIndex",
                "endIndex",
                "logprobsResult",
                "chosenCandidates",
                "usageMetadata",
                "promptTokenCount",
                "promptFeedback",
                "blockReason",
                "responseId",
                "createTime",
                "error",
                "code");
        Arbitrary<JsonNode> leaves = Arbitraries.of(
                Json.string(""),
                Json.string("STOP"),
                Json.string("$.a[0]"),
                Json.object().numberNode(-1),
                Json.object().numberNode(0),
                Json.object().numberNode(7_000_000_000L),
                Json.object().booleanNode(true),
                Json.object().nullNode(),
                Json.object(),
                Json.array());
        Arbitrary<JsonNode> deep = leaves;
        for (int depth = 0; depth < 5; depth++) {
            Arbitrary<JsonNode> inner = deep;
            Arbitrary<JsonNode> objects =
                    Arbitraries.maps(names, inner).ofMaxSize(5).map(CodecLawsTest::object);
            Arbitrary<JsonNode> arrays = inner.list().ofMaxSize(3).map(CodecLawsTest::array);
            deep = Arbitraries.oneOf(objects, arrays, leaves);
        }
        return deep;
    }

    private static JsonNode object(Map<String, JsonNode> fields) {
        ObjectNode node = Json.object();
        fields.forEach(node::set);
        return node;
    }

    private static JsonNode array(List<JsonNode> elements) {
        ArrayNode node = Json.array();
        elements.forEach(node::add);
        return node;
    }

    @Property(tries = 300)
    void anyAnswerIsReadWithoutAThrowAndTheSameAsAStream(@ForAll("answers") JsonNode sent, @ForAll boolean finished) {
        ObjectNode body = Json.object();
        ObjectNode candidate = Json.object();
        ObjectNode content = Json.object();
        content.set("parts", Json.array().add(sent));
        candidate.set("content", content);
        candidate.set("groundingMetadata", sent);
        if (finished) {
            candidate.put("finishReason", "STOP");
        }
        body.set("candidates", Json.array().add(candidate));
        Fold fold = play(List.of(Json.text(body)));
        assertThat(fold.isComplete()).isEqualTo(finished);
        if (finished) {
            assertThat(CODEC.decode(Json.bytes(body)))
                    .isInstanceOfSatisfying(
                            Answer.Whole.class,
                            whole -> assertThat(whole.response()
                                            .choices()
                                            .getFirst()
                                            .finish())
                                    .isEqualTo(
                                            fold.response().choices().getFirst().finish()));
        }
    }

    @Property(tries = 300)
    void anythingInAStreamEndsInExactlyOneTerminalEvent(
            @ForAll("answers") JsonNode one, @ForAll("answers") JsonNode two) {
        play(List.of(Json.text(one), Json.text(two), Json.text(one)));
        CODEC.decode(Json.bytes(one));
        CODEC.error(400, Headers.NONE, Json.bytes(two));
    }

    @Property(tries = 300)
    void bytesThatAreNoJsonAreNoAnswerAndNoThrow(@ForAll String text) {
        byte[] bytes = ("{" + text).getBytes(StandardCharsets.UTF_8);
        assertThat(CODEC.decode(bytes)).isInstanceOf(Answer.Failed.class);
        assertThat(CODEC.error(500, Headers.NONE, bytes).message()).isNotBlank();
        assertThat(play(List.of("{" + text)).isComplete()).isFalse();
    }

    private static Fold play(List<String> chunks) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = CODEC.decoder();
        chunks.forEach(chunk -> decoder.frame(Frame.of(null, chunk), grammar));
        decoder.end(grammar);
        assertThat(grammar.isOver()).isTrue();
        return fold;
    }
}
