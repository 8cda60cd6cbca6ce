package dev.weir.dialect;

import dev.weir.chat.StreamEvent;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// Turns events into the bytes of one client's stream. Holds the state of one stream; pure otherwise.
public interface StreamEncoder {
    void event(StreamEvent event, ByteSink out);

    /// Whether it holds the whole answer, to say it once more at the end.
    default boolean holds() {
        return false;
    }

    /// The whole answer in the form that it has unstreamed, once it is complete; null where the encoder has none.
    default byte @Nullable [] whole() {
        return null;
    }
}
