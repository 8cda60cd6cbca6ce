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
    /// A bit for every last character, by its lowest six bits: most names are told by it.
    private final long last;

    public NameEndings(String... endings) {
        words = new long[endings.length];
        long bits = 0;
        for (int i = 0; i < words.length; i++) {
            byte[] word = (endings[i] + "\"").getBytes(StandardCharsets.US_ASCII);
            if (word.length != Long.BYTES) {
                throw new IllegalArgumentException("not seven characters: " + endings[i]);
            }
            words[i] = (long) LONGS.get(word, 0);
            bits |= 1L << word[Long.BYTES - 2];
        }
        last = bits;
    }

    /// Whether the name that ends at an offset, its quote included, ends in one of these.
    boolean end(byte[] bytes, int to) {
        return to >= Long.BYTES && (last >>> bytes[to - 2] & 1) != 0 && have((long) LONGS.get(bytes, to - Long.BYTES));
    }

    private boolean have(long name) {
        for (long word : words) {
            if (word == name) {
                return true;
            }
        }
        return false;
    }
}
