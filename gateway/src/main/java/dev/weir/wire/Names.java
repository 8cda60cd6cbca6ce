package dev.weir.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Names of members that were met lately: one that stands in every document is one string, not made anew for each, and
/// not kept with each.
///
/// All threads share the table without waiting for one another: a slot that two write at once holds what either wrote,
/// and whoever reads it gets a whole name, for names cannot change.
final class Names {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SLOT_BITS = 10;
    private static final @Nullable Name[] TABLE = new Name[1 << SLOT_BITS];

    private Names() {}

    /// A name, and its bytes as numbers: up to eight are in the first, up to sixteen in the first and the last (which
    /// may overlap), up to 32 in all four.
    private record Name(String text, int length, long first, long second, long third, long last) {
        private static final int LONGEST = 4 * Long.BYTES;

        private boolean is(int otherLength, long one, long two, long three, long four) {
            return length == otherLength && first == one && last == four && second == two && third == three;
        }
    }

    /// The name that stands between two offsets, without escapes.
    static String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > Name.LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        long first = head(bytes, from, length);
        long last = length > Long.BYTES ? (long) LONGS.get(bytes, to - Long.BYTES) : 0;
        long second = 0;
        long third = 0;
        if (length > 2 * Long.BYTES) {
            second = (long) LONGS.get(bytes, from + Long.BYTES);
            third = (long) LONGS.get(bytes, to - 2 * Long.BYTES);
        }
        long mixed = (first ^ last * 31 ^ third + length) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> Long.SIZE - SLOT_BITS);
        Name known = TABLE[slot];
        if (known != null && known.is(length, first, second, third, last)) {
            return known.text();
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        TABLE[slot] = new Name(text, length, first, second, third, last);
        return text;
    }

    /// The first eight bytes, or as many as there are.
    private static long head(byte[] bytes, int from, int length) {
        if (length >= Long.BYTES) {
            return (long) LONGS.get(bytes, from);
        }
        if (from + Long.BYTES <= bytes.length) {
            return (long) LONGS.get(bytes, from) & (1L << length * Byte.SIZE) - 1;
        }
        long head = 0;
        for (int i = length - 1; i >= 0; i--) {
            head = head << Byte.SIZE | bytes[from + i] & 0xFF;
        }
        return head;
    }
}
