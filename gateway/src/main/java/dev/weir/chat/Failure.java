package dev.weir.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a request did not get its whole answer, by who is to blame. Retry, breaker, status and the error body in each
/// dialect each follow from one exhaustive switch over this.
///
/// The message is safe to show to the caller: it holds the provider's own words or ours, never a credential.
public sealed interface Failure {
    String message();

    /// The request's field at fault, or null where it is not a field's.
    default @Nullable String param() {
        return null;
    }

    /// The caller's request is wrong. `param` is the JSON path or field at fault, `code` the machine-readable word.
    record BadRequest(
            String message,
            @Nullable String param,
            @Nullable String code) implements Failure {}

    /// The caller is not known, or not let in.
    record Unauthorised(String message, @Nullable String code) implements Failure {}

    /// The caller's key may not do this.
    record Forbidden(String message) implements Failure {}

    /// No such model, path or thing.
    record NotFound(String message, @Nullable String code) implements Failure {}

    /// The caller's request is larger than allowed.
    record TooLarge(String message) implements Failure {}

    /// Too many requests. `retryAfter` is null where nobody said.
    record RateLimited(
            String message,
            @Nullable Duration retryAfter,
            @Nullable String code) implements Failure {}

    /// Money is spent; trying again does not help.
    record BudgetSpent(String message, @Nullable String code) implements Failure {}

    /// The provider refuses the content.
    ///
    /// @param details what its filters found, in its own words
    record ContentRefused(String message, @Nullable String code, Extras details) implements Failure {
        public ContentRefused(String message, @Nullable String code) {
            this(message, code, Extras.NONE);
        }
    }

    /// The conversation does not fit the model.
    record ContextTooLong(String message) implements Failure {}

    /// The model cannot do what was asked.
    record Unsupported(String message, @Nullable String param) implements Failure {}

    /// The provider is full (503, 529).
    record Overloaded(String message, @Nullable Duration retryAfter) implements Failure {}

    /// The provider broke: an unexpected status, unreadable bytes, a reset connection.
    ///
    /// @param status the provider's, or 0 when there was none
    record Broken(String message, int status) implements Failure {}

    /// The model answered in another form than was asked for.
    record Misshapen(String message) implements Failure {}

    /// The provider could not be reached at all.
    record Unreachable(String message) implements Failure {}

    /// The provider refused our own credentials.
    record ProviderAuth(String message, int status) implements Failure {}

    /// A limit of ours passed.
    record TimedOut(String message, Phase phase) implements Failure {}

    /// A stream ended before its end.
    record Truncated(String message) implements Failure {}

    /// The caller went away.
    record Cancelled(String message) implements Failure {}

    /// We broke.
    record Internal(String message) implements Failure {}

    enum Phase {
        CONNECT,
        FIRST_TOKEN,
        ANSWER,
        BETWEEN_TOKENS,
        TOTAL
    }
}
