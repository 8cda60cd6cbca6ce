package dev.weir.route;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How one of a provider's keys does, where there are several: which attempts use it, and until when it rests. Shared
/// by
/// all event loops.
public final class KeyHealth {
    private final AtomicLong rest = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger inFlight = new AtomicInteger();

    long rest() {
        return rest.get();
    }

    void restUntil(long until) {
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
