package dev.weir.dialect;

import dev.weir.chat.StreamEvent;
import dev.weir.wire.ByteSink;

/// Turns events into the bytes of one client's stream. Holds the state of one stream; pure otherwise.
public interface StreamEncoder {
    void event(StreamEvent event, ByteSink out);
}
