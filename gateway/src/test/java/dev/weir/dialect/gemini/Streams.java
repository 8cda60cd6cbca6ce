package dev.weir.dialect.gemini;

import dev.weir.chat.StreamEvent;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.function.Consumer;

/// Streams of bytes, read as the gateway reads them.
final class Streams {
    private static final int LIMIT = 1 << 20;

    private Streams() {}

    static void decode(byte[] bytes, Consumer<StreamEvent> out) {
        StreamDecoder decoder = Requests.CODEC.decoder();
        frames(bytes, bytes.length, frame -> decoder.frame(frame, out));
        decoder.end(out);
    }

    /// Hands over every frame, an unfinished one too.
    ///
    /// @param split where the bytes come in two pieces
    static void frames(byte[] bytes, int split, Consumer<Frame> out) {
        SseReader reader = new SseReader(LIMIT);
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                out.accept(frame);
            }

            @Override
            public void unfinished(Frame frame) {
                out.accept(frame);
            }
        };
        try {
            reader.feed(bytes, 0, split, sink);
            reader.feed(bytes, split, bytes.length, sink);
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        reader.end(sink);
    }
}
