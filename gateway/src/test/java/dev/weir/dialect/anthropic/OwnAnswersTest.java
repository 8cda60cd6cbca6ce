package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Identity;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer of Anthropic's that is translated for a client of Anthropic's, as it is where a request had to be, is the
/// one that Anthropic gave.
class OwnAnswersTest {
    private static final Identity IDENTITY = new Identity("id", 1, "m");
    private static final AtomicInteger ANSWERS = new AtomicInteger();

    static List<Recording> answers() {
        return Recordings.of("anthropic-messages").stream()
                .filter(recording -> !recording.streamed() && recording.status() == 200)
                .toList();
    }

    @AfterAll
    static void tell() {
        System.out.println("anthropic-messages, whole: " + ANSWERS + " answers translated to themselves");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRecordedAnswerComesBackAsItWas(Recording recording) {
        same((ObjectNode) Streams.JSON.readTree(recording.body()));
        ANSWERS.incrementAndGet();
    }

    /// Without what is said to be nothing.
    private static ObjectNode said(ObjectNode message) {
        ObjectNode out = message.deepCopy();
        out.properties().removeIf(field -> field.getValue().isNull());
        return out;
    }

    static List<Recording> streams() {
        return Recordings.of("anthropic-messages").stream()
                .filter(Recording::streamed)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aRecordedStreamAddsUpToWhatItWas(Recording recording) {
        List<ObjectNode> events = Streams.firstMessage(recording.body());
        List<Loss> losses = new ArrayList<>();
        ByteSink out = new ByteSink(256);
        StreamEncoder encoder = new MessagesClientCodec().encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
        Streams.of(events.stream().map(ObjectNode::toString).toArray(String[]::new))
                .events()
                .forEach(event -> encoder.event(event, out));
        assertThat(said(Streams.accumulate(EventRules.of(out.toBytes())))).isEqualTo(said(Streams.accumulate(events)));
        assertThat(losses).isEmpty();
    }

    @Test
    void whatStandsBesideABlockIsInItsBeginning() {
        String use = "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"left_click\",\"toolset_name\":\"browser\","
                + "\"caller\":{\"type\":\"direct\"},\"input\":{}}";
        List<Loss> losses = new ArrayList<>();
        ByteSink out = new ByteSink(256);
        StreamEncoder encoder = new MessagesClientCodec().encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
        Streams.of(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"model\":\"m\",\"content\":[]}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + use + "}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"{}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},"
                                + "\"usage\":{\"output_tokens\":1}}",
                        "{\"type\":\"message_stop\"}")
                .events()
                .forEach(event -> encoder.event(event, out));
        ObjectNode block = EventRules.of(out.toBytes()).get(1);
        assertThat(block.path("content_block")).isEqualTo(Streams.JSON.readTree(use));
        assertThat(losses).isEmpty();
    }

    private static void same(ObjectNode answer) {
        List<Loss> losses = new ArrayList<>();
        ObjectNode written = written(answer, losses);
        assertThat(said(written)).isEqualTo(said(answer));
        assertThat(losses).isEmpty();
    }

    private static ObjectNode written(JsonNode answer, List<Loss> losses) {
        Answer read = new MessagesProviderCodec().decode(Streams.bytes(answer));
        assertThat(read).isInstanceOf(Answer.Whole.class);
        byte[] bytes = new MessagesClientCodec().encode(((Answer.Whole) read).response(), IDENTITY, losses::add);
        return (ObjectNode) Streams.JSON.readTree(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "end_turn",
                "max_tokens",
                "stop_sequence",
                "tool_use",
                "pause_turn",
                "refusal",
                "model_context_window_exceeded",
                "compaction",
                "tomorrows_reason"
            })
    void everyReasonComesBackWholeAndStreamed(String reason) {
        ObjectNode answer = (ObjectNode) Streams.JSON.readTree("""
                {"id":"a","type":"message","role":"assistant","model":"m","content":[],
                 "stop_sequence":null,"stop_details":{"type":"x","n":1}}""");
        answer.put("stop_reason", reason);
        answer.set("usage", Streams.JSON.readTree(USAGE));
        List<Loss> losses = new ArrayList<>();
        ObjectNode written = written(answer, losses);
        ObjectNode streamed = Streams.accumulate(EventRules.of(streamed(answer, losses)));
        for (ObjectNode told : List.of(written, streamed)) {
            assertThat(told.path("stop_reason").asString("")).isEqualTo(reason);
            assertThat(told.path("stop_details")).isEqualTo(answer.path("stop_details"));
            assertThat(told.path("usage")).isEqualTo(answer.path("usage"));
        }
        assertThat(losses).isEmpty();
    }

    /// What is told beside the counts: rounds, tier, searches, where it ran.
    private static final String USAGE = """
            {"input_tokens":5,"cache_read_input_tokens":3,"cache_creation_input_tokens":2,"output_tokens":7,
             "output_tokens_details":{"thinking_tokens":1},"server_tool_use":{"web_search_requests":2},
             "service_tier":"priority","inference_geo":"eu","cache_creation":{"ephemeral_1h_input_tokens":2},
             "iterations":[{"type":"compaction","input_tokens":900,"output_tokens":50},
             {"type":"fallback_message","model":"other","input_tokens":5,"output_tokens":7}]}""";

    private static byte[] streamed(ObjectNode answer, List<Loss> losses) {
        ObjectNode start = answer.deepCopy();
        start.putNull("stop_reason");
        start.remove("stop_details");
        ObjectNode end = Streams.JSON.createObjectNode().put("type", "message_delta");
        end.putObject("delta").set("stop_reason", answer.get("stop_reason"));
        end.withObjectProperty("delta").set("stop_details", answer.get("stop_details"));
        end.set("usage", answer.get("usage"));
        ByteSink out = new ByteSink(256);
        StreamEncoder encoder = new MessagesClientCodec().encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
        Streams.of(
                        "{\"type\":\"message_start\",\"message\":" + start + "}",
                        new String(Streams.bytes(end), StandardCharsets.UTF_8),
                        "{\"type\":\"message_stop\"}")
                .events()
                .forEach(event -> encoder.event(event, out));
        return out.toBytes();
    }
}
