package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Answer;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.anthropic.MessagesByteLane;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseByteLane;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.cohere.CohereByteLane;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.gemini.GeminiByteLane;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatByteLane;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.responses.ResponsesByteLane;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The byte lane and the decoders read the same usage off an answer, its class of service and its searches included.
class MeteredAlikeTest {
    private static Stream<Arguments> lanes() {
        return Stream.of(
                Arguments.of("openai-chat", new ChatByteLane(), new ChatProviderCodec()),
                Arguments.of("mistral-chat", new ChatByteLane(), new ChatProviderCodec()),
                Arguments.of("openai-responses", new ResponsesByteLane(), new ResponsesProviderCodec()),
                Arguments.of("anthropic-messages", new MessagesByteLane(), new MessagesProviderCodec()),
                Arguments.of("gemini-generate", new GeminiByteLane(), new GeminiProviderCodec()),
                Arguments.of("gemini-stream", new GeminiByteLane(), new GeminiProviderCodec()),
                Arguments.of("cohere-chat", new CohereByteLane(), new CohereProviderCodec()),
                Arguments.of("bedrock-converse", new ConverseByteLane(), new ConverseProviderCodec()),
                Arguments.of("bedrock-converse-stream", new ConverseByteLane(), new ConverseProviderCodec()));
    }

    private static String counts(@Nullable Usage usage) {
        return usage == null ? "none" : usage.input() + " " + usage.output() + " " + usage.service();
    }

    private static @Nullable Usage watched(ByteLane lane, Recordings.Recording recording) throws Exception {
        Delivered delivered = new Delivered();
        byte[] body = recording.body();
        if (!recording.streamed()) {
            lane.look(body, UsageConvention.STANDARD, delivered);
            return delivered.usage();
        }
        ByteLane.Watch watch = lane.watch(Delivery.STREAM_WITH_USAGE, UsageConvention.STANDARD, delivered);
        AtomicBoolean over = new AtomicBoolean();
        feed(lane.reader(1 << 24), body, frame -> {
            // Nothing behind the last word is looked at.
            if (!over.get() && watch.frame(frame) instanceof ByteLane.Sight.Last) {
                over.set(true);
            }
        });
        return delivered.usage();
    }

    private static @Nullable Usage decoded(ProviderCodec codec, Recordings.Recording recording) throws Exception {
        byte[] body = recording.body();
        if (!recording.streamed()) {
            return codec.decode(body) instanceof Answer.Whole whole
                    ? whole.response().usage()
                    : null;
        }
        List<Usage> said = new ArrayList<>();
        StreamDecoder decoder = codec.decoder();
        feed(codec.reader(1 << 24), body, frame -> decoder.frame(frame, event -> note(event, said)));
        return said.isEmpty() ? null : said.getLast();
    }

    private static void feed(FrameReader reader, byte[] body, Consumer<Frame> each) throws Exception {
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                each.accept(frame);
            }

            @Override
            public void unfinished(Frame frame) {
                each.accept(frame);
            }
        };
        reader.feed(body, 0, body.length, sink);
        reader.end(sink);
    }

    private static void note(StreamEvent event, List<Usage> said) {
        if (event instanceof StreamEvent.Metered metered) {
            said.add(metered.usage());
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void bothLanesReadTheSameUsageOffEveryRecording(String api, ByteLane lane, ProviderCodec codec) throws Exception {
        var apart = new TreeMap<String, String>();
        for (Recordings.Recording recording : Recordings.of(api)) {
            if (recording.status() < 200 || recording.status() > 299) {
                continue;
            }
            String one = counts(watched(lane, recording));
            String other = counts(decoded(codec, recording));
            if (!one.equals(other)) {
                apart.put(recording.id(), one + " is not " + other);
            }
        }
        assertThat(apart).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-messages,anthropic-web-search-tool-1,,2,0",
        "anthropic-messages,test-anthropic-model-web-search-tool-stream,,2,0",
        "openai-responses,openai__test-run__00,,7,0",
        "openai-responses,web-search-agent-run-in-workflow,,2,0",
        "openai-responses,openai-responses-model-web-search-tool__00,,1,0",
        "openai-chat,openrouter-web-search-tool-usage-stream,,1,0",
        "gemini-generate,thinking-with-native-tool-wire-contract-google,,3,0",
        "gemini-generate,function-tools-with-builtin-tools__01,,1,0",
        "gemini-stream,google-model-web-search-tool-stream,,1,0",
        "gemini-stream,google-vertex-service-tier-flex-stream,flex,0,0",
        "bedrock-converse,bedrock-model-service-tier,flex,0,0",
        "openai-responses,azure__openai-file-search-tool-1__00,,0,1",
        "openai-responses,azure__openai-file-search-tool-1-stream__00,,0,1"
    })
    void recordedAnswersSayHowTheyWereServed(
            String api, String name, @Nullable String tier, long searches, long lookups) throws Exception {
        ProviderCodec codec = (ProviderCodec) Objects.requireNonNull(lanes().filter(lane -> api.equals(lane.get()[0]))
                .findFirst()
                .orElseThrow()
                .get()[2]);
        List<Usage.Service> said = new ArrayList<>();
        for (Recordings.Recording recording : Recordings.of(api)) {
            Usage usage = recording.id().contains(name) ? decoded(codec, recording) : null;
            if (usage != null) {
                said.add(usage.service());
            }
        }
        assertThat(said).contains(Usage.Service.of(tier, searches, lookups));
    }
}
