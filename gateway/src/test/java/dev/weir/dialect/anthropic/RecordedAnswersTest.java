package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.LeafAccounting;
import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;
import dev.weir.chat.Part;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Whole answers of the real service: what was recorded is what is understood.
class RecordedAnswersTest {
    private static final AtomicInteger ANSWERS = new AtomicInteger();
    private static final AtomicInteger LEAVES = new AtomicInteger();

    static final LeafAccounting ACCOUNTING = LeafAccounting.strict()
            .structural("/type", "every answer is a message", "message")
            .structural("/role", "every answer is the assistant's", "assistant")
            .structural(
                    "/content/*/type",
                    "the kind of part says it",
                    "text",
                    "thinking",
                    "redacted_thinking",
                    "tool_use",
                    "server_tool_use",
                    "mcp_tool_use")
            .structural("/content/*/is_error", "the outcome of the result says it");

    static List<Recording> answers() {
        return Recordings.of("anthropic-messages").stream()
                .filter(recording -> !recording.streamed() && recording.status() == 200)
                .toList();
    }

    @AfterAll
    static void tell() {
        System.out.println("anthropic-messages, whole: " + ANSWERS + " answers, " + LEAVES + " leaves accounted for");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyLeafOfARecordedAnswerIsAccountedFor(Recording recording) {
        List<LeafAccounting.Leaf> leaves = LeafAccounting.leaves(Streams.JSON.readTree(recording.body()));
        ChatResponse response = decode(recording.body());
        assertThat(ACCOUNTING.missing(leaves, List.of(LeafAccounting.tree(response)), List.of()))
                .isEmpty();
        ANSWERS.incrementAndGet();
        LEAVES.addAndGet(leaves.size());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void wordsCallsStopAndUsageAreWhatWasRecorded(Recording recording) {
        JsonNode raw = Streams.JSON.readTree(recording.body());
        ChatResponse response = decode(recording.body());
        List<Part> parts = response.choices().getFirst().parts();

        assertThat(parts.stream()
                        .filter(Part.Text.class::isInstance)
                        .map(part -> ((Part.Text) part).text())
                        .collect(Collectors.joining()))
                .isEqualTo(joined(raw, "text", "text"));
        assertThat(parts.stream()
                        .filter(Part.ToolCall.class::isInstance)
                        .map(part -> ((Part.ToolCall) part).id() + ((Part.ToolCall) part).name())
                        .collect(Collectors.joining()))
                .isEqualTo(joined(raw, "tool_use", "id", "name"));
        assertThat(parts.stream()
                        .filter(Part.HostedCall.class::isInstance)
                        .map(part -> ((Part.HostedCall) part).id())
                        .collect(Collectors.joining()))
                .isEqualTo(joined(raw, "server_tool_use", "id") + joined(raw, "mcp_tool_use", "id"));
        assertThat(parts.stream()
                        .filter(Part.Thought.class::isInstance)
                        .map(part -> Objects.requireNonNull(part.marks().seal()).opaque())
                        .collect(Collectors.joining()))
                .isEqualTo(joined(raw, "thinking", "signature"));
        assertThat(response.choices().getFirst().finish().raw())
                .isEqualTo(raw.get("stop_reason").stringValue());
        assertThat(response.head().id()).isEqualTo(raw.get("id").stringValue());
        JsonNode counts = raw.get("usage");
        Usage usage = Objects.requireNonNull(response.usage());
        assertThat(usage.input().total())
                .isEqualTo(count(counts, "input_tokens")
                        + count(counts, "cache_read_input_tokens")
                        + count(counts, "cache_creation_input_tokens"));
        assertThat(usage.input().cacheRead()).isEqualTo(count(counts, "cache_read_input_tokens"));
        assertThat(usage.output().total()).isEqualTo(count(counts, "output_tokens"));
        assertThat(usage.output().reasoning())
                .isEqualTo(count(counts.path("output_tokens_details"), "thinking_tokens"));
    }

    /// The order of kinds may differ (a hosted call of a server and one of MCP), the texts of a kind do not.
    private static String joined(JsonNode raw, String type, String... fields) {
        return StreamSupport.stream(raw.get("content").spliterator(), false)
                .filter(block -> block.get("type").stringValue().equals(type))
                .map(block -> {
                    StringBuilder out = new StringBuilder();
                    for (String field : fields) {
                        out.append(block.get(field).stringValue());
                    }
                    return out;
                })
                .collect(Collectors.joining());
    }

    private static long count(JsonNode usage, String name) {
        return usage.path(name).asLong(0);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerCutAnywhereIsAFailureAndNeverThrows(Recording recording) {
        byte[] body = recording.body();
        int step = Math.max(1, body.length / 200);
        for (int cut = 0; cut < body.length; cut += step) {
            byte[] prefix = Arrays.copyOf(body, cut);
            assertThatCode(() -> assertThat(new MessagesProviderCodec().decode(prefix))
                            .isInstanceOf(Answer.Failed.class))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void recordedErrorsAreTheFailuresTheyAre() {
        List<Failure> failures = Recordings.of("anthropic-messages").stream()
                .filter(recording -> recording.status() != 200)
                .map(recording -> new MessagesProviderCodec()
                        .error(recording.status(), recording.headers()::get, recording.body()))
                .toList();
        assertThat(failures)
                .containsExactlyInAnyOrder(
                        new Failure.Unsupported(
                                "This model does not support effort level 'xhigh'."
                                        + " Supported levels: high, low, max, medium.",
                                null),
                        new Failure.NotFound("model: claude-sonet-4-5", "model_not_found"));
    }

    private static ChatResponse decode(byte[] body) {
        Answer answer = new MessagesProviderCodec().decode(body);
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        return ((Answer.Whole) answer).response();
    }
}
