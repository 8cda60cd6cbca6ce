package dev.weir.dialect;

import dev.weir.chat.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream that broke off, as far as its client has it.
///
/// @param events as they were decoded
/// @param bytes of the provider, where they went to the client as they were; else null
/// @param openText number of the block of text that is open, or -1
public record Begun(List<StreamEvent> events, byte @Nullable [] bytes, int openText) {
    public Begun {
        events = List.copyOf(events);
    }
}
