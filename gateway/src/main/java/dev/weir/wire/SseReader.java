package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Cuts a byte stream into server-sent events, at any split.
///
/// Follows the HTML standard, "Parsing an event stream" (lines end in LF, CRLF or CR; a blank line ends an event; one
/// space after the colon is dropped; a leading byte order mark is ignored), with two differences that a relay needs: it
/// hands over events without data too (comments are signs of life, and pass), and at the end of input it hands over an
/// event whose blank line is missing instead of discarding it, marked by [Sink#unfinished(Frame)].
///
/// Frames are views. While whole events lie inside what was fed, nothing is copied.
public final class SseReader implements FrameReader {
    /// Takes what was read.
    public interface Sink {
        void frame(Frame frame);

        /// The input ended inside this event.
        void unfinished(Frame frame);
    }

    private final int limit;
    private byte[] held = new byte[0];
    private int heldSize;
    private boolean started;

    /// @param limit most bytes of one event
    public SseReader(int limit) {
        this.limit = limit;
    }

    /// Reads more bytes.
    ///
    /// @throws TooLong when one event is larger than the limit
    @Override
    public void feed(byte[] chunk, int from, int to, Sink sink) throws TooLong {
        byte[] bytes = chunk;
        int start = from;
        int end = to;
        int scanned = from;
        boolean joined = heldSize > 0;
        if (joined) {
            int length = to - from;
            hold(chunk, from, length);
            bytes = held;
            start = 0;
            end = heldSize;
            // A line end may straddle the seam, so look again at the last three bytes that were held.
            scanned = Math.max(0, heldSize - length - 3);
        }
        if (!started && end - start >= 3) {
            started = true;
            if (bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB && bytes[start + 2] == (byte) 0xBF) {
                start += 3;
                scanned = Math.max(scanned, start);
            }
        }
        int cut = start;
        int next = boundary(bytes, cut, scanned, end);
        while (next >= 0) {
            sink.frame(parse(bytes, cut, next));
            cut = next;
            next = boundary(bytes, cut, cut, end);
        }
        if (joined) {
            shift(cut, end);
        } else {
            keep(bytes, cut, end);
        }
        if (heldSize > limit) {
            throw new TooLong(limit);
        }
    }

    /// The input has ended.
    @Override
    public void end(Sink sink) {
        if (heldSize > 0) {
            Frame rest = parse(held, 0, heldSize);
            heldSize = 0;
            boolean blank = true;
            for (int i = rest.rawFrom(); i < rest.rawTo() && blank; i++) {
                blank = rest.raw()[i] == '\n' || rest.raw()[i] == '\r';
            }
            if (blank) {
                sink.frame(rest);
            } else {
                sink.unfinished(rest);
            }
        }
    }

    /// Bytes of an event that has begun and not ended.
    public int pending() {
        return heldSize;
    }

    /// Index just behind the blank line that ends the event starting at `start`, or -1. Nothing before `scanned` can
    /// hold its beginning.
    private static int boundary(byte[] bytes, int start, int scanned, int end) {
        int i = Math.max(start, scanned);
        while (i < end) {
            byte b = bytes[i];
            if (b != '\n' && b != '\r') {
                i++;
                continue;
            }
            int line = lineEnd(bytes, i, end);
            if (line < 0) {
                return -1;
            }
            if (i == start || line < end && (bytes[line] == '\n' || bytes[line] == '\r')) {
                // A blank first line ends an (empty) event at once.
                if (i == start) {
                    return line;
                }
                int blank = lineEnd(bytes, line, end);
                return blank;
            }
            i = line;
        }
        return -1;
    }

    /// Index just behind the line end at `i`, or -1 when a CR stands last and its LF may yet come.
    private static int lineEnd(byte[] bytes, int i, int end) {
        if (bytes[i] == '\n') {
            return i + 1;
        }
        if (i + 1 == end) {
            return -1;
        }
        return bytes[i + 1] == '\n' ? i + 2 : i + 1;
    }

    private static Frame parse(byte[] bytes, int start, int end) {
        String name = null;
        int from = 0;
        int to = 0;
        byte[] data = bytes;
        int lines = 0;
        int i = start;
        while (i < end) {
            int stop = i;
            while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') {
                stop++;
            }
            if (startsWith(bytes, i, stop, "data")) {
                int value = value(bytes, i + 4, stop);
                if (value >= 0) {
                    if (lines == 0) {
                        from = value;
                        to = stop;
                    } else {
                        if (lines == 1) {
                            // Room for all lines that may follow: the event holds no more.
                            byte[] joined = new byte[end - start];
                            System.arraycopy(bytes, from, joined, 0, to - from);
                            data = joined;
                            to -= from;
                            from = 0;
                        }
                        data[to] = '\n';
                        System.arraycopy(bytes, value, data, to + 1, stop - value);
                        to += 1 + stop - value;
                    }
                    lines++;
                }
            } else if (startsWith(bytes, i, stop, "event")) {
                int value = value(bytes, i + 5, stop);
                if (value >= 0) {
                    name = new String(bytes, value, stop - value, StandardCharsets.UTF_8);
                }
            }
            i = stop + 1;
        }
        return new Frame(bytes, start, end, name, data, from, to);
    }

    /// Where the value begins behind a field name that ends at `i`, or -1 when this is another field.
    private static int value(byte[] bytes, int i, int stop) {
        if (i == stop) {
            return stop;
        }
        if (bytes[i] != ':') {
            return -1;
        }
        return i + 1 < stop && bytes[i + 1] == ' ' ? i + 2 : i + 1;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, String ascii) {
        if (to - from < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void hold(byte[] chunk, int from, int length) {
        if (held.length - heldSize < length) {
            held = Arrays.copyOf(held, Math.max(held.length * 2, heldSize + length));
        }
        System.arraycopy(chunk, from, held, heldSize, length);
        heldSize += length;
    }

    /// Moves what is left of the held bytes to the front.
    private void shift(int cut, int end) {
        heldSize = end - cut;
        System.arraycopy(held, cut, held, 0, heldSize);
    }

    private void keep(byte[] bytes, int cut, int end) {
        heldSize = end - cut;
        if (held.length < heldSize) {
            held = new byte[Math.max(heldSize, 512)];
        }
        System.arraycopy(bytes, cut, held, 0, heldSize);
    }

    /// One event is larger than the limit.
    public static final class TooLong extends Malformed {
        TooLong(int limit) {
            super("an event of the stream is larger than " + limit + " bytes");
        }
    }
}
