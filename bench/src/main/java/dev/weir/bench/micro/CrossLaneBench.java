package dev.weir.bench.micro;

import dev.weir.bench.Canned;
import dev.weir.bench.Lane;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.provider.Translation;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What an exchange of an OpenAI client with an Anthropic upstream computes, without its network.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CrossLaneBench {
    private static final int MAX_FRAME = 1 << 20;

    private final ChatClientCodec client = new ChatClientCodec();
    private final MessagesProviderCodec provider = new MessagesProviderCodec();
    private final Identity identity = new Identity("chatcmpl-1", 1_795_000_000, "bench-model");
    private final byte[] request = utf8(Canned.request(Lane.CROSS));
    private final byte[] answer = utf8(Canned.anthropicAnswer());
    private final List<byte[]> events = Canned.anthropicStream();
    private final ByteSink out = new ByteSink(65_536);

    /// A request of 0.3 KB, read and written.
    @Benchmark
    public byte[] request() {
        return switch (client.decode(request, Asked.NOTHING)) {
            case Decoded.Accepted accepted -> encoded(accepted.request());
            case Decoded.Rejected rejected ->
                throw new IllegalStateException(rejected.failure().toString());
        };
    }

    /// An answer of 1 KB, read and written.
    @Benchmark
    public byte[] answer() {
        return switch (provider.decode(answer)) {
            case Answer.Whole whole -> encoded(whole.response());
            case Answer.Failed failed ->
                throw new IllegalStateException(failed.failure().toString());
        };
    }

    /// A stream of 34 events, one in each read.
    @Benchmark
    public int stream() {
        var lane = new Translation(
                provider.decoder(),
                client.encoder(identity, Delivery.STREAM_WITH_USAGE, _ -> {}),
                new Delivered(),
                MAX_FRAME);
        int written = 0;
        for (byte[] event : events) {
            out.clear();
            lane.read(event, out);
            written += out.size();
        }
        lane.end(out);
        return written;
    }

    private byte[] encoded(ChatRequest decoded) {
        return Json.bytes(provider.encode(decoded, Traits.UNKNOWN).body());
    }

    private byte[] encoded(ChatResponse decoded) {
        return client.encode(decoded, identity, _ -> {});
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
