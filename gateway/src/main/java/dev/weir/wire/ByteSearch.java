package dev.weir.wire;

import java.util.Arrays;

/// Finds one pattern of bytes in others, skipping most of them (Horspool, "Practical fast searching in strings", 1980):
/// about one look for as many bytes as the pattern is long.
public final class ByteSearch {
    private final byte[] pattern;
    private final byte[] skip = new byte[256];

    /// @param pattern 1 to 127 bytes
    public ByteSearch(byte[] pattern) {
        if (pattern.length == 0 || pattern.length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("a pattern has 1 to 127 bytes, not " + pattern.length);
        }
        this.pattern = pattern.clone();
        Arrays.fill(skip, (byte) pattern.length);
        for (int i = 0; i < pattern.length - 1; i++) {
            skip[pattern[i] & 0xFF] = (byte) (pattern.length - 1 - i);
        }
    }

    /// Where the pattern first stands, or -1.
    public int in(byte[] bytes) {
        return in(bytes, 0);
    }

    /// Where the pattern first stands from an offset on, or -1.
    public int in(byte[] bytes, int from) {
        int last = pattern.length - 1;
        for (int at = from; at + last < bytes.length; at += skip[bytes[at + last] & 0xFF]) {
            int i = last;
            while (i >= 0 && bytes[at + i] == pattern[i]) {
                i--;
            }
            if (i < 0) {
                return at;
            }
        }
        return -1;
    }
}
