package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation, in the order the caller sent it.
///
/// @param name of the participant, or null
/// @param at JSON pointer of this turn in the caller's request, e.g. `/messages/3`
public record Turn(Role role, List<Part> parts, @Nullable String name, String at, Marks marks) {
    public Turn {
        parts = List.copyOf(parts);
    }
}
