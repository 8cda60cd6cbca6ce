package dev.weir.catalog;

import dev.weir.chat.Traits.Support;
import java.util.Set;

/// How a provider handles what it is sent, as far as the user says.
///
/// @param cleared classes of data that may go there
/// @param collects whether it may learn from it
/// @param retains whether it keeps it
public record Handling(Set<String> cleared, Support collects, Support retains) {
    /// Nobody said.
    public static final Handling UNKNOWN = new Handling(Set.of(), Support.UNKNOWN, Support.UNKNOWN);

    public Handling {
        cleared = Set.copyOf(cleared);
    }
}
