package dev.weir.route;

import dev.weir.flow.Backoff;
import dev.weir.flow.BreakerRules;
import dev.weir.flow.Capacity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is done for a request when a target fails it.
///
/// @param attempts most tries on one target, the first included
/// @param backoff between tries on one target
/// @param causes of failures after which another target is asked
/// @param rescue what becomes of a stream that breaks off in the middle
/// @param hedge how long a stream's first token may take before the next target is asked, too; null is never,
///     [#BY_P95] what the target's own 95th percentile says
/// @param capacity of each target; null is as much as comes
public record Resilience(
        int attempts,
        Backoff backoff,
        BreakerRules breaker,
        Set<Cause> causes,
        Rescue rescue,
        @Nullable Duration hedge,
        @Nullable Capacity capacity) {
    /// Hedge by what was observed of the target.
    public static final Duration BY_P95 = Duration.ZERO;

    /// What holds where nobody said anything.
    public static final Resilience USUAL = new Resilience(
            2,
            Backoff.USUAL,
            BreakerRules.USUAL,
            EnumSet.of(Cause.ERROR, Cause.RATE_LIMIT, Cause.CONTEXT_LENGTH),
            Rescue.AUTO,
            null);

    /// One whose targets take as many requests as come.
    public Resilience(
            int attempts,
            Backoff backoff,
            BreakerRules breaker,
            Set<Cause> causes,
            Rescue rescue,
            @Nullable Duration hedge) {
        this(attempts, backoff, breaker, causes, rescue, hedge, null);
    }

    public Resilience {
        causes = Set.copyOf(causes);
        if (attempts < 1) {
            throw new IllegalArgumentException("a target is tried once at least");
        }
    }

    /// How long the first token of a target may take before the next is asked, too; null is never.
    @Nullable
    Duration hedgeAfter(TargetHealth health) {
        if (hedge == null || !hedge.isZero()) {
            return hedge;
        }
        TargetHealth.Spread seen = health.firstToken();
        return seen == null ? null : seen.p95();
    }

    /// For a request that must not be made twice.
    Resilience once() {
        return new Resilience(1, backoff, breaker, causes, Rescue.OFF, null, capacity);
    }

    /// Why another target may be asked.
    public enum Cause {
        /// It broke, was overloaded, out of reach, too slow, or refused our key.
        ERROR,
        RATE_LIMIT,
        /// The conversation does not fit: only a target with a larger window is asked.
        CONTEXT_LENGTH,
        /// A refusal of the content. Never gone round unless somebody says so.
        CONTENT_FILTER
    }

    /// What becomes of a stream that breaks off behind its first content.
    public enum Rescue {
        /// It ends in a typed error.
        OFF,
        /// Another target goes on with the text so far where it can, else begins again behind it.
        AUTO,
        /// As `AUTO`; and where neither works, the text so far is handed over with the request to go on.
        INSTRUCT
    }
}
