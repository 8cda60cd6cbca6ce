package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What the byte lane sees in a frame is what a tree of it says.
class ChatWatchTest {
    private final Delivered delivered = new Delivered();

    static List<Recording> streams() {
        return Recording.streams();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void contentIsSeenWhereAFrameHoldsSome(Recording recording) {
        Watch watch = watch(Delivery.STREAM);
        StringBuilder text = new StringBuilder();
        for (JsonNode document : recording.documents()) {
            Sight sight = watch.frame(Frame.of(null, Json.text(document)));
            if (document.hasNonNull("error")) {
                assertThat(sight).isInstanceOf(Sight.Failed.class);
                return;
            }
            if (says(document)) {
                assertThat(sight).as("%s", document).isInstanceOf(Sight.Content.class);
            }
            boolean usageAlone = document.path("choices").isArray()
                    && document.path("choices").isEmpty()
                    && document.path("usage").isObject();
            assertThat(sight instanceof Sight.Drop).as("%s", document).isEqualTo(usageAlone);
            document.path("choices")
                    .forEach(choice ->
                            text.append(choice.path("delta").path("content").asString("")));
        }
        assertThat(watch.frame(Frame.of(null, "[DONE]"))).isInstanceOf(Sight.Last.class);
        assertThat(watch.isComplete()).isTrue();
        assertThat(delivered.text()).isEqualTo(text.toString());
        if (!recording.usages().isEmpty()) {
            assertThat(Objects.requireNonNull(delivered.usage()).total())
                    .isEqualTo(recording.usages().getLast().path("total_tokens").asLong());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}                   | Pass
            {"choices":[{"index":0,"delta":{"content":"a"}}]}                                     | Content
            {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"a"}]}}]}            | Content
            {"choices":[{"index":0,"delta":{"reasoning":"a"}}]}                                   | Content
            {"choices":[{"index":0,"delta":{"reasoning_content":"a"}}]}                           | Content
            {"choices":[{"index":0,"delta":{"refusal":"a"}}]}                                     | Content
            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c"}]}}]}               | Content
            {"choices":[{"index":0,"delta":{"tool_calls":[],"refusal":null,"content":null}}]}     | Pass
            {"choices":[{"index":0,"delta":{"audio":{"data":"AAAA"}}}]}                           | Content
            {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}                           | Content
            {"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}                          | Failed
            {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}                      | Drop
            {"choices":[],"usage":null}                                                           | Pass
            {"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":1,"completion_tokens":2}} | Pass
            {"error":{"message":"m","code":502}}                                                  | Failed
            {"error":null,"choices":[]}                                                           | Pass
            [DONE]                                                                                | Last
            {"choices":[{"index":0,"delta":{"content":"a"}}]                                      | Invalid
            {"choices":[{"index":0,"delta":{"content":"a\\x"}}]}                                  | Invalid
            hello                                                                                 | Invalid
            """)
    void framesAreWhatTheyHold(String frame, String expected) {
        Sight sight = watch(Delivery.STREAM).frame(Frame.of(null, frame));
        assertThat(sight.getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void usageThatTheClientAskedForPasses() {
        Watch watch = watch(Delivery.STREAM_WITH_USAGE);
        assertThat(watch.frame(
                        Frame.of(null, "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}")))
                .isInstanceOf(Sight.Pass.class);
        assertThat(Objects.requireNonNull(delivered.usage()).total()).isEqualTo(3);
    }

    @Test
    void everyChoiceMustFinish() {
        Watch watch = watch(Delivery.STREAM);
        watch.frame(Frame.of(null, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}"));
        watch.frame(Frame.of(null, "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}"));
        watch.frame(Frame.of(null, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        assertThat(watch.isComplete()).isFalse();
        watch.frame(Frame.of(null, "{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        assertThat(watch.isComplete()).isTrue();
    }

    /// Whether a stream is whole that tells of so many choices of three, and how it ends.
    @ParameterizedTest
    @CsvSource({
        "1, '', false",
        "2, '', false",
        "3, '', true",
        "1, [DONE], true",
        "1, '{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}', true"
    })
    void choicesThatWereAskedForMustComeOrBeSaidNotToCome(int told, String last, boolean whole) {
        delivered.wantChoices(3);
        Watch watch = watch(Delivery.STREAM);
        for (int i = 0; i < told; i++) {
            watch.frame(Frame.of(null, "{\"choices\":[{\"index\":" + i + ",\"delta\":{\"content\":\"a\"}}]}"));
            watch.frame(
                    Frame.of(null, "{\"choices\":[{\"index\":" + i + ",\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        }
        if (!last.isEmpty()) {
            watch.frame(Frame.of(null, last));
        }
        assertThat(watch.isComplete()).isEqualTo(whole);
    }

    @Test
    void errorEventIsAFailureWhateverItsShape() {
        Sight sight = watch(Delivery.STREAM).frame(Frame.of("error", "{\"message\":\"slow down\",\"code\":429}"));
        assertThat(((Sight.Failed) sight).failure()).isInstanceOf(Failure.RateLimited.class);
    }

    private Watch watch(Delivery delivery) {
        return new ChatByteLane().watch(delivery, UsageConvention.STANDARD, delivered);
    }

    private static boolean says(JsonNode document) {
        for (JsonNode choice : document.path("choices")) {
            JsonNode delta = choice.path("delta");
            for (String field : List.of("content", "reasoning", "reasoning_content", "refusal")) {
                if (!delta.path(field).asString("").isEmpty()) {
                    return true;
                }
            }
            if (!delta.path("tool_calls").isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
