package dev.weir.route;

import dev.weir.flow.Capacity;
import org.jspecify.annotations.Nullable;

/// On what terms a choice takes part.
///
/// @param weight how much more often than a choice of weight 1 it comes first, where the strategy looks at weights
/// @param when null is always
/// @param canary part of the requests that it comes first for, and the only ones that it takes part in; or null
/// @param capacity of it; null where its model or its provider decides
public record Terms(
        int weight,
        @Nullable Condition when,
        @Nullable Share canary,
        @Nullable Capacity capacity) {
    public static final int MOST_WEIGHT = 1_000;

    public static final Terms PLAIN = new Terms(1, null, null);

    /// Terms that say nothing of how much it takes at once.
    public Terms(int weight, @Nullable Condition when, @Nullable Share canary) {
        this(weight, when, canary, null);
    }

    public Terms {
        if (weight < 1 || weight > MOST_WEIGHT) {
            throw new IllegalArgumentException("a weight is 1 to " + MOST_WEIGHT + ": " + weight);
        }
    }
}
