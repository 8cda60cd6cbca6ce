package dev.weir.bench.micro;

import dev.weir.wire.ByteSink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Text written as a JSON string.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ByteSinkBench {
    private final ByteSink sink = new ByteSink(1024);

    @Benchmark
    public int json() {
        sink.clear();
        return sink.json(Bytes.TEXT).size();
    }

    @Benchmark
    public byte[] jsonInASinkOfItsOwn() {
        return new ByteSink(256).json(Bytes.TEXT).toBytes();
    }
}
