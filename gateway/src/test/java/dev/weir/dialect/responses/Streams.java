package dev.weir.dialect.responses;

import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;

/// Streams through the provider's codec, each event held to the grammar.
final class Streams {
    private Streams() {}

    /// @param splits where the bytes are cut on their way
    static Fold fold(byte[] bytes, int... splits) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = new ResponsesProviderCodec().decoder();
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                decoder.frame(frame, grammar);
            }

            @Override
            public void unfinished(Frame frame) {
                decoder.frame(frame, grammar);
            }
        };
        try {
            SseReader reader = new SseReader(1 << 22);
            int from = 0;
            for (int split : splits) {
                reader.feed(bytes, from, split, sink);
                from = split;
            }
            if (from < bytes.length) {
                reader.feed(bytes, from, bytes.length, sink);
            }
            reader.end(sink);
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        decoder.end(grammar);
        return fold;
    }
}
