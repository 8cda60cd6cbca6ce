package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.route.Resilience.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a failure asks for: a pure function of it.
///
/// @param again whether the same target may succeed where it failed
/// @param cause under which another target may be asked; null is under none
/// @param pause how long the provider asks to be left alone, or null where it did not say
record Reaction(
        Again again, @Nullable Cause cause, @Nullable Duration pause) {
    enum Again {
        NO,
        /// After a pause.
        LATER,
        /// At once, with another of our keys.
        OTHER_KEY
    }

    private static final Reaction STOP = new Reaction(Again.NO, null, null);
    private static final Reaction ELSEWHERE = new Reaction(Again.NO, Cause.ERROR, null);
    private static final Reaction LATER = new Reaction(Again.LATER, Cause.ERROR, null);

    static Reaction to(Failure failure) {
        return switch (failure) {
            case Failure.RateLimited limited -> new Reaction(Again.LATER, Cause.RATE_LIMIT, limited.retryAfter());
            case Failure.Overloaded overloaded -> new Reaction(Again.LATER, Cause.ERROR, overloaded.retryAfter());
            case Failure.Broken _, Failure.Unreachable _, Failure.Truncated _ -> LATER;
            case Failure.ProviderAuth _ -> new Reaction(Again.OTHER_KEY, Cause.ERROR, null);
            case Failure.BudgetSpent _ -> new Reaction(Again.OTHER_KEY, Cause.RATE_LIMIT, null);
            // A silent target stays silent; a model that is not there, or cannot, will not learn.
            case Failure.TimedOut timedOut -> timedOut.phase() == Failure.Phase.TOTAL ? STOP : ELSEWHERE;
            case Failure.NotFound _, Failure.Unsupported _, Failure.Misshapen _ -> ELSEWHERE;
            case Failure.ContextTooLong _ -> new Reaction(Again.NO, Cause.CONTEXT_LENGTH, null);
            case Failure.ContentRefused _ -> new Reaction(Again.NO, Cause.CONTENT_FILTER, null);
            // The request itself is at fault.
            case Failure.BadRequest _,
                    Failure.Unauthorised _,
                    Failure.Forbidden _,
                    Failure.TooLarge _,
                    Failure.Cancelled _,
                    Failure.Internal _ -> STOP;
        };
    }

    /// Whether a failure speaks against the target's health. The caller's mistakes do not; a rate limit makes it rest
    /// instead.
    static boolean counts(Failure failure) {
        return switch (failure) {
            case Failure.Overloaded _, Failure.Broken _, Failure.Unreachable _, Failure.Truncated _ -> true;
            case Failure.TimedOut timedOut -> timedOut.phase() != Failure.Phase.TOTAL;
            case Failure.RateLimited _,
                    Failure.BudgetSpent _,
                    Failure.Misshapen _,
                    Failure.ProviderAuth _,
                    Failure.NotFound _,
                    Failure.ContextTooLong _,
                    Failure.Unsupported _,
                    Failure.BadRequest _,
                    Failure.Unauthorised _,
                    Failure.Forbidden _,
                    Failure.TooLarge _,
                    Failure.ContentRefused _,
                    Failure.Cancelled _,
                    Failure.Internal _ -> false;
        };
    }

    /// Whether the caller learns more from this failure than from another that came before it: a request that does not
    /// fit, or that is refused, from any outage; any of the provider's words from a quarrel about our own key.
    static boolean outranks(Failure later, Failure earlier) {
        return rank(later) >= rank(earlier);
    }

    private static int rank(Failure failure) {
        return switch (failure) {
            case Failure.ContextTooLong _, Failure.ContentRefused _, Failure.BadRequest _ -> 2;
            case Failure.ProviderAuth _, Failure.NotFound _ -> 0;
            case Failure.RateLimited _,
                    Failure.BudgetSpent _,
                    Failure.Misshapen _,
                    Failure.Overloaded _,
                    Failure.Broken _,
                    Failure.Unreachable _,
                    Failure.Truncated _,
                    Failure.TimedOut _,
                    Failure.Unsupported _,
                    Failure.Unauthorised _,
                    Failure.Forbidden _,
                    Failure.TooLarge _,
                    Failure.Cancelled _,
                    Failure.Internal _ -> 1;
        };
    }
}
