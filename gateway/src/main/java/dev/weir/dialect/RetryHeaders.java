package dev.weir.dialect;

import dev.weir.chat.Failure;
import dev.weir.chat.Failure.BadRequest;
import dev.weir.chat.Failure.Broken;
import dev.weir.chat.Failure.BudgetSpent;
import dev.weir.chat.Failure.Cancelled;
import dev.weir.chat.Failure.ContentRefused;
import dev.weir.chat.Failure.ContextTooLong;
import dev.weir.chat.Failure.Forbidden;
import dev.weir.chat.Failure.Internal;
import dev.weir.chat.Failure.Misshapen;
import dev.weir.chat.Failure.NotFound;
import dev.weir.chat.Failure.Overloaded;
import dev.weir.chat.Failure.ProviderAuth;
import dev.weir.chat.Failure.RateLimited;
import dev.weir.chat.Failure.TimedOut;
import dev.weir.chat.Failure.TooLarge;
import dev.weir.chat.Failure.Truncated;
import dev.weir.chat.Failure.Unauthorised;
import dev.weir.chat.Failure.Unreachable;
import dev.weir.chat.Failure.Unsupported;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers that tell OpenAI's and Anthropic's SDKs whether and when to try again. What the gateway itself has
/// already tried again is not to be, and neither is a limit whose end is far or unknown: the SDKs would sleep it out,
/// or start over twice more.
public final class RetryHeaders {
    /// OpenAI's SDKs do not wait longer than this: some fail, others try again at once.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private RetryHeaders() {}

    public static Map<String, String> of(Failure failure) {
        Map<String, String> headers = new LinkedHashMap<>();
        switch (failure) {
            case RateLimited limited -> {
                Duration wait = limited.retryAfter();
                after(wait, headers);
                if (wait == null || wait.compareTo(LONGEST_WAIT) > 0) {
                    headers.put("x-should-retry", "false");
                }
            }
            case Overloaded overloaded -> {
                after(overloaded.retryAfter(), headers);
                headers.put("x-should-retry", "false");
            }
            case BudgetSpent _,
                    Internal _,
                    Broken _,
                    Misshapen _,
                    Unreachable _,
                    ProviderAuth _,
                    Truncated _,
                    TimedOut _,
                    Cancelled _ -> headers.put("x-should-retry", "false");
            case BadRequest _,
                    ContentRefused _,
                    ContextTooLong _,
                    Unsupported _,
                    Unauthorised _,
                    Forbidden _,
                    NotFound _,
                    TooLarge _ -> {}
        }
        return headers;
    }

    private static void after(@Nullable Duration wait, Map<String, String> headers) {
        if (wait != null) {
            long millis = Math.max(0, wait.toMillis());
            headers.put("retry-after", Long.toString((millis + 999) / 1000));
            headers.put("retry-after-ms", Long.toString(millis));
        }
    }
}
