package dev.weir.route;

import dev.weir.flow.Capacity;
import dev.weir.flow.ConcurrencyLimit;
import dev.weir.flow.ConcurrencyLimit.Entry;
import dev.weir.flow.DecayingHistogram;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The places at one target, for all event loops: who holds one, and who waits for one.
public final class Slots {
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(60);

    private final ConcurrencyLimit<Claim> limit = new ConcurrencyLimit<>();
    private final DecayingHistogram held = new DecayingHistogram();
    private final LongAdder refused = new LongAdder();
    private volatile int most;

    Slots() {}

    /// How they are taken at one moment.
    ///
    /// @param most at once, the largest of the capacities that are configured for the target
    /// @param taken by requests under way
    /// @param waiting requests in the queue
    /// @param refused how often nobody more was let into the queue, or somebody waited in vain, so far
    public record View(int most, int taken, int waiting, long refused) {}

    View view() {
        return new View(most, limit.inside(), limit.waiting(), refused.sum());
    }

    /// Somebody may ask for places within this capacity.
    Room within(Capacity capacity) {
        synchronized (limit) {
            most = Math.max(most, capacity.most());
        }
        return new Room(this, capacity);
    }

    boolean isFree(Capacity within) {
        return limit.inside() < within.most();
    }

    /// A place, where one is free now.
    @Nullable
    Slot take(Capacity within, long now) {
        return limit.admit(within) ? new Slot(this, now) : null;
    }

    Entry<Claim> enter(Claim claim, Capacity within) {
        Entry<Claim> entry = limit.enter(claim, claim.priority().urgency(), within);
        switch (entry) {
            case Entry.Queued<Claim>(var displaced) -> {
                if (displaced != null) {
                    displaced.displace();
                }
            }
            case Entry.Admitted<Claim> _, Entry.Full<Claim> _ -> {}
        }
        return entry;
    }

    boolean withdraw(Claim claim) {
        return limit.withdraw(claim);
    }

    /// Somebody found no place.
    void refused() {
        refused.increment();
    }

    void left(long nanos) {
        held.record(nanos / 1_000_000);
        Claim next = limit.leave();
        if (next != null) {
            next.admit();
        }
    }

    /// When a newcomer may hope for a place, by how long places were held of late.
    Duration hope(Capacity within) {
        Duration round = Duration.ofMillis(held.quantile(0.5));
        Duration about = round.multipliedBy(limit.waiting() + 1L).dividedBy(within.most());
        return about.compareTo(SOONEST) < 0 ? SOONEST : about.compareTo(LATEST) > 0 ? LATEST : about;
    }
}
