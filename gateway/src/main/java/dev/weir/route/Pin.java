package dev.weir.route;

import dev.weir.vault.Whereabouts;

/// Where a request has to go, for the sake of what it names.
public record Pin(Whereabouts at, Hold hold) {
    /// What holds it there.
    public enum Hold {
        /// It goes on from what the provider itself holds: its own bytes go there, or nothing.
        HISTORY,
        /// Files and the like, whose ids a translation carries as well.
        THINGS
    }
}
