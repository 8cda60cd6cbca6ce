package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// A model as callers are told of it.
///
/// @param id as a caller names it
/// @param owner provider, or `weir` for a name of the user's own
/// @param contextTokens window, or null when unknown
/// @param maxOutputTokens longest answer, or null when unknown
/// @param stage whether to build on it
public record ListedModel(
        String id,
        String owner,
        @Nullable Integer contextTokens,
        @Nullable Integer maxOutputTokens,
        Stage stage) {

    /// How far a model's life has gone.
    public enum Stage {
        ACTIVE,
        /// It answers, and its provider wants it to be left.
        DEPRECATED,
        /// It does not answer any more.
        RETIRED
    }

    /// A name of which nothing else is known.
    public static ListedModel of(String id, String owner) {
        return new ListedModel(id, owner, null, null, Stage.ACTIVE);
    }
}
