package dev.weir.flow;

import java.time.Duration;

/// How long to wait before another try: anything from nothing to a bound that doubles with every try, so that callers
/// who failed together do not come back together ("full jitter").
///
/// @param base bound before the second try
/// @param cap greatest bound
/// @param patience longest that a provider's own word is waited for
public record Backoff(Duration base, Duration cap, Duration patience) {
    /// How long a provider's word is waited for where nobody said.
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

    /// 250 ms to 8 s.
    public static final Backoff USUAL = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(8));

    /// With the usual patience.
    public Backoff(Duration base, Duration cap) {
        this(base, cap, USUAL_PATIENCE);
    }

    public Backoff {
        if (base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("no back-off: " + base + ".." + cap);
        }
    }

    /// @param tries so far, at least 1
    /// @param dice from 0 to 1
    public Duration pause(int tries, double dice) {
        double bound =
                Math.min((double) cap.toNanos(), (double) base.toNanos() * Math.pow(2, Math.min(tries, 40) - 1.0));
        return Duration.ofNanos((long) (bound * dice));
    }

    /// When a provider said how long: not less than that, and up to a tenth more, so that not everybody comes at once.
    public static Duration after(Duration said, double dice) {
        return said.plus(Duration.ofNanos((long) ((double) said.toNanos() * dice / 10)));
    }
}
