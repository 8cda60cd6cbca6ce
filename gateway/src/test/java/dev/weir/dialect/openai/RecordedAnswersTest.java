package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Part;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Answer;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Answers that OpenAI and its compatible hosts really gave. The expected side is the recording itself.
class RecordedAnswersTest {
    /// Fields whose meaning the structure carries, or that say nothing (`obfuscation` pads).
    private static final Set<String> STRUCTURE = Set.of("type", "role", "index", "object", "obfuscation");

    private static final ChatProviderCodec CODEC = new ChatProviderCodec(UsageConvention.STANDARD);

    static List<Recording> whole() {
        return Recording.all()
                .filter(each -> !each.streamed() && each.status() == 200)
                .toList();
    }

    static List<Recording> streams() {
        return Recording.streams();
    }

    @ParameterizedTest
    @MethodSource("whole")
    void everyLeafOfAWholeAnswerIsCanonicalOrInTheExtras(Recording recording) {
        Answer answer = CODEC.decode(recording.body());
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        ChatResponse response = ((Answer.Whole) answer).response();
        Map<String, String> left = Leaves.of(recording.response(), "");
        Leaves.ofExtras(response)
                .forEach((pointer, value) ->
                        assertThat(left.remove(pointer)).as(pointer).isEqualTo(value));
        List<String> canonical = Leaves.scalars(response);
        left.keySet().removeIf(pointer -> STRUCTURE.contains(pointer.substring(pointer.lastIndexOf('/') + 1)));
        left.values().removeIf(value -> value.isEmpty() || value.equals("0") || canonical.contains(value));
        left.keySet().removeIf(pointer -> pointer.endsWith("/format"));
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamSaysWhatItsFramesSay(Recording recording) {
        Fold fold = folded(recording.body(), recording.body().length);
        boolean failed = recording.documents().stream().anyMatch(each -> each.hasNonNull("error"));
        assertThat(fold.isComplete()).isEqualTo(!failed);
        assertThat(fold.failure() != null).isEqualTo(failed);
        for (Choice choice : fold.response().choices()) {
            assertThat(said(choice, Part.Text.class)).isEqualTo(frames(recording, choice.index(), "content"));
            String thought = frames(recording, choice.index(), "reasoning_content")
                    + frames(recording, choice.index(), "reasoning");
            if (!thought.isEmpty()) {
                assertThat(said(choice, Part.Thought.class)).isEqualTo(thought);
            }
            assertThat(said(choice, Part.ToolCall.class)).isEqualTo(calls(recording, choice.index()));
        }
        List<JsonNode> usages = recording.usages();
        if (!usages.isEmpty() && !failed) {
            assertThat(Objects.requireNonNull(fold.response().usage()).total())
                    .isEqualTo(usages.getLast().path("total_tokens").asLong());
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void splitsChangeNothing(Recording recording) {
        byte[] body = recording.body();
        ChatResponse whole = folded(body, body.length).response();
        int step = Math.max(1, body.length / 60);
        for (int at = 1; at < body.length; at += step) {
            assertThat(folded(body, at).response()).as("split at %s", at).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamCutBeforeItsEndIsNeverWhole(Recording recording) {
        List<String> events =
                new ArrayList<>(List.of(new String(recording.body(), StandardCharsets.UTF_8).split("(?<=\n\n)", -1)));
        int last = 0;
        for (int i = 0; i < events.size(); i++) {
            String event = events.get(i);
            if (event.contains("\"finish_reason\":\"") && !event.contains("\"finish_reason\":\"\"")
                    || event.contains("[DONE]")) {
                last = i;
                break;
            }
        }
        int step = Math.max(1, last / 20);
        for (int kept = 0; kept < last; kept += step) {
            byte[] cut = String.join("", events.subList(0, kept)).getBytes(StandardCharsets.UTF_8);
            Fold fold = folded(cut, cut.length);
            assertThat(fold.isComplete()).as("after %s events", kept).isFalse();
            assertThat(fold.failure()).isNotNull();
        }
    }

    private static Fold folded(byte[] body, int split) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = CODEC.decoder();
        SseReader reader = new SseReader(1 << 20);
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                decoder.frame(frame, grammar);
            }

            @Override
            public void unfinished(Frame frame) {
                decoder.frame(frame, grammar);
            }
        };
        try {
            reader.feed(body, 0, split, sink);
            reader.feed(body, split, body.length, sink);
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        reader.end(sink);
        decoder.end(grammar);
        decoder.end(grammar);
        assertThat(grammar.isOver()).isTrue();
        return fold;
    }

    private static String said(Choice choice, Class<? extends Part> kind) {
        StringBuilder out = new StringBuilder();
        for (Part part : choice.parts()) {
            if (kind.isInstance(part)) {
                out.append(
                        switch (part) {
                            case Part.Text text -> text.text();
                            case Part.Thought thought -> thought.text();
                            case Part.ToolCall call -> call.name() + call.input() + ";";
                            default -> "";
                        });
            }
        }
        return out.toString();
    }

    private static String frames(Recording recording, int choice, String field) {
        StringBuilder out = new StringBuilder();
        for (JsonNode delta : recording.deltas(choice)) {
            out.append(delta.path(field).asString(""));
        }
        return out.toString();
    }

    private static String calls(Recording recording, int choice) {
        StringBuilder out = new StringBuilder();
        int open = -1;
        for (JsonNode delta : recording.deltas(choice)) {
            for (JsonNode call : delta.path("tool_calls")) {
                if (call.path("index").asInt() != open) {
                    out.append(open < 0 ? "" : ";")
                            .append(call.path("function").path("name").asString(""));
                    open = call.path("index").asInt();
                }
                out.append(call.path("function").path("arguments").asString(""));
            }
        }
        return out.append(open < 0 ? "" : ";").toString();
    }
}
