package dev.weir.sim;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Far too many bytes, made a piece at a time.
final class Flood {

    private static final int PIECE = 32 * 1024;

    private Flood() {}

    /// A text, then so many bytes of filling, then another text.
    static Iterator<Buffer> text(String head, String tail, long bytes) {
        Buffer filling = Buffer.buffer("lorem ip".repeat(PIECE / 8));
        return pieces(bytes, head, tail, _ -> filling);
    }

    /// Events without end: the same one until there are so many bytes of them.
    static Iterator<Buffer> events(String head, String event, String tail, long bytes) {
        Buffer filling = Buffer.buffer(event.repeat(Math.max(1, PIECE / event.length())));
        return pieces(bytes * filling.length() / PIECE, head, tail, _ -> filling);
    }

    private static Iterator<Buffer> pieces(long bytes, String head, String tail, LongFunction<Buffer> piece) {
        long count = Math.max(1, bytes / PIECE);
        return Stream.iterate(0L, i -> i + 1)
                .limit(count + 2)
                .map(i -> i == 0 ? Buffer.buffer(head) : i <= count ? piece.apply(i) : Buffer.buffer(tail))
                .iterator();
    }

    /// A gzip file of blanks: one deflated block, repeated, and a true check sum.
    static Iterator<Buffer> gzip(long bytes) {
        return new Iterator<>() {
            private static final int BLOCK = 1 << 20;
            private final byte[] blanks = " ".repeat(BLOCK).getBytes(StandardCharsets.US_ASCII);
            private final byte[] block = deflated(blanks);
            private final CRC32 sum = new CRC32();
            private final long blocks = Math.max(1, bytes / BLOCK);
            private long next = -1;

            @Override
            public boolean hasNext() {
                return next <= blocks;
            }

            @Override
            public Buffer next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                long now = next++;
                if (now < 0) {
                    return Buffer.buffer(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
                }
                if (now < blocks) {
                    sum.update(blanks);
                    return Buffer.buffer(block);
                }
                // The empty last block, then check sum and size.
                return Buffer.buffer(new byte[] {3, 0})
                        .appendUnsignedIntLE(sum.getValue())
                        .appendUnsignedIntLE(blocks * BLOCK & 0xFFFFFFFFL);
            }
        };
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] room = new byte[8192];
        int length;
        do {
            length = deflater.deflate(room, 0, room.length, Deflater.FULL_FLUSH);
            out.write(room, 0, length);
        } while (length == room.length);
        deflater.end();
        return out.toByteArray();
    }
}
