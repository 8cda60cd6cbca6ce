package dev.weir.dialect;

import dev.weir.chat.StreamEvent;
import dev.weir.wire.Frame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns one provider stream, frame by frame, into events. Holds the state of one stream; pure otherwise.
public interface StreamDecoder {
    /// Takes the next frame. After a terminal event further frames are ignored.
    void frame(Frame frame, Consumer<StreamEvent> out);

    /// The provider's stream has ended: emits the terminal event if there was none yet. A stream that did not say that
    /// it was complete ends in `Failed`.
    void end(Consumer<StreamEvent> out);

    /// The token behind which the answer goes on ([Legs]), should the stream end here; null where it goes no further.
    default @Nullable String token() {
        return null;
    }

    /// The class of service that the provider says beside its usage, which may come before that; null for the usual
    /// one.
    default @Nullable String tier() {
        return null;
    }

    /// What follows are the frames of the next leg.
    default void nextLeg() {}
}
