package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams as they are seldom seen.
class MessagesDecoderTest {
    private static final String START = """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}""";
    private static final String TEXT =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}";
    private static final String HELLO =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}";
    private static final String TEXT_STOP = "{\"type\":\"content_block_stop\",\"index\":0}";
    private static final String DELTA =
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private static List<Part> parts(Streams.Outcome outcome) {
        ChatResponse response = outcome.fold().response();
        return response.choices().getFirst().parts();
    }

    private static String start(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static String stop(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    }

    @Test
    void aPlainStreamIsItsWords() {
        Streams.Outcome outcome = Streams.of(START, TEXT, "{\"type\":\"ping\"}", HELLO, TEXT_STOP, DELTA, STOP);
        ChatResponse response = outcome.fold().response();
        assertThat(outcome.isWhole()).isTrue();
        assertThat(response.head()).isEqualTo(new Head("msg_1", "claude-x", null));
        assertThat(parts(outcome)).containsExactly(new Part.Text("Hello"));
        assertThat(response.choices().getFirst().finish().stop()).isEqualTo(Stop.COMPLETE);
        assertThat(response.extras()).isEmpty();
    }

    @Test
    void usageOfTheEndReplacesWhatItNamesAndKeepsTheRest() {
        Streams.Outcome outcome = Streams.of(
                START, DELTA.replace("\"output_tokens\":7", "\"output_tokens\":7,\"input_tokens\":null"), STOP);
        Usage usage = Objects.requireNonNull(outcome.fold().response().usage());
        assertThat(usage.input()).isEqualTo(new Usage.Input(10, 5, 0, 0, 0, 0));
        assertThat(usage.output()).isEqualTo(new Usage.Output(7, 0, 0, 0));
        assertThat(outcome.events().stream().filter(StreamEvent.Metered.class::isInstance))
                .hasSize(2);
    }

    @Test
    void everySnapshotOfUsageStaysAsItWas() {
        List<StreamEvent.Metered> snapshots = Streams.of(START, DELTA, STOP).events().stream()
                .filter(StreamEvent.Metered.class::isInstance)
                .map(StreamEvent.Metered.class::cast)
                .toList();
        assertThat(snapshots.getFirst().usage().output().total()).isEqualTo(1);
        assertThat(String.valueOf(snapshots.getFirst().usage().raw())).contains("\"output_tokens\":1");
    }

    @Test
    void theEventLineMayBeMissingAndMayBeAllThatNamesTheEvent() {
        List<Frame> frames = List.of(
                Frame.of("message_start", START.replace("\"type\":\"message_start\",", "")),
                Frame.of(null, TEXT),
                Frame.of("wrong", HELLO),
                Frame.of(null, DELTA),
                Frame.of(null, STOP));
        Streams.Outcome outcome = Streams.decode(frames);
        assertThat(outcome.isWhole()).isTrue();
        assertThat(parts(outcome)).containsExactly(new Part.Text("Hello"));
    }

    @Test
    void sparseIndexesAreCountedDensely() {
        Streams.Outcome outcome = Streams.of(
                START,
                start(3, "{\"type\":\"text\",\"text\":\"\"}"),
                delta(3, "{\"type\":\"text_delta\",\"text\":\"a\"}"),
                stop(3),
                start(9, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                delta(9, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":\"}"),
                delta(9, "{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}"),
                stop(9),
                DELTA,
                STOP);
        assertThat(parts(outcome))
                .extracting(Object::getClass)
                .isEqualTo(List.of(Part.Text.class, Part.ToolCall.class));
        assertThat(((Part.ToolCall) parts(outcome).get(1)).input()).isEqualTo("{\"x\":1}");
    }

    @Test
    void missingIndexesAndMissingStopsAreBorne() {
        Streams.Outcome outcome = Streams.of(
                START,
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"He\"}}",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"llo\"}}",
                DELTA,
                STOP);
        assertThat(outcome.isWhole()).isTrue();
        assertThat(parts(outcome)).containsExactly(new Part.Text("Hello"));
    }

    @Test
    void wordsOfABlockThatWasNeverBegunAreNotLost() {
        Streams.Outcome outcome = Streams.of(START, HELLO, HELLO, TEXT_STOP, DELTA, STOP);
        assertThat(parts(outcome)).containsExactly(new Part.Text("HelloHello"));
        assertThat(parts(Streams.of(HELLO, DELTA, STOP))).containsExactly(new Part.Text("Hello"));
    }

    @Test
    void aLaterSignatureReplacesTheEarlierOne() {
        Streams.Outcome outcome = Streams.of(
                START,
                start(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\",\"estimated_tokens\":4}"),
                delta(0, "{\"type\":\"signature_delta\",\"signature\":\"one\"}"),
                delta(0, "{\"type\":\"signature_delta\",\"signature\":\"two\"}"),
                stop(0),
                DELTA,
                STOP);
        Part.Thought thought = (Part.Thought) parts(outcome).getFirst();
        assertThat(thought.text()).isEqualTo("hm");
        assertThat(Objects.requireNonNull(thought.marks().seal()).opaque()).isEqualTo("two");
        assertThat(outcome.fold().response().extras().getFirst().at()).isEqualTo("/content/0");
    }

    @Test
    void aCallWhoseArgumentsComeWithItsStartHasThemOnce() {
        Streams.Outcome outcome = Streams.of(
                START,
                start(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":1}}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"),
                stop(0),
                start(1, "{\"type\":\"tool_use\",\"id\":\"u\",\"name\":\"g\",\"input\":{}}"),
                stop(1),
                DELTA,
                STOP);
        assertThat(parts(outcome))
                .extracting(part -> ((Part.ToolCall) part).input())
                .containsExactly("{\"x\":1}", "{}");
    }

    @Test
    void aCompactionIsToldWhenItIsWhole() {
        Streams.Outcome outcome = Streams.of(
                START,
                start(0, "{\"type\":\"compaction\",\"content\":null}"),
                delta(0, "{\"type\":\"compaction_delta\",\"content\":\"in short\",\"encrypted_content\":\"e\"}"),
                stop(0),
                DELTA.replace("end_turn", "compaction"),
                STOP);
        Part.Foreign block = (Part.Foreign) parts(outcome).getFirst();
        assertThat(block.raw().get("content").stringValue()).isEqualTo("in short");
        assertThat(outcome.fold().response().choices().getFirst().finish().stop())
                .isEqualTo(Stop.PAUSED);
    }

    @Test
    void blocksEventsAndDeltasOfTheFutureAreKept() {
        Streams.Outcome outcome = Streams.of(
                START.replace("\"stop_reason\":null", "\"stop_reason\":null,\"mood\":\"good\""),
                start(0, "{\"type\":\"dream\",\"scene\":\"sea\"}"),
                delta(0, "{\"type\":\"dream_delta\",\"depth\":3}"),
                stop(0),
                "{\"type\":\"message_sigh\",\"length\":2}",
                TEXT.replace("\"index\":0", "\"index\":1"),
                delta(1, "{\"type\":\"dream_delta\",\"depth\":4}"),
                DELTA.replace("\"type\":\"message_delta\"", "\"type\":\"message_delta\",\"aside\":\"hm\""),
                STOP);
        assertThat(outcome.isWhole()).isTrue();
        assertThat(parts(outcome).getFirst()).isInstanceOf(Part.Foreign.class);
        assertThat(outcome.fold().response().extras().toString())
                .contains("mood", "depth=3", "depth=4", "message_sigh", "aside");
    }

    @Test
    void aRefusalSaysWhyInWordsOfItsOwn() {
        Streams.Outcome outcome = Streams.of(START, """
                {"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"No."}},"usage":{"output_tokens":2}}""", STOP);
        assertThat(parts(outcome).getFirst()).isInstanceOf(Part.Refusal.class);
        assertThat(outcome.fold().response().choices().getFirst().finish().stop())
                .isEqualTo(Stop.REFUSED);
        assertThat(outcome.fold()
                        .response()
                        .choices()
                        .getFirst()
                        .finish()
                        .extras()
                        .fields())
                .containsKey("stop_details");
    }

    @Test
    void aStreamThatLacksOnlyItsLastWordIsWhole() {
        assertThat(Streams.of(START, TEXT, HELLO, TEXT_STOP, DELTA).isWhole()).isTrue();
        assertThat(Streams.of(START, TEXT, HELLO, DELTA, "[DONE]").isWhole()).isTrue();
    }

    @Test
    void aStreamThatEndsEarlierIsTruncated() {
        for (List<String> said : List.of(
                List.<String>of(),
                List.of(START),
                List.of(START, TEXT),
                List.of(START, TEXT, HELLO),
                List.of(START, "[DONE]"))) {
            Streams.Outcome outcome = Streams.of(said.toArray(String[]::new));
            assertThat(outcome.isWhole()).isFalse();
            assertThat(outcome.fold().failure()).isInstanceOf(Failure.Truncated.class);
        }
    }

    @Test
    void errorsInTheStreamAreTheFailuresTheyAre() {
        Streams.Outcome outcome = Streams.of(
                START,
                TEXT,
                HELLO,
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
                DELTA,
                STOP);
        assertThat(outcome.fold().failure()).isEqualTo(new Failure.Overloaded("Overloaded", null));
        assertThat(outcome.isWhole()).isFalse();
        assertThat(Streams.of("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow\"}}")
                        .fold()
                        .failure())
                .isInstanceOf(Failure.RateLimited.class);
        assertThat(Streams.of("{\"type\":\"error\"}").fold().failure()).isInstanceOf(Failure.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":", "42", "[]", "null", "<html>", "\"text\""})
    void aFrameThatCannotBeReadEndsTheStream(String payload) {
        for (String name : new String[] {"", "content_block_delta", "message_stop"}) {
            List<Frame> frames = new ArrayList<>();
            for (String said : new String[] {START, TEXT, HELLO}) {
                frames.add(Frame.of(null, said));
            }
            frames.add(Frame.of(name.isEmpty() ? null : name, payload));
            frames.add(Frame.of(null, STOP));
            Streams.Outcome outcome = Streams.decode(frames);
            assertThat(outcome.isWhole()).isFalse();
            assertThat(outcome.fold().failure()).isInstanceOf(Failure.Broken.class);
        }
    }

    @Test
    void aBrokenPingIsNoLoss() {
        List<Frame> frames = List.of(
                Frame.of(null, START),
                Frame.of("ping", "{\"type\""),
                Frame.of("vertex_event", "nonsense"),
                Frame.of(null, ""),
                Frame.of(null, DELTA),
                Frame.of(null, STOP));
        assertThat(Streams.decode(frames).isWhole()).isTrue();
    }

    @Test
    void nothingFollowsTheEnd() {
        Streams.Outcome outcome = Streams.of(START, DELTA, STOP, START, TEXT, HELLO, DELTA, STOP);
        assertThat(outcome.events().stream().filter(StreamEvent.Ended.class::isInstance))
                .hasSize(1);
        assertThat(parts(outcome)).isEmpty();
    }

    @Test
    void aMessageThatWasNeverBegunDoesNotEnd() {
        assertThat(Streams.of(STOP).fold().failure()).isInstanceOf(Failure.Broken.class);
    }

    @Test
    void noOrderOfEventsBreaksTheGrammar() {
        String[] all = {
            START,
            TEXT,
            HELLO,
            TEXT_STOP,
            start(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
            start(1, "{\"type\":\"compaction\"}"),
            start(2, "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s\",\"content\":[]}"),
            start(3, "7"),
            delta(1, "{\"type\":\"compaction_delta\",\"content\":\"c\"}"),
            delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}"),
            delta(2, "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"x\"}}"),
            delta(5, "{\"type\":\"signature_delta\",\"signature\":\"s\"}"),
            stop(1),
            stop(7),
            DELTA,
            "{\"type\":\"message_delta\",\"delta\":4,\"usage\":\"none\"}",
            "{\"type\":7}",
            "{}",
            STOP
        };
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            String[] said = IntStream.range(0, random.nextInt(14))
                    .mapToObj(_ -> all[random.nextInt(all.length)])
                    .toArray(String[]::new);
            Streams.Outcome outcome = Streams.of(said);
            assertThat(outcome.isWhole() != (outcome.fold().failure() != null)).isTrue();
        }
    }
}
