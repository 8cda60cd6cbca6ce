package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LeafAccounting;
import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.Annotation;
import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Stop;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What real services answered, decoded. The expected side is read off the recordings here, field by field.
@Tag("slow")
class RecordedAnswersTest {
    private static final GeminiProviderCodec CODEC = new GeminiProviderCodec();
    private static final int LIMIT = 1 << 20;

    /// Every how many splits the frames are decoded, too.
    private static final int DECODED = 97;

    private static final LeafAccounting ACCOUNTING = LeafAccounting.strict()
            .structural("/candidates/*/content/role", "every part of an answer is the model's")
            .structural("/candidates/*/index", "Choice.index")
            .structural("/candidates/*/content/parts/*/thought", "the part is a Thought")
            .structural("/candidates/*/content/parts/*/text", "an empty text says nothing", "")
            .structural(
                    "/candidates/*/groundingMetadata/groundingSupports/*/groundingChunkIndices/*",
                    "one Annotation each, of that chunk")
            .structural(
                    "/candidates/*/groundingMetadata/groundingSupports/*/segment/startIndex",
                    "the Annotation's span, checked against the words it quotes")
            .structural(
                    "/candidates/*/groundingMetadata/groundingSupports/*/segment/endIndex",
                    "the Annotation's span, checked against the words it quotes")
            .structural("/createTime", "Head.created, in seconds")
            .fragment("/candidates/*/content/parts/*/text")
            .fragment("/candidates/*/groundingMetadata/groundingSupports/*/segment/text");

    @Test
    void wholeAnswersSayWhatWasRecorded() {
        int answers = 0;
        int leaves = 0;
        int failures = 0;
        for (Recording recording : Recordings.of("gemini-generate")) {
            if (recording.status() != 200) {
                Failure failure = CODEC.error(recording.status(), Headers.NONE, recording.body());
                assertThat(failure.message())
                        .as(recording.id())
                        .isEqualTo(json(recording).at("/error/message").stringValue());
                assertThat(failure)
                        .as(recording.id())
                        .isInstanceOf(recording.status() == 404 ? Failure.NotFound.class : Failure.BadRequest.class);
                failures++;
            } else if (CODEC.decode(recording.body()) instanceof Answer.Whole whole) {
                leaves += check(recording, whole.response());
                answers++;
            } else {
                checkBlocked(recording);
                failures++;
            }
        }
        System.out.printf(
                "gemini-generate: %d answers, %d failures, %d leaves accounted for%n", answers, failures, leaves);
        assertThat(answers + failures).isEqualTo(42);
        assertThat(failures).isEqualTo(4);
    }

