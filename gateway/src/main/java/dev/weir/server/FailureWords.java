package dev.weir.server;

import dev.weir.chat.Failure;

/// A failure as one word, for logs, receipts and metrics.
final class FailureWords {
    private FailureWords() {}

    static String kind(Failure failure) {
        return switch (failure) {
            case Failure.BadRequest _ -> "bad_request";
            case Failure.Unauthorised _ -> "unauthorised";
            case Failure.Forbidden _ -> "forbidden";
            case Failure.NotFound _ -> "not_found";
            case Failure.TooLarge _ -> "too_large";
            case Failure.RateLimited _ -> "rate_limited";
            case Failure.BudgetSpent _ -> "budget_spent";
            case Failure.ContentRefused _ -> "content_refused";
            case Failure.ContextTooLong _ -> "context_too_long";
            case Failure.Unsupported _ -> "unsupported";
            case Failure.Overloaded _ -> "overloaded";
            case Failure.Broken _ -> "broken";
            case Failure.Misshapen _ -> "misshapen";
            case Failure.Unreachable _ -> "unreachable";
            case Failure.ProviderAuth _ -> "provider_auth";
            case Failure.TimedOut timedOut ->
                switch (timedOut.phase()) {
                    case CONNECT -> "timed_out_connect";
                    case FIRST_TOKEN -> "timed_out_first_token";
                    case ANSWER -> "timed_out_answer";
                    case BETWEEN_TOKENS -> "timed_out_between_tokens";
                    case TOTAL -> "timed_out_total";
                };
            case Failure.Truncated _ -> "truncated";
            case Failure.Cancelled _ -> "cancelled";
            case Failure.Internal _ -> "internal";
        };
    }
}
