package dev.weir.vault;

/// What a deposit is found by.
///
/// @param name unique among what its owner keeps of a kind
public record Slip(Owner owner, Kind kind, String name) {
    public enum Kind {
        /// An answer: where it lives, or all of it.
        RESPONSE,
        /// An item of an answer that lives at a provider.
        ITEM,
        /// A conversation: where it lives, or all of it.
        CONVERSATION,
        /// A file or a batch that lives at a provider.
        OBJECT,
        /// Whose a seal is, by its digest.
        SEAL,
        /// Reasoning that a client cannot carry.
        REASONING
    }
}
