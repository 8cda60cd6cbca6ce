package dev.weir.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How one of a provider's keys does, where there are several: which attempts use it, and until when it rests. It is
/// shared by all event loops.
public final class KeyHealth {
    private static final Duration LIMITED = Duration.ofSeconds(1);
    private static final long REFUSED = Duration.ofMinutes(10).toNanos();

    private final AtomicLong rest = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger inFlight = new AtomicInteger();

    long rest() {
        return rest.get();
    }

    /// The provider takes no more with it for now.
    ///
    /// @param retryAfter how long, or null where the provider did not say
    void limited(long now, @Nullable Duration retryAfter) {
        restUntil(TargetHealth.rested(now, retryAfter == null ? LIMITED : retryAfter));
    }

    /// The provider refused it.
    void refused(long now) {
        restUntil(now + REFUSED);
    }

    private void restUntil(long until) {
        rest.accumulateAndGet(until, Math::max);
    }

    int inFlight() {
        return inFlight.get();
    }

    void began() {
        inFlight.incrementAndGet();
    }

    void ended() {
        inFlight.decrementAndGet();
    }
}
