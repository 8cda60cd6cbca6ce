package dev.weir.vault;

/// What a deposit is found by.
///
/// @param name unique among what its owner keeps of a kind
public record Slip(Owner owner, Kind kind, String name) {
    public enum Kind {
        /// Where an id of a provider's lives.
        WHEREABOUTS,
        /// An answer that the gateway keeps itself.
        ANSWER,
        /// Reasoning that a client cannot carry.
        REASONING
    }
}
