package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane.Look;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.RequestProbe;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.StreamLane;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the byte lane sees of Anthropic's requests, streams and answers.
class MessagesWatchTest {
    private static final MessagesByteLane LANE = new MessagesByteLane();

    private final Delivered delivered = new Delivered();

    private Watch watch() {
        return LANE.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"message_start","message":{"id":"a","content":[],"usage":{"input_tokens":1,"output_tokens":1}}} | Pass
            {"type":"message_start","message":{"id":"a","content":[{"type":"text","text":"x"}]}}                    | Content
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}                      | Pass
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"x"}}                     | Content
            {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}              | Pass
            {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","input":{}}}        | Content
            {"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"x"}}        | Content
            {"type":"content_block_start","index":0,"content_block":{"type":"tomorrows_block"}}                     | Content
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}                       | Content
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}                        | Pass
            {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}}               | Content
            {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}         | Content
            {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{}}}               | Content
            {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"a"}}             | Pass
            {"type":"content_block_delta","index":0,"delta":{"type":"tomorrows_delta","x":1}}                       | Pass
            {"type":"content_block_stop","index":0}                                                                 | Pass
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}                 | Content
            {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":5}}                       | Pass
            {"type":"message_delta","delta":{"stop_reason":"tomorrows_reason"}}                                     | Content
            {"type":"message_stop"}                                                                                 | Last
            {"type":"ping"}                                                                                         | Pass
            {"type":"tomorrows_event","x":{"y":[1]}}                                                                | Pass
            {"type":"error","error":{"type":"overloaded_error","message":"m"}}                                      | Failed
            {"type":"content_block_delta","index":0,"delta":{"type":"te                                             | Failed
            hello                                                                                                   | Failed
            """)
    void framesAreWhatTheyHold(String frame, String expected) {
        assertThat(watch().frame(Frame.of(null, frame)).getClass().getSimpleName())
                .isEqualTo(expected);
    }

    @Test
    void anEventThatHoldsNoWordsOfTheAnswerMayBeUnreadable() {
        assertThat(watch().frame(Frame.of("ping", "{"))).isInstanceOf(Sight.Invalid.class);
        assertThat(watch().frame(Frame.of("tomorrows_event", "{"))).isInstanceOf(Sight.Invalid.class);
        assertThat(watch().frame(Frame.of("content_block_delta", "{"))).isInstanceOf(Sight.Failed.class);
    }

    @Test
    void anAnswerThatHasSaidWhyItEndsIsWholeWhateverBecomesOfItsLastWord() {
        Watch watch = watch();
        watch.frame(Frame.of(null, "{\"type\":\"message_start\",\"message\":{\"id\":\"a\"}}"));
        assertThat(watch.isComplete()).isFalse();
        watch.frame(Frame.of(null, "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}"));
        assertThat(watch.isComplete()).isTrue();
        assertThat(watch.frame(Frame.of("message_stop", "{\"type\":\"mess"))).isInstanceOf(Sight.Invalid.class);
    }

    @Test
    void usageOfTheEndReplacesThatOfTheStartWhereItIsNotNull() {
        Watch watch = watch();
        watch.frame(Frame.of(null, """
                {"type":"message_start","message":{"id":"a","usage":{"input_tokens":10,"cache_read_input_tokens":3,"output_tokens":1}}}"""));
        watch.frame(Frame.of(null, """
                {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":12,"cache_read_input_tokens":null,"output_tokens":7}}"""));
        Usage usage = Objects.requireNonNull(delivered.usage());
        assertThat(usage.input().fresh()).isEqualTo(12);
        assertThat(usage.input().cacheRead()).isEqualTo(3);
        assertThat(usage.output().total()).isEqualTo(7);
    }

    static List<Recording> streams() {
        return Recordings.of("anthropic-messages").stream()
                .filter(Recording::streamed)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void recordedStreamsPassByteForByteAndAreMeteredAsTheCodecMetersThem(Recording recording) {
        byte[] bytes = firstMessage(recording.body());
        Delivered here = new Delivered();
        ByteSink out = new ByteSink(1024);
        FrameRelay relay = relay(here, bytes, bytes.length, out);
        assertThat(relay.state()).isEqualTo(StreamLane.State.COMPLETE);
        assertThat(out.toBytes()).isEqualTo(bytes);
        Usage read = Streams.run(bytes).fold().response().usage();
        assertThat(here.usage()).isEqualTo(read);
        assertThat(here.finish() == null ? null : here.finish().stop())
                .isEqualTo(Streams.run(bytes)
                        .fold()
                        .response()
                        .choices()
                        .getFirst()
                        .finish()
                        .stop());
    }

    /// Cut anywhere before the stop reason, a stream is a failure, and exactly one is told.
    @ParameterizedTest
    @MethodSource("streams")
    void recordedStreamsCutAnywhereEndInOneError(Recording recording) {
        byte[] bytes = firstMessage(recording.body());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int needed = text.lastIndexOf("\"stop_reason\":\"");
        int step = Math.max(1, needed / 400);
        for (int cut = 1; cut < needed; cut += step) {
            ByteSink out = new ByteSink(1024);
            FrameRelay relay = relay(new Delivered(), bytes, cut, out);
            assertThat(relay.state()).as("cut at %d", cut).isEqualTo(StreamLane.State.FAILED);
            relay.fail(Objects.requireNonNull(relay.failure()), out);
            String told = new String(out.toBytes(), StandardCharsets.UTF_8);
            assertThat(told.split("event: error\n", -1)).hasSize(2);
            assertThat(told).doesNotContain("message_stop");
        }
    }

    private static FrameRelay relay(Delivered delivered, byte[] bytes, int length, ByteSink out) {
        Watch watch = LANE.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);
        FrameRelay relay = new FrameRelay(LANE, watch, delivered, 1 << 24);
        for (int at = 0; at < length; at += 700) {
            relay.read(Arrays.copyOfRange(bytes, at, Math.min(length, at + 700)), out);
        }
        relay.end(out);
        return relay;
    }

    /// A fixture may hold several messages one behind the other; its first is the answer.
    private static byte[] firstMessage(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int stop = text.indexOf("event: message_stop");
        int end = text.indexOf("\n\n", stop);
        return Arrays.copyOf(bytes, end + 2);
    }

    /// Python's and Node's SDK drop an event that does not name itself; some hosts behind this dialect write such.
    @Test
    @SuppressWarnings("StringConcatToTextBlock") // The ends of the lines are what it is about.
    void anEventWithoutANameGetsTheOneThatItsDataSays() {
        String named = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        String sent = ": comment\n\n"
                + "data:{\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"content\":[]}}\r\n\r\n"
                + "data: {\"x\":{\"type\":\"inner\"},\ndata: \"type\":\"tomorrows\\nevent\"}\n\n"
                + "data: {\"no\":\"type\"}\n\n"
                + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";
        byte[] bytes = (sent + named).getBytes(StandardCharsets.UTF_8);
        ByteSink out = new ByteSink(1024);
        assertThat(relay(delivered, bytes, bytes.length, out).state()).isEqualTo(StreamLane.State.COMPLETE);
        assertThat(new String(out.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(": comment\n\n"
                        + "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"content\":[]}}\n\n"
                        + "event: tomorrows event\ndata: {\"x\":{\"type\":\"inner\"}, \"type\":\"tomorrows\\nevent\"}\n\n"
                        + "data: {\"no\":\"type\"}\n\n"
                        + sent.substring(sent.indexOf("event: message_delta"))
                        + named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"m","messages":[],"max_tokens":5}               | m WHOLE ANY
            {"model":"m","messages":[],"stream":true}                | m STREAM_WITH_USAGE ANY
            {"model":"a/b","messages":[],"stream":null}              | a/b WHOLE ANY
            {"messages":[],"model":"m","x":"say weir-seal:"}         | m WHOLE ANY
            {"model":"m","messages":["weir-seal:thought::"]}         | m WHOLE TRANSLATED
            {"messages":[]}                                          | model: Field required
            {"model":"m"}                                            | messages: Field required
            {"model":5,"messages":[]}                                | model: Input should be a valid string
            {"model":"m","messages":[],"stream":"yes"}               | stream: Input should be a valid boolean
            {"model":"m","messages":[]                               | The request body is not valid JSON: it breaks at byte 26. Let a JSON library or an SDK write it.
            [1]                                                      | The request body is not a JSON object: Input should be a valid dictionary
            """)
    void requestsAreProbed(String body, String expected) {
        String found = switch (LANE.probe(body.getBytes(StandardCharsets.UTF_8), Asked.NOTHING)) {
            case RequestProbe.Found it -> it.model() + " " + it.delivery() + " " + it.way();
            case RequestProbe.Rejected it -> it.failure().message();
        };
        assertThat(found).isEqualTo(expected);
    }

    private @Nullable Failure look(String body) {
        Look look = LANE.look(body.getBytes(StandardCharsets.UTF_8), UsageConvention.STANDARD, delivered);
        return look.failure();
    }

    @Test
    void wholeAnswersAreLookedAt() {
        assertThat(look("""
                {"id":"a","type":"message","model":"m","content":[],"stop_reason":"stop_sequence","stop_sequence":"x",
                 "usage":{"input_tokens":3,"output_tokens":4}}""")).isNull();
        assertThat(delivered.id()).isEqualTo("a");
        assertThat(Objects.requireNonNull(delivered.usage()).total()).isEqualTo(7);
        assertThat(Objects.requireNonNull(delivered.finish()).matched()).isEqualTo("x");
    }

    @Test
    void anErrorThatComesAsAnAnswerIsOne() {
        assertThat(look("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}"))
                .isInstanceOf(Failure.Overloaded.class);
        assertThat(look("{\"id\":\"a\"}")).isInstanceOf(Failure.Broken.class);
        assertThat(look("{\"content\":[]")).isInstanceOf(Failure.Broken.class);
    }
}
