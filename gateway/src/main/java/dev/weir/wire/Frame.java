package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One server-sent event: a view on bytes that is valid only while it is being handed over.
///
/// `raw` is the event as it came, blank line included; `data` is its payload, the `data:` lines joined by a newline.
public final class Frame {
    private final byte[] raw;
    private final int rawFrom;
    private final int rawTo;
    private final @Nullable String name;
    private final byte[] data;
    private final int from;
    private final int to;

    Frame(byte[] raw, int rawFrom, int rawTo, @Nullable String name, byte[] data, int from, int to) {
        this.raw = raw;
        this.rawFrom = rawFrom;
        this.rawTo = rawTo;
        this.name = name;
        this.data = data;
        this.from = from;
        this.to = to;
    }

    /// A frame of a payload alone, for tests and for bodies that are not event streams.
    public static Frame of(@Nullable String name, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Frame(bytes, 0, bytes.length, name, bytes, 0, bytes.length);
    }

    public byte[] raw() {
        return raw;
    }

    public int rawFrom() {
        return rawFrom;
    }

    public int rawTo() {
        return rawTo;
    }

    /// The `event:` field, or null.
    public @Nullable String name() {
        return name;
    }

    /// The array that holds the payload, between [#from()] and [#to()].
    public byte[] data() {
        return data;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /// Whether there is no payload: a comment, a retry hint, or blank lines.
    public boolean isSilent() {
        return from == to;
    }

    public String text() {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    /// Whether the payload is exactly these ASCII characters, outer spaces aside.
    public boolean says(String ascii) {
        int start = from;
        int end = to;
        while (start < end && data[start] == ' ') {
            start++;
        }
        while (end > start && data[end - 1] == ' ') {
            end--;
        }
        if (end - start != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (data[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
