package dev.weir.wire;

import java.nio.charset.StandardCharsets;

/// Turns an event stream into one JSON list, as it comes: each payload becomes an element, blank lines and comments
/// become white space. It is the form that Google's streams have where nobody asked for events.
///
/// The payloads are trusted to be JSON.
public final class EventList {
    private static final byte[] BEGIN = "[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BETWEEN = "\n,\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n]\n".getBytes(StandardCharsets.US_ASCII);

    private final SseReader reader;
    private ByteSink out = new ByteSink(0);
    private boolean begun;

    private final SseReader.Sink sink = new SseReader.Sink() {
        @Override
        public void frame(Frame frame) {
            element(frame);
        }

        @Override
        public void unfinished(Frame frame) {
            element(frame);
        }
    };

    /// @param limit most bytes of one event
    public EventList(int limit) {
        this.reader = new SseReader(limit);
    }

    /// Takes more of the stream.
    ///
    /// @throws SseReader.TooLong when one event is larger than the limit
    public void feed(byte[] chunk, ByteSink into) throws SseReader.TooLong {
        out = into;
        reader.feed(chunk, 0, chunk.length, sink);
    }

    /// Ends the list.
    public void end(ByteSink into) {
        out = into;
        reader.end(sink);
        begin();
        out.write(END);
    }

    private void element(Frame frame) {
        if (frame.isSilent()) {
            out.write('\n');
            return;
        }
        if (begun) {
            out.write(BETWEEN);
        }
        begin();
        out.write(frame.data(), frame.from(), frame.to() - frame.from());
    }

    private void begin() {
        if (!begun) {
            begun = true;
            out.write(BEGIN);
        }
    }
}
