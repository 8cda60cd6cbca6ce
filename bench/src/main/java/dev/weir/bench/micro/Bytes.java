package dev.weir.bench.micro;

import dev.weir.wire.ByteSink;
import java.util.List;

/// What the benchmarks read, as one array.
final class Bytes {
    static final String TEXT =
            "Water runs over a weir at a steady height, so that its flow can be \"measured\"\nand steered"
                    + " — cheaply, and while nothing that swims or floats is held back.";

    private Bytes() {}

    static byte[] joined(List<byte[]> events) {
        var all = new ByteSink(16_384);
        events.forEach(all::write);
        return all.toBytes();
    }
}
