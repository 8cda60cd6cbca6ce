package dev.weir.dialect.responses;

import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.Delta;

/// A block of an answer as it is being written.
interface BlockWriter {
    void delta(Delta delta);

    void seal(Seal seal);

    void end();
}
