package dev.weir.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Endings of members' names that a [JsonCursor] looks out for: seven ASCII characters each, compared at once with the
/// quote behind them.
public final class NameEndings {
    /// None at all.
    public static final NameEndings NONE = new NameEndings();

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] words;

    public NameEndings(String... endings) {
        words = new long[endings.length];
        for (int i = 0; i < words.length; i++) {
            byte[] word = (endings[i] + "\"").getBytes(StandardCharsets.US_ASCII);
            if (word.length != Long.BYTES) {
                throw new IllegalArgumentException("not seven characters: " + endings[i]);
            }
            words[i] = (long) LONGS.get(word, 0);
        }
    }

    /// Whether the name that ends at an offset, its quote included, ends in one of these.
    boolean end(byte[] bytes, int to) {
        for (long word : words) {
            if (to >= Long.BYTES && (long) LONGS.get(bytes, to - Long.BYTES) == word) {
                return true;
            }
        }
        return false;
    }
}