    private static void checkBlocked(Recording recording) {
        JsonNode feedback = json(recording).path("promptFeedback");
        assertThat(CODEC.decode(recording.body()))
                .as(recording.id())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(Failure.ContentRefused.class, refused -> {
                                    assertThat(refused.code())
                                            .isEqualTo(
                                                    feedback.path("blockReason").stringValue());
                                    assertThat(refused.message())
                                            .contains(feedback.path("blockReasonMessage")
                                                    .stringValue());
                                }));
    }

    @Test
    void streamsSayWhatWasRecorded() {
        int streams = 0;
        int leaves = 0;
        for (Recording recording : Recordings.of("gemini-stream")) {
            Fold fold = play(frames(recording.body(), recording.body().length));
            assertThat(fold.isComplete()).as(recording.id()).isTrue();
            leaves += check(recording, fold.response());
            streams++;
        }
        System.out.printf("gemini-stream: %d streams, %d leaves accounted for%n", streams, leaves);
        assertThat(streams).isEqualTo(11);
    }

    @Test
    void streamsAreTheSameAtEverySplitPoint() {
        long splits = 0;
        for (Recording recording : Recordings.of("gemini-stream")) {
            byte[] bytes = recording.body();
            List<Frame> whole = frames(bytes, bytes.length);
            ChatResponse expected = play(whole).response();
            for (int split = 1; split < bytes.length; split++) {
                List<Frame> frames = frames(bytes, split);
                // The decoder sees frames only, so the same frames give the same answer.
                assertThat(payloads(frames))
                        .as("%s split at %d", recording.id(), split)
                        .isEqualTo(payloads(whole));
                if (split % DECODED == 0) {
                    assertThat(play(frames).response()).isEqualTo(expected);
                }
                splits++;
            }
        }
        System.out.printf("gemini-stream: %d split points%n", splits);
    }

    @Test
    void truncatedStreamNeverLooksComplete() {
        long cuts = 0;
        for (Recording recording : Recordings.of("gemini-stream")) {
            byte[] bytes = recording.body();
            int end = bytes.length;
            while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
                end--;
            }
            Map<Integer, Fold> byFrames = new HashMap<>();
            for (int cut = 0; cut < end; cut++) {
                List<Frame> frames = frames(Arrays.copyOf(bytes, cut), cut);
                Fold fold = byFrames.computeIfAbsent(frames.size(), _ -> play(frames));
                notComplete(recording, cut, fold);
                if (cut % DECODED == 0 || cut > end - DECODED) {
                    notComplete(recording, cut, play(withUnfinished(Arrays.copyOf(bytes, cut))));
                }
                cuts++;
            }
        }
        System.out.printf("gemini-stream: %d cuts%n", cuts);
    }

    @Test
    void anAnswerStreamedInOneChunkIsTheWholeAnswer() {
        int compared = 0;
        for (Recording recording : Recordings.of("gemini-generate")) {
            if (recording.status() == 200 && CODEC.decode(recording.body()) instanceof Answer.Whole whole) {
                Fold fold = play(List.of(Frame.of(null, recording.text())));
                assertThat(fold.isComplete()).isTrue();
                assertThat(withoutExtras(fold.response()))
                        .as(recording.id())
                        .isEqualTo(withoutExtras(whole.response()));
                compared++;
            }
        }
        System.out.printf("gemini-generate: %d answers streamed in one chunk%n", compared);
        assertThat(compared).isEqualTo(38);
    }

    @Test
    void bothSpellingsOfEveryNameAreRead() {
        int compared = 0;
        for (Recording recording : Recordings.of("gemini-generate")) {
            if (CODEC.decode(recording.body()) instanceof Answer.Whole whole) {
                String snake = snake(recording.text());
                Answer answer = CODEC.decode(snake.getBytes(StandardCharsets.UTF_8));
                assertThat(answer).as(recording.id()).isInstanceOfSatisfying(Answer.Whole.class, other -> {
                    assertThat(parts(other.response())).isEqualTo(parts(whole.response()));
                    assertThat(buckets(other.response())).isEqualTo(buckets(whole.response()));
                });
                compared++;
            }
        }
        System.out.printf("gemini-generate: %d answers in snake case%n", compared);
    }

    /// A conversation hands the model's words back to it: each part as it came, ids and signatures too. An empty text
    /// says nothing, and a thought that nobody signed is not taken back.
    @Test
    void whatTheServiceSaidGoesBackAsItSaidIt() {
        int echoed = 0;
        for (Recording recording : Recordings.of("gemini-generate")) {
            if (recording.status() != 200 || !(CODEC.decode(recording.body()) instanceof Answer.Whole whole)) {
                continue;
            }
            List<Part> said = whole.response().choices().getFirst().parts();
            Turn turn = new Turn(Role.ASSISTANT, said, null, "/messages/0", Marks.NONE);
            ChatRequest request = new ChatRequest(
                    "m",
                    List.of(turn),
                    ToolSet.NONE,
                    Sampling.NONE,
                    Bounds.NONE,
                    Reasoning.NONE,
                    new OutputShape.Free(),
                    Delivery.WHOLE,
                    Extras.NONE);
            JsonNode body = CODEC.encode(request, Traits.UNKNOWN).body();
            List<JsonNode> sent = json(recording)
                    .at("/candidates/0/content/parts")
                    .valueStream()
                    .filter(part -> part.has("thoughtSignature")
                            || !part.path("thought").asBoolean(false)
                                    && !part.path("text").asString("x").isEmpty())
                    .toList();
            assertThat(body.at("/contents/0/parts").valueStream().toList())
                    .as(recording.id())
                    .isEqualTo(sent);
            echoed += sent.size();
        }
        System.out.printf("gemini-generate: %d parts echoed%n", echoed);
    }

    private static List<String> parts(ChatResponse response) {
        return withoutExtras(response).choices().stream()
                .map(choice -> choice.parts() + " " + choice.finish().stop())
                .toList();
    }

    private static String buckets(ChatResponse response) {
        Usage usage = response.usage();
        return usage == null ? "none" : usage.input() + " " + usage.output();
    }

    /// The same document with the service's own names in snake case, written by hand over its text.
    private static String snake(String json) {
        var out = new StringBuilder();
        var names = Pattern.compile("\"([a-z]+(?:[A-Z][a-z]+)+)\":").matcher(json);
        while (names.find()) {
            names.appendReplacement(out, "\"" + Spelling.snake(Objects.requireNonNull(names.group(1))) + "\":");
        }
        return names.appendTail(out).toString();
    }

    private static int check(Recording recording, ChatResponse response) {
        String as = recording.id();
        List<JsonNode> objects = objects(recording);
        List<JsonNode> sent = objects.stream()
                .flatMap(object -> object.at("/candidates/0/content/parts").valueStream())
                .toList();
        assertThat(response.choices()).as(as).hasSize(1);
        Choice choice = response.choices().getFirst();
        assertThat(texts(choice, Part.Text.class)).as(as).isEqualTo(joined(sent, "text", false));
        assertThat(texts(choice, Part.Thought.class)).as(as).isEqualTo(joined(sent, "text", true));
        assertThat(calls(choice)).as(as).isEqualTo(sentCalls(sent));
        assertThat(seals(choice))
                .as(as)
                .isEqualTo(sent.stream()
                        .filter(part -> part.has("thoughtSignature"))
                        .map(part -> part.path("thoughtSignature").stringValue())
                        .toList());
        checkFinish(as, objects.getLast(), choice);
        checkUsage(as, objects.getLast().path("usageMetadata"), response.usage());
        checkSpans(as, objects.getLast(), choice);
        return account(as, objects, response);
    }

    private static void checkFinish(String as, JsonNode last, Choice choice) {
        String reason = last.at("/candidates/0/finishReason").stringValue();
        boolean calls = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        Stop expected = switch (reason) {
            case "STOP" -> calls ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "MAX_TOKENS" -> Stop.MAX_TOKENS;
            case "SAFETY" -> Stop.REFUSED;
            case "UNEXPECTED_TOOL_CALL" -> Stop.OTHER;
            default -> throw new IllegalStateException("a new reason: " + reason);
        };
        assertThat(choice.finish().stop()).as(as).isEqualTo(expected);
        assertThat(choice.finish().raw()).as(as).isEqualTo(reason);
    }

    private static void checkUsage(String as, JsonNode sent, @Nullable Usage usage) {
        assertThat(usage).as(as).isNotNull();
        Objects.requireNonNull(usage);
        assertThat(java.util.Objects.requireNonNull(usage.raw()).node()).isEqualTo(sent);
        assertThat(usage.total()).as(as).isEqualTo(sent.path("totalTokenCount").longValue());
        assertThat(usage.output().reasoning())
                .as(as)
                .isEqualTo(sent.path("thoughtsTokenCount").asLong(0));
        assertThat(usage.input().toolUse())
                .as(as)
                .isEqualTo(sent.path("toolUsePromptTokenCount").asLong(0));
        assertThat(usage.input().cacheRead())
                .as(as)
                .isEqualTo(sent.path("cachedContentTokenCount").asLong(0));
        assertThat(usage.output().visible()
                        + usage.output().images()
                        + usage.output().audio())
                .as(as)
                .isEqualTo(sent.path("candidatesTokenCount").asLong(0));
    }

    /// Every citation with a place stands on the words that its segment quotes.
    private static void checkSpans(String as, JsonNode last, Choice choice) {
        List<String> quoted = new ArrayList<>();
        for (JsonNode support : last.at("/candidates/0/groundingMetadata/groundingSupports")) {
            support.path("groundingChunkIndices")
                    .forEach(_ -> quoted.add(support.at("/segment/text").stringValue()));
        }
        List<String> anchored = new ArrayList<>();
        for (Part part : choice.parts()) {
            if (part instanceof Part.Text text) {
                byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
                for (Annotation annotation : text.annotations()) {
                    Annotation.Span span = annotation.span();
                    if (span != null) {
                        assertThat(span.unit()).isEqualTo(Annotation.Unit.UTF8_BYTES);
                        anchored.add(
                                new String(bytes, span.start(), span.end() - span.start(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        assertThat(anchored).as(as).isEqualTo(quoted);
    }

    /// Every leaf of the answer is in the canonical one, in its extras, or in the table above. Usage counts on through
    /// a stream: its last block says all.
    private static int account(String as, List<JsonNode> objects, ChatResponse response) {
        int counted = 0;
        List<JsonNode> evidence = List.of(LeafAccounting.tree(response));
        for (JsonNode object : objects) {
            List<LeafAccounting.Leaf> leaves = LeafAccounting.leaves(object).stream()
                    .filter(leaf ->
                            object.equals(objects.getLast()) || !leaf.path().startsWith("/usageMetadata/"))
                    .toList();
            assertThat(ACCOUNTING.missing(leaves, evidence, List.of())).as(as).isEmpty();
            counted += leaves.size();
        }
        return counted;
    }

    private static String texts(Choice choice, Class<? extends Part> kind) {
        var out = new StringBuilder();
        for (Part part : choice.parts()) {
            if (kind.isInstance(part)) {
                out.append(
                        part instanceof Part.Text text
                                ? text.text()
                                : part instanceof Part.Thought thought ? thought.text() : "");
            }
        }
        return out.toString();
    }

    private static String joined(List<JsonNode> sent, String field, boolean thought) {
        var out = new StringBuilder();
        for (JsonNode part : sent) {
            if (part.has(field) && part.path("thought").asBoolean(false) == thought) {
                out.append(part.path(field).stringValue());
            }
        }
        return out.toString();
    }

    private static List<String> calls(Choice choice) {
        List<String> out = new ArrayList<>();
        for (Part part : choice.parts()) {
            if (part instanceof Part.ToolCall call) {
                String id = CallIds.isInvented(call.id()) ? "" : call.id();
                out.add(id + call.name() + Json.readOrNull(call.input()));
            }
        }
        return out;
    }

    private static List<String> sentCalls(List<JsonNode> sent) {
        return sent.stream()
                .map(part -> part.path("functionCall"))
                .filter(call -> !call.isMissingNode())
                .map(call -> call.path("id").asString("") + call.path("name").stringValue() + call.path("args"))
                .toList();
    }

    private static List<String> seals(Choice choice) {
        List<String> out = new ArrayList<>();
        for (Part part : choice.parts()) {
            if (part.marks().seal() != null) {
                assertThat(part.marks().seal().issuer()).isEqualTo("google");
                out.add(part.marks().seal().opaque());
            }
        }
        return out;
    }

    private static JsonNode json(Recording recording) {
        return Objects.requireNonNull(Json.readOrNull(recording.text()));
    }

    /// The objects that the service sent: the body, or each `data:` line.
    private static List<JsonNode> objects(Recording recording) {
        if (!recording.streamed()) {
            return List.of(json(recording));
        }
        return recording
                .text()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> Objects.requireNonNull(Json.readOrNull(line.substring("data:".length()))))
                .toList();
    }

    private static ChatResponse withoutExtras(ChatResponse response) {
        return new ChatResponse(response.head(), response.choices(), response.usage(), List.of());
    }

    private static void notComplete(Recording recording, int cut, Fold fold) {
        assertThat(fold.isComplete()).as("%s cut at %d", recording.id(), cut).isFalse();
        assertThat(fold.failure()).isInstanceOf(Failure.Truncated.class);
    }

    private static List<String> payloads(List<Frame> frames) {
        return frames.stream().map(Frame::text).toList();
    }

    /// The whole events of a body that arrives in two reads.
    private static List<Frame> frames(byte[] bytes, int split) {
        List<Frame> out = new ArrayList<>();
        read(bytes, split, out, new ArrayList<>());
        return out;
    }

    /// The same, and the event in which the body breaks off.
    private static List<Frame> withUnfinished(byte[] bytes) {
        List<Frame> out = new ArrayList<>();
        read(bytes, bytes.length, out, out);
        return out;
    }

    private static void read(byte[] bytes, int split, List<Frame> whole, List<Frame> unfinished) {
        SseReader reader = new SseReader(LIMIT);
        SseReader.Sink sink = new SseReader.Sink() {
            // Frames are views on bytes that are about to change.
            @Override
            public void frame(Frame frame) {
                whole.add(Frame.of(frame.name(), frame.text()));
            }

            @Override
            public void unfinished(Frame frame) {
                unfinished.add(Frame.of(frame.name(), frame.text()));
            }
        };
        try {
            reader.feed(bytes, 0, split, sink);
            reader.feed(bytes, split, bytes.length, sink);
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException(e);
        }
        reader.end(sink);
    }

    private static Fold play(List<Frame> frames) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = CODEC.decoder();
        frames.forEach(frame -> decoder.frame(frame, grammar));
        decoder.end(grammar);
        assertThat(grammar.isOver()).isTrue();
        return fold;
    }
}
