package dev.weir.wire;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growable run of bytes to be written once. Not thread-safe: it belongs to one exchange.
public final class ByteSink extends OutputStream {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// The ASCII characters that are not themselves in a JSON string.
    private static final boolean[] SPECIAL = new boolean[0x80];

    static {
        Arrays.fill(SPECIAL, 0, 0x20, true);
        SPECIAL['"'] = true;
        SPECIAL['\\'] = true;
    }

    /// From this length on a copy of a text costs less than to look at its characters one by one.
    private static final int LONG = 48;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        this.bytes = new byte[capacity];
    }

    @Override
    public void write(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    /// Appends text whose characters are all ASCII.
    @SuppressWarnings("deprecation") // It cuts characters to bytes, which for ASCII is right, and the fastest there is.
    public ByteSink ascii(String text) {
        int length = text.length();
        ensure(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /// Appends a whole number in decimal.
    public ByteSink number(long value) {
        return ascii(Long.toString(value));
    }

    /// Appends text as a JSON string with its quotes, in UTF-8; a lone surrogate becomes a `\\u` escape.
    public ByteSink json(String text) {
        int length = text.length();
        ensure(length + 2);
        if (length >= LONG) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (utf8.length == length) {
                bytes[size++] = '"';
                ascii(text, utf8);
                write('"');
                return this;
            }
        }
        bytes[size++] = '"';
        int plain = plain(text, length);
        for (int i = plain; i < length; i++) {
            char c = text.charAt(i);
            ensure(6);
            if (c < 0x80) {
                if (c >= 0x20 && c != '"' && c != '\\') {
                    bytes[size++] = (byte) c;
                } else {
                    escape(c);
                }
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | c >> 6);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes[size++] = (byte) (0xF0 | point >> 18);
                bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | point & 0x3F);
            } else if (Character.isSurrogate(c)) {
                unicode(c);
            } else {
                bytes[size++] = (byte) (0xE0 | c >> 12);
                bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            }
        }
        write('"');
        return this;
    }

    /// Appends what stands before the first character that is not itself in JSON, and says where that is.
    private int plain(String text, int length) {
        byte[] to = bytes;
        int at = size;
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= SPECIAL.length || SPECIAL[c]) {
                break;
            }
            to[at + i] = (byte) c;
            i++;
        }
        size = at + i;
        return i;
    }

    /// Appends a long text that is ASCII, but for lone surrogates: for those stand question marks in its bytes.
    private void ascii(String text, byte[] utf8) {
        int from = 0;
        int i = marked(utf8, 0);
        while (i < utf8.length) {
            char c = text.charAt(i);
            if (c != '?') {
                write(utf8, from, i - from);
                ensure(6);
                escape(c);
                from = i + 1;
            }
            i = marked(utf8, i + 1);
        }
        write(utf8, from, utf8.length - from);
    }

    /// Where the first control character, quote, backslash or question mark stands, from an offset on. Eight bytes go
    /// at a time: the lowest marked one is the first.
    private static int marked(byte[] ascii, int from) {
        int i = from;
        for (; i + Long.BYTES <= ascii.length; i += Long.BYTES) {
            long word = (long) LONGS.get(ascii, i);
            long marked = (word - ONES * 0x20
                            | (word ^ ONES * '"') - ONES
                            | (word ^ ONES * '\\') - ONES
                            | (word ^ ONES * '?') - ONES)
                    & ONES << 7;
            if (marked != 0) {
                return i + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
        }
        while (i < ascii.length && !SPECIAL[ascii[i]] && ascii[i] != '?') {
            i++;
        }
        return i;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// The bytes themselves, of which the first `size()` count. They are good until the next call that writes.
    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// The bytes, for the last time: without a copy where they fill the sink. It must not be written to any more.
    public byte[] taken() {
        return size == bytes.length ? bytes : toBytes();
    }

    public void clear() {
        size = 0;
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> pair('"');
            case '\\' -> pair('\\');
            case '\n' -> pair('n');
            case '\r' -> pair('r');
            case '\t' -> pair('t');
            default -> unicode(c);
        }
    }

    private void pair(char c) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) c;
    }

    private void unicode(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        bytes[size++] = HEX[c >> 12 & 0xF];
        bytes[size++] = HEX[c >> 8 & 0xF];
        bytes[size++] = HEX[c >> 4 & 0xF];
        bytes[size++] = HEX[c & 0xF];
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
