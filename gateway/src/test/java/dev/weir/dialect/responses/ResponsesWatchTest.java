package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Stop;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.ByteLane.Look;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What the byte lane sees in a frame is what a tree of it says.
class ResponsesWatchTest {
    private final Delivered delivered = new Delivered();
    private final ResponsesByteLane lane = new ResponsesByteLane();

    static List<Recording> streams() {
        return Traffic.streams();
    }

    static List<Recording> wholes() {
        return Traffic.all().stream()
                .filter(each -> !each.streamed() && each.status() == 200)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void wordsUsageAndEndAreSeenInEveryStream(Recording recording) {
        Watch watch = watch();
        StringBuilder text = new StringBuilder();
        JsonNode usage = null;
        for (JsonNode event : Traffic.events(recording)) {
            Sight sight = watch.frame(Frame.of(null, Json.text(event)));
            String type = event.path("type").asString("");
            if (type.equals("error")) {
                assertThat(sight).isInstanceOf(Sight.Failed.class);
                return;
            }
            if (type.endsWith(".delta")) {
                assertThat(sight).as("%s", event).isInstanceOf(Sight.Content.class);
            }
            if (type.equals("response.output_text.delta")) {
                text.append(event.path("delta").asString());
            }
            if (event.path("response").path("usage").isObject()) {
                usage = event.path("response").path("usage");
            }
        }
        assertThat(watch.isComplete()).isEqualTo(Traffic.isWhole(recording));
        assertThat(delivered.text()).isEqualTo(text.toString());
        if (usage != null) {
            assertThat(Objects.requireNonNull(delivered.usage()).total())
                    .isEqualTo(usage.path("total_tokens").asLong());
        }
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void wholeAnswersAreKnownByTheirOutput(Recording recording) {
        byte[] body = recording.body();
        Look look = lane.look(body, UsageConvention.STANDARD, delivered);
        JsonNode answer = Json.read(body, 0, body.length);
        assertThat(look.failure()).isNull();
        assertThat(delivered.id()).isEqualTo(answer.path("id").asString());
        if (answer.path("usage").isObject()) {
            assertThat(Objects.requireNonNull(delivered.usage()).total())
                    .isEqualTo(answer.path("usage").path("total_tokens").asLong());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}              | Pass
            {"type":"response.in_progress","response":{"id":"resp_1"}}                                 | Pass
            {"type":"keepalive","sequence_number":3}                                                   | Pass
            {"type":"response.output_item.added","item":{"type":"message","content":[]}}               | Pass
            {"type":"response.output_item.added","item":{"type":"reasoning","summary":[]}}             | Pass
            {"type":"response.output_item.done","item":{"type":"reasoning","summary":[]}}              | Pass
            {"type":"response.output_item.added","item":{"type":"function_call","name":"f"}}           | Content
            {"type":"response.output_item.added","item":{"type":"web_search_call"}}                    | Content
            {"type":"response.output_item.done","item":{"type":"message","content":[]}}                | Content
            {"type":"response.content_part.added","part":{"type":"output_text","text":""}}             | Pass
            {"type":"response.output_text.delta","delta":"a"}                                          | Content
            {"delta":"a","type":"response.output_text.delta"}                                          | Content
            {"type":"response.output_text.delta","delta":""}                                           | Pass
            {"type":"response.reasoning_summary_text.delta","delta":"a"}                               | Content
            {"type":"response.shell_call_output_content.delta","delta":{"stdout":"a"}}                 | Content
            {"type":"response.web_search_call.searching"}                                              | Content
            {"type":"response.mcp_list_tools.in_progress"}                                             | Content
            {"type":"response.of_tomorrow"}                                                            | Pass
            {"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}       | Last
            {"type":"response.incomplete","response":{"id":"r","status":"incomplete","output":[]}}     | Last
            {"type":"response.failed","response":{"error":{"code":"server_error","message":"m"}}}      | Failed
            {"type":"error","code":"rate_limit_exceeded","message":"m"}                                | Failed
            {"type":"error","error":{"type":"insufficient_quota","message":"m"}}                       | Failed
            {"error":{"message":"m","code":502}}                                                       | Failed
            [DONE]                                                                                     | Drop
            {"type":"response.output_text.delta","delta":"a"                                           | Invalid
            hello                                                                                      | Invalid
            """)
    void framesAreWhatTheyHold(String frame, String expected) {
        Sight sight = watch().frame(Frame.of(null, frame));
        assertThat(sight.getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void aLimitThatWasMetIsNoFailure() {
        watch().frame(Frame.of(
                null,
                "{\"type\":\"response.incomplete\",\"response\":{\"id\":\"r\",\"status\":\"incomplete\","
                        + "\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"output\":[]}}"));
        assertThat(Objects.requireNonNull(delivered.finish()).stop()).isEqualTo(Stop.MAX_TOKENS);
    }

    @Test
    void whatFollowsABrokenStreamGoesOnWithItsNumbers() {
        Watch watch = watch();
        watch.frame(
                Frame.of(
                        null,
                        "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_7\",\"created_at\":5}}"));
        watch.frame(Frame.of(null, "{\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"delta\":\"a\"}"));
        var out = new dev.weir.wire.ByteSink(64);
        lane.fail(new Failure.Truncated("cut"), delivered, out);
        String said = new String(out.toBytes(), StandardCharsets.UTF_8);
        assertThat(said)
                .startsWith("event: error\ndata: {\"type\":\"error\",\"sequence_number\":2,\"error\":{")
                .contains("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":3")
                .contains("\"id\":\"resp_7\"", "\"created_at\":5", "\"status\":\"failed\"");
    }

    @Test
    void failureInAGoodStatusIsSeen() {
        byte[] body =
                "{\"id\":\"r\",\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"},\"output\":[]}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(lane.look(body, UsageConvention.STANDARD, delivered).failure())
                .isInstanceOf(Failure.RateLimited.class);
    }

    private Watch watch() {
        return lane.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);
    }
}
