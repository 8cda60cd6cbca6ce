package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// A model as callers are told of it.
///
/// @param id as a caller names it
/// @param owner provider, or `weir` for a name of the user's own
/// @param contextTokens window, or null when unknown
/// @param maxOutputTokens longest answer, or null when unknown
public record ListedModel(
        String id,
        String owner,
        @Nullable Integer contextTokens,
        @Nullable Integer maxOutputTokens) {}
