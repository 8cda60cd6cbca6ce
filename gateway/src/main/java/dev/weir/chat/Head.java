package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// What a provider says of its answer as a whole.
///
/// @param id the provider's, or null where it gave none
/// @param model that answered, as the provider names it
/// @param created Unix seconds, or null where the dialect has none
public record Head(
        @Nullable String id,
        @Nullable String model,
        @Nullable Long created) {}
