package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// When a choice takes part: a pure function of the request's facts.
@FunctionalInterface
public interface Condition {
    /// Why a request is not meant, or null when it is.
    @Nullable
    String against(Facts facts);
}
