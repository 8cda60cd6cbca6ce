package dev.weir.ledger;

import org.jspecify.annotations.Nullable;

/// What all requests of a key are confined to.
///
/// @param region that they do not leave, or null
/// @param data class of what is in them, or null
public record Confines(@Nullable String region, @Nullable String data) {
    public static final Confines NONE = new Confines(null, null);
}
