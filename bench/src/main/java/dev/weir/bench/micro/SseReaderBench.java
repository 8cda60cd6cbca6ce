package dev.weir.bench.micro;

import dev.weir.bench.Canned;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A stream of 34 events cut into frames, as it comes in reads of several sizes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SseReaderBench {
    /// Bytes of one read: about a third of an event, several events, the whole stream.
    @Param({"100", "1500", "65536"})
    public int read;

    private final byte[] stream = Bytes.joined(Canned.openAiStream());

    @Benchmark
    public void frames(Blackhole blackhole) throws SseReader.TooLong {
        var reader = new SseReader(1 << 20);
        var sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                blackhole.consume(frame.to() - frame.from());
            }

            @Override
            public void unfinished(Frame frame) {
                throw new IllegalStateException("the stream is whole");
            }
        };
        for (int at = 0; at < stream.length; at += read) {
            reader.feed(stream, at, Math.min(stream.length, at + read), sink);
        }
        reader.end(sink);
    }
}
