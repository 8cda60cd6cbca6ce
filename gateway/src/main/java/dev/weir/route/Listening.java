package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Fold;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.function.Consumer;

/// An encoder whose stream somebody else hears, too: the whole of it, once it is complete.
final class Listening implements StreamEncoder {
    private final StreamEncoder encoder;
    private final Consumer<ChatResponse> whole;
    private final Fold fold = new Fold();

    Listening(StreamEncoder encoder, Consumer<ChatResponse> whole) {
        this.encoder = encoder;
        this.whole = whole;
    }

    @Override
    public boolean holds() {
        return true;
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        fold.accept(event);
        if (event instanceof StreamEvent.Ended) {
            whole.accept(fold.response());
        }
        encoder.event(event, out);
    }
}
