package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Writes messages of `application/vnd.amazon.eventstream`, as [EventStreamReader] has them, whose payload is JSON.
/// One of these writes messages of one type, whose headers are made once.
public final class EventStreamWriter {
    private static final int TEXT = 7;

    private final byte[] headers;

    private EventStreamWriter(byte[] headers) {
        this.headers = headers;
    }

    /// Of events of a type.
    public static EventStreamWriter event(String type) {
        return new EventStreamWriter(headers(":event-type", type, "event"));
    }

    /// Of exceptions of a type, which end a stream.
    public static EventStreamWriter exception(String type) {
        return new EventStreamWriter(headers(":exception-type", type, "exception"));
    }

    private static byte[] headers(String kind, String type, String message) {
        ByteSink out = new ByteSink(96);
        header(kind, type, out);
        header(":content-type", "application/json", out);
        header(":message-type", message, out);
        return out.toBytes();
    }

    private static void header(String name, String value, ByteSink out) {
        byte[] words = value.getBytes(StandardCharsets.UTF_8);
        out.write(name.length());
        out.ascii(name);
        out.write(TEXT);
        out.write(words.length >> 8);
        out.write(words.length);
        out.write(words);
    }

    /// Writes one message.
    public void write(ByteSink payload, ByteSink out) {
        write(payload.array(), payload.size(), out);
    }

    public void write(byte[] payload, ByteSink out) {
        write(payload, payload.length, out);
    }

    private void write(byte[] payload, int length, ByteSink out) {
        int from = out.size();
        number(16 + headers.length + length, out);
        number(headers.length, out);
        number(checksum(out, from), out);
        out.write(headers);
        out.write(payload, 0, length);
        number(checksum(out, from), out);
    }

    private static int checksum(ByteSink out, int from) {
        CRC32 crc = new CRC32();
        crc.update(out.array(), from, out.size() - from);
        return (int) crc.getValue();
    }

    private static void number(int value, ByteSink out) {
        out.write(value >> 24);
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
    }
}
