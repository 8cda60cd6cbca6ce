package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Fold;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.StreamLane;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Gemini streams and answers as they are watched on the byte lane.
class GeminiWatchTest {
    private static final GeminiByteLane LANE = new GeminiByteLane();
    private static final int LIMIT = 1 << 20;

    private final Delivered delivered = new Delivered();
    private final Watch watch = LANE.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);

    private Class<?> see(String chunk) {
        return watch.frame(Frame.of(null, chunk.replace('\'', '"'))).getClass();
    }

    @Test
    void contentCommitsAndTheLastFinishReasonCompletes() {
        assertThat(see("{'candidates':[{'content':{'role':'model'}}],'responseId':'r','modelVersion':'m'}"))
                .isEqualTo(Sight.Pass.class);
        assertThat(watch.isComplete()).isFalse();
        assertThat(see("{'candidates':[{'content':{'parts':[{'text':'think','thought':true}]}}]}"))
                .isEqualTo(Sight.Content.class);
        assertThat(see("{'candidates':[{'content':{'parts':[{'text':'a'}]}},{'content':{'parts':[{'text':''}]},"
                        + "'index':1}]}"))
                .isEqualTo(Sight.Content.class);
        see("{'candidates':[{'finishReason':'STOP'}]}");
        assertThat(watch.isComplete()).isFalse();
        see("{'candidates':[{'index':1,'finish_reason':'MAX_TOKENS'}],'usageMetadata':{'promptTokenCount':5,"
                + "'candidatesTokenCount':2,'totalTokenCount':7}}");
        assertThat(watch.isComplete()).isTrue();
        assertThat(delivered.id()).isEqualTo("r");
        assertThat(delivered.model()).isEqualTo("m");
        assertThat(delivered.text()).isEqualTo("a");
        assertThat(Objects.requireNonNull(delivered.usage()).total()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'functionCall':{'name':'f'}}",
                "{'function_call':{'name':'f'}}",
                "{'inlineData':{'data':'AA=='}}",
                "{'executableCode':{'code':'1'}}",
                "{'hologram':{}}"
            })
    void everyKindOfPartIsContent(String part) {
        assertThat(see("{'candidates':[{'content':{'parts':[" + part + "]}}]}")).isEqualTo(Sight.Content.class);
    }

    @Test
    void callsMakeAStopAStopForThem() {
        see("{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}}]}}]}");
        see("{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}");
        assertThat(delivered.finish()).extracting(Finish::stop).isEqualTo(Stop.TOOL_CALLS);
    }

    @Test
    void aReasonThatIsNoneAndOneThatIsNotKnownAreTakenForWhatTheyAre() {
        see("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'FINISH_REASON_UNSPECIFIED'}]}");
        assertThat(watch.isComplete()).isFalse();
        see("{'candidates':[{'finishReason':'TOMORROWS_WORD'}]}");
        assertThat(watch.isComplete()).isTrue();
        assertThat(delivered.finish()).extracting(Finish::raw).isEqualTo("TOMORROWS_WORD");
    }

    @Test
    void aLegEndsWhereTheNextIsToBeAskedFor() {
        String counts = "'usageMetadata':{'promptTokenCount':5,'candidatesTokenCount':2,'totalTokenCount':7}";
        assertThat(see("{'candidates':[{'content':{'parts':[{'text':'a'}]},'continuation_token':'t'}]," + counts + "}"))
                .isEqualTo(Sight.Content.class);
        assertThat(watch.token()).isEqualTo("t");
        assertThat(see("{'candidates':[{'finishReason':'CONTINUATION','continuationToken':'u'}]}"))
                .isEqualTo(Sight.Leg.class);
        assertThat(watch.token()).isEqualTo("u");
        watch.nextLeg();
        assertThat(watch.token()).isNull();
        assertThat(watch.isComplete()).isFalse();
        see("{'candidates':[{'finishReason':'STOP','continuationToken':'v'}]," + counts + "}");
        assertThat(watch.token()).isNull();
        assertThat(watch.isComplete()).isTrue();
        assertThat(Objects.requireNonNull(delivered.usage()).total()).isEqualTo(14);
    }

    @ParameterizedTest
    @CsvSource({
        "google-genai-sdk/3.4.0 gl-python/3.13, true",
        "gl-node/20 google-genai-sdk/12, true",
        "google-genai-sdk/2.34.0 gl-python/3.13, false",
        "google-genai-sdk/1.75.0, false",
        "google-genai-sdk/, false",
        "google-genai-sdk/x, false",
        "genai-js/9, false"
    })
    void theNewestSdksAskForTheNextLegThemselves(String client, boolean itself) {
        assertThat(LANE.legs(Map.of("x-goog-api-client", client)) == null).isEqualTo(itself);
        assertThat(LANE.legs(Map.of())).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            {'candidates':[{'finishReason':'CONTINUATION','continuationToken':'t'}]}   | t
            [{'candidates':[{'finish_reason':'CONTINUATION','continuation_token':'t'}]}] | t
            {'candidates':[{'continuationToken':'t'}]}                                 | t
            {'candidates':[{'finishReason':'STOP','continuationToken':'t'}]}           | -
            {'candidates':[{'finishReason':'CONTINUATION'}]}                           | -
            {'candidates':[],'continuationToken':'t'}                                  | -
            {'candidates':[{'continuationTok                                           | -
            """)
    void aWholeAnswerSaysWhetherThereIsMore(String body, @Nullable String token) {
        byte[] bytes = body.replace("'", "\"").getBytes(StandardCharsets.UTF_8);
        assertThat(GeminiLegs.LEGS.token(bytes)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": 1.50 }                                       | {"a": 1.50,"continuationToken":"t\\"" }
            {"continuationToken":"old","a":1}                  | {"continuationToken":"t\\"","a":1}
            {"continuation_token" : "old", "a":1}              | { "a":1,"continuationToken":"t\\""}
            """)
    void theNextLegIsAskedForWithTheSameRequest(String first, String next) {
        byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
        assertThat(new String(GeminiLegs.LEGS.request(bytes, "t\""), StandardCharsets.UTF_8))
                .isEqualTo(next);
    }

    @Test
    void aBlockedPromptIsAWholeAnswer() {
        assertThat(see("{'promptFeedback':{'blockReason':'JAILBREAK'}}")).isEqualTo(Sight.Content.class);
        assertThat(watch.isComplete()).isTrue();
        assertThat(delivered.finish()).extracting(Finish::stop).isEqualTo(Stop.REFUSED);
    }

    @Test
    void whatFollowsOpenAisHabitStaysHereAndWhatIsNoJsonIsInvalid() {
        assertThat(see("[DONE]")).isEqualTo(Sight.Drop.class);
        see("{'candidates':[{'finishReason':'STOP','content':{'parts':[{'text':'a'}]}}]}");
        assertThat(see("{'candidates':[{'conte")).isEqualTo(Sight.Invalid.class);
        assertThat(watch.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'code':503,'message':'Overloaded.','status':'UNAVAILABLE'}}",
                "[{'error':{'code':503,'message':'Overloaded.','status':'UNAVAILABLE'}}]"
            })
    void errorsInsideAStreamAreFailures(String chunk) {
        assertThat(watch.frame(Frame.of(null, chunk.replace('\'', '"'))))
                .isEqualTo(new Sight.Failed(new Failure.Overloaded("Overloaded.", null)));
    }

    @Test
    void aWholeAnswerIsLookedAt() {
        assertThat(look("{'candidates':[{'content':{},'finishReason':'STOP'}]}"))
                .isNull();
        assertThat(look("[{'candidates':[{'finishReason':'STOP'}]}]")).isNull();
        assertThat(look("{'promptFeedback':{'blockReason':'SAFETY'}}")).isNull();
        assertThat(look("{}")).isInstanceOf(Failure.Broken.class);
        assertThat(look("{'candidates':[")).isInstanceOf(Failure.Broken.class);
        assertThat(look("{'error':{'code':429,'message':'m','status':'RESOURCE_EXHAUSTED'}}"))
                .isInstanceOf(Failure.RateLimited.class);
    }

    private static @Nullable Failure look(String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return LANE.look(bytes, UsageConvention.STANDARD, new Delivered()).failure();
    }

    @Test
    void recordedStreamsPassByteForByteAndSayTheSameAsTheCodec() {
        for (Recording recording : Recordings.of("gemini-stream")) {
            byte[] bytes = recording.body();
            Delivered seen = new Delivered();
            ByteSink out = new ByteSink(256);
            StreamLane lane = relay(bytes, seen, out);
            assertThat(lane.state()).as(recording.id()).isEqualTo(StreamLane.State.COMPLETE);
            assertThat(out.toBytes()).as(recording.id()).isEqualTo(bytes);
            Fold fold = new Fold();
            Streams.decode(bytes, fold);
            Usage usage = Objects.requireNonNull(fold.response().usage());
            assertThat(seen.id()).isEqualTo(fold.response().head().id());
            assertThat(Objects.requireNonNull(seen.usage()).input()).isEqualTo(usage.input());
            assertThat(seen.usage().output()).isEqualTo(usage.output());
            assertThat(Objects.requireNonNull(seen.finish()).stop())
                    .isEqualTo(fold.response().choices().getFirst().finish().stop());
        }
    }

    @Test
    void recordedStreamsCutAnywhereNeverLookComplete() {
        long cuts = 0;
        for (Recording recording : Recordings.of("gemini-stream")) {
            byte[] bytes = recording.body();
            int end = bytes.length;
            while (bytes[end - 1] == '\n' || bytes[end - 1] == '\r') {
                end--;
            }
            for (int cut = 0; cut < end; cut += cut > end - 400 ? 1 : 7) {
                StreamLane lane = relay(Arrays.copyOf(bytes, cut), new Delivered(), new ByteSink(256));
                assertThat(lane.state()).as("%s cut at %d", recording.id(), cut).isEqualTo(StreamLane.State.FAILED);
                cuts++;
            }
        }
        System.out.printf("gemini-stream on the byte lane: %d cuts%n", cuts);
    }

    private static StreamLane relay(byte[] bytes, Delivered delivered, ByteSink out) {
        Watch watch = LANE.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);
        StreamLane lane = new FrameRelay(LANE, watch, delivered, LIMIT);
        lane.read(bytes, out);
        lane.end(out);
        return lane;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {'a':1}\n\n",
                "data: {'a':1}\r\n\r\n",
                "\n\n",
                "data: {'a':1}",
            })
    void framesThatTheSdksReadPassAsTheyAre(String frame) {
        assertThat(passed(frame)).isEqualTo(frame);
    }

    @Test
    void framesThatTheSdksCannotReadAreSpelledAnew() {
        assertThat(passed(": comment\n\n")).isEqualTo("\n\n");
        assertThat(passed("event: x\n\n")).isEqualTo("\n\n");
        assertThat(passed("event: x\ndata: {'a':1}\n\n")).isEqualTo("data: {'a':1}\n\n");
        assertThat(passed("data:{'a':1}\n\n")).isEqualTo("data: {'a':1}\n\n");
        assertThat(passed("data: {'a':1}\nid: 7\n\n")).isEqualTo("data: {'a':1}\n\n");
        assertThat(passed("data: {'a':\r\ndata: 1}\r\n\r\n")).isEqualTo("data: {'a': 1}\n\n");
    }

    private static String passed(String frame) {
        ByteSink out = new ByteSink(64);
        Streams.frames(frame.getBytes(StandardCharsets.UTF_8), frame.length(), seen -> LANE.pass(seen, out));
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }
}
