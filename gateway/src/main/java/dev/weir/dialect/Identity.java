package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// What a client's answer says of itself where the provider says nothing.
///
/// @param id of the answer
/// @param created Unix seconds
/// @param model the target's name for the model
/// @param keep how the gateway keeps the answer, or null where it does not
public record Identity(
        String id, long created, String model, @Nullable Keep keep) {
    /// Of an answer that is not kept.
    public Identity(String id, long created, String model) {
        this(id, created, model, null);
    }

    /// The same, of an answer that the gateway keeps.
    public Identity kept(Keep how) {
        return new Identity(id, created, model, how);
    }

    /// @param previous id of the answer that it goes on from, or null
    /// @param conversation id of the one that it belongs to, or null
    public record Keep(@Nullable String previous, @Nullable String conversation) {}
}
