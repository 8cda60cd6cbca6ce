package dev.weir.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much a target takes at once.
///
/// @param most requests at once
/// @param queue most that wait for a place, 0 for none
/// @param patience longest that one of them waits
public record Capacity(int most, int queue, Duration patience) {
    /// How long is waited where nobody said.
    public static final Duration USUAL_WAIT = Duration.ofSeconds(5);

    public Capacity {
        if (most < 1 || queue < 0 || patience.isNegative()) {
            throw new IllegalArgumentException("no capacity: " + most + ", queue " + queue + ", patience " + patience);
        }
    }

    /// As many may wait as are let in.
    public static Capacity of(int most) {
        return new Capacity(most, most, USUAL_WAIT);
    }

    /// This one, which is no larger than that of a wider place.
    public Capacity within(@Nullable Capacity wider) {
        return wider == null || most <= wider.most ? this : new Capacity(wider.most, queue, patience);
    }

    /// The nearer of two, no larger than the wider; null where nobody said anything.
    public static @Nullable Capacity tighter(@Nullable Capacity nearer, @Nullable Capacity wider) {
        return nearer == null ? wider : nearer.within(wider);
    }
}
