package dev.weir.bench.micro;

import dev.weir.bench.Canned;
import dev.weir.bench.Lane;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What each codec costs: the same conversation in every dialect, read and written. A request of 0.3 KB, an answer of
/// 1 KB, a stream of about 34 events.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class CodecBench {
    private static final int MAX_FRAME = 1 << 20;
    private static final Identity WHO = new Identity("bench-1", 1_795_000_000, "bench-model");

    @Param({"openai-chat", "openai-responses", "anthropic-messages", "gemini"})
    public String dialect;

    private final ByteSink out = new ByteSink(65_536);
    private ClientCodec client;
    private ProviderCodec provider;
    private Asked asked;
    private byte[] requestBytes;
    private byte[] answerBytes;
    private byte[] streamBytes;
    private ChatRequest request;
    private ChatResponse answer;
    private List<StreamEvent> events;

    /// Takes the conversation from one dialect to this one.
    @Setup
    public void prepare() throws SseReader.TooLong {
        client = client(dialect);
        provider = provider(dialect);
        asked = dialect.equals("gemini") ? new Asked("bench-model", Delivery.WHOLE) : Asked.NOTHING;
        request = accepted(new ChatClientCodec()
                .decode(Canned.request(Lane.CROSS).getBytes(StandardCharsets.UTF_8), Asked.NOTHING));
        requestBytes = Json.bytes(provider.encode(request, Traits.UNKNOWN).body());
        ProviderCodec origin = new MessagesProviderCodec();
        answer = whole(origin.decode(Canned.anthropicAnswer().getBytes(StandardCharsets.UTF_8)));
        answerBytes = client.encode(answer, WHO, _ -> {});
        events = new ArrayList<>();
        read(origin.decoder(), Bytes.joined(Canned.anthropicStream()), events::add);
        ByteSink written = new ByteSink(65_536);
        StreamEncoder encoder = client.encoder(WHO, Delivery.STREAM_WITH_USAGE, _ -> {});
        events.forEach(event -> encoder.event(event, written));
        streamBytes = written.toBytes();
    }

    @Benchmark
    public ChatRequest readRequest() {
        return accepted(client.decode(requestBytes, asked));
    }

    @Benchmark
    public byte[] writeRequest() {
        return Json.bytes(provider.encode(request, Traits.UNKNOWN).body());
    }

    @Benchmark
    public ChatResponse readAnswer() {
        return whole(provider.decode(answerBytes));
    }

    @Benchmark
    public byte[] writeAnswer() {
        return client.encode(answer, WHO, _ -> {});
    }

    @Benchmark
    public int readStream() throws SseReader.TooLong {
        int[] count = new int[1];
        read(provider.decoder(), streamBytes, _ -> count[0]++);
        return count[0];
    }

    @Benchmark
    public int writeStream() {
        StreamEncoder encoder = client.encoder(WHO, Delivery.STREAM_WITH_USAGE, _ -> {});
        out.clear();
        for (StreamEvent event : events) {
            encoder.event(event, out);
        }
        return out.size();
    }

    private static void read(StreamDecoder decoder, byte[] bytes, Consumer<StreamEvent> to) throws SseReader.TooLong {
        SseReader reader = new SseReader(MAX_FRAME);
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                if (!frame.isSilent()) {
                    decoder.frame(frame, to);
                }
            }

            @Override
            public void unfinished(Frame frame) {
                frame(frame);
            }
        };
        reader.feed(bytes, 0, bytes.length, sink);
        reader.end(sink);
        decoder.end(to);
    }

    private static ChatRequest accepted(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Accepted accepted -> accepted.request();
            case Decoded.Rejected rejected ->
                throw new IllegalStateException(rejected.failure().toString());
        };
    }

    private static ChatResponse whole(Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> whole.response();
            case Answer.Failed failed ->
                throw new IllegalStateException(failed.failure().toString());
        };
    }

    private static ClientCodec client(String dialect) {
        return switch (dialect) {
            case "openai-chat" -> new ChatClientCodec();
            case "openai-responses" -> new ResponsesClientCodec();
            case "anthropic-messages" -> new MessagesClientCodec();
            case "gemini" -> new GeminiClientCodec();
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    private static ProviderCodec provider(String dialect) {
        return switch (dialect) {
            case "openai-chat" -> new ChatProviderCodec();
            case "openai-responses" -> new ResponsesProviderCodec();
            case "anthropic-messages" -> new MessagesProviderCodec();
            case "gemini" -> new GeminiProviderCodec();
            default -> throw new IllegalArgumentException(dialect);
        };
    }
}
