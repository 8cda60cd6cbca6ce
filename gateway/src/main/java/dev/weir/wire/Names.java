package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Names of members that were met lately: one that stands in every document is one string, not made anew for each, and
/// not kept with each.
///
/// All threads share the table without waiting for one another: a string that two write at once is written by either,
/// and whoever reads one gets a whole one, for strings cannot change.
final class Names {
    private static final int SLOTS = 1 << 10;
    private static final int LONGEST = 40;
    private static final @Nullable String[] TABLE = new String[SLOTS];

    private Names() {}

    /// The name that stands between two offsets, without escapes.
    static String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        String known = TABLE[slot];
        if (known != null && is(known, bytes, from, length)) {
            return known;
        }
        String name = new String(bytes, from, length, StandardCharsets.UTF_8);
        TABLE[slot] = name;
        return name;
    }

    private static boolean is(String name, byte[] bytes, int from, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
