package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Cuts a stream of `application/vnd.amazon.eventstream` messages into frames, at any split, both checksums checked.
///
/// A message is its length and that of its headers (4 bytes each, big-endian), a CRC-32 of these, the headers, the
/// payload, and a CRC-32 of all before it. A header is a name behind its length (1 byte), a type and a value; of the
/// types only text matters here, the others are skipped by their size. The frame's name is the `:event-type`, of an
/// exception its `:exception-type`, of an error its `:error-code`, whose words then are the payload.
///
/// A message that the input ends in is dropped: without its checksum nothing in it can be believed.
public final class EventStreamReader implements FrameReader {
    private static final int PRELUDE = 12;
    private static final int LEAST = 16;
    private static final int TEXT = 7;

    private final int limit;
    private final CRC32 crc = new CRC32();
    private byte[] held = new byte[0];
    private int size;

    /// @param limit most bytes of one message
    public EventStreamReader(int limit) {
        this.limit = limit;
    }

    @Override
    public void feed(byte[] chunk, int from, int to, SseReader.Sink sink) throws Malformed {
        byte[] bytes = chunk;
        int at = from;
        int end = to;
        if (size > 0) {
            hold(chunk, from, to - from);
            bytes = held;
            at = 0;
            end = size;
        }
        while (end - at >= PRELUDE) {
            int length = prelude(bytes, at);
            if (end - at < length) {
                break;
            }
            sink.frame(message(bytes, at, length));
            at += length;
        }
        keep(bytes, at, end);
    }

    @Override
    public void end(SseReader.Sink sink) {
        size = 0;
    }

    /// The length of the message that begins here, its prelude checked.
    private int prelude(byte[] bytes, int at) throws Malformed {
        int length = number(bytes, at);
        int headers = number(bytes, at + 4);
        crc.reset();
        crc.update(bytes, at, 8);
        if ((int) crc.getValue() != number(bytes, at + 8)) {
            throw new Malformed("the checksum of a message's prelude is wrong");
        }
        if (length < LEAST || headers < 0 || headers > length - LEAST) {
            throw new Malformed("a message's lengths contradict each other");
        }
        if (length > limit) {
            throw new Malformed("a message of " + length + " bytes is larger than " + limit);
        }
        return length;
    }

    private Frame message(byte[] bytes, int at, int length) throws Malformed {
        crc.reset();
        crc.update(bytes, at, length - 4);
        if ((int) crc.getValue() != number(bytes, at + length - 4)) {
            throw new Malformed("the checksum of a message is wrong");
        }
        int headersEnd = at + PRELUDE + number(bytes, at + 4);
        String name = null;
        String words = null;
        for (int next = at + PRELUDE; next < headersEnd; ) {
            int nameEnd = next + 1 + (bytes[next] & 0xff);
            if (nameEnd >= headersEnd) {
                throw new Malformed("a header is longer than the headers");
            }
            int type = bytes[nameEnd];
            int value = nameEnd + 1;
            int valueEnd = valueEnd(bytes, type, value, headersEnd);
            if (type == TEXT) {
                if (is(bytes, next + 1, nameEnd, ":event-type")
                        || is(bytes, next + 1, nameEnd, ":exception-type")
                        || is(bytes, next + 1, nameEnd, ":error-code")) {
                    name = text(bytes, value + 2, valueEnd);
                } else if (is(bytes, next + 1, nameEnd, ":error-message")) {
                    words = text(bytes, value + 2, valueEnd);
                }
            }
            next = valueEnd;
        }
        int payloadEnd = at + length - 4;
        if (headersEnd == payloadEnd) {
            byte[] said = (words == null ? "{}" : words).getBytes(StandardCharsets.UTF_8);
            return new Frame(bytes, at, at + length, name, said, 0, said.length);
        }
        return new Frame(bytes, at, at + length, name, bytes, headersEnd, payloadEnd);
    }

    /// Where a header's value ends.
    private static int valueEnd(byte[] bytes, int type, int value, int headersEnd) throws Malformed {
        int size = switch (type) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5, 8 -> 8;
            case 6, TEXT -> value + 2 > headersEnd ? -1 : 2 + ((bytes[value] & 0xff) << 8 | bytes[value + 1] & 0xff);
            case 9 -> 16;
            default -> -1;
        };
        if (size < 0 || value + size > headersEnd) {
            throw new Malformed("a header of type " + type + " does not fit");
        }
        return value + size;
    }

    private static boolean is(byte[] bytes, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    private void hold(byte[] chunk, int from, int length) {
        if (size + length > held.length) {
            held = Arrays.copyOf(held, Math.max(size + length, held.length * 2));
        }
        System.arraycopy(chunk, from, held, size, length);
        size += length;
    }

    private void keep(byte[] bytes, int from, int to) {
        int left = to - from;
        if (left > held.length) {
            held = Arrays.copyOfRange(bytes, from, to);
        } else {
            System.arraycopy(bytes, from, held, 0, left);
        }
        size = left;
    }
}
