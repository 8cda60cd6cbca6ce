package dev.weir.route;

import dev.weir.chat.Failure;

/// Whether another target is asked after a failure: a pure function of the failure.
public final class Fallback {
    private Fallback() {}

    /// Whether a failure speaks against the target's health. The caller's mistakes do not; a rate limit makes it rest
    /// instead.
    public static boolean counts(Failure failure) {
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

    /// Whether the next target of the plan may succeed where this one failed.
    public static boolean goesOn(Failure failure) {
        return switch (failure) {
            // Somebody else may well answer.
            case Failure.RateLimited _,
                    Failure.BudgetSpent _,
                    Failure.Overloaded _,
                    Failure.Broken _,
                    Failure.Misshapen _,
                    Failure.Unreachable _,
                    Failure.ProviderAuth _,
                    Failure.Truncated _,
                    Failure.NotFound _,
                    // A larger window, or a model that can.
                    Failure.ContextTooLong _,
                    Failure.Unsupported _ -> true;
            case Failure.TimedOut timedOut -> timedOut.phase() != Failure.Phase.TOTAL;
            // The request itself is at fault, or a refusal that routing must not go round.
            case Failure.BadRequest _,
                    Failure.Unauthorised _,
                    Failure.Forbidden _,
                    Failure.TooLarge _,
                    Failure.ContentRefused _,
                    Failure.Cancelled _,
                    Failure.Internal _ -> false;
        };
    }
}
