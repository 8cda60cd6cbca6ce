package dev.weir.dialect.gemini;

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
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Failures as Google's APIs say them: `{"error":{"code","message","status","details"}}`, where the code is the HTTP
/// status and the status a word of `google.rpc.Code`. What is known more exactly stands in the details, in the forms of
/// `google.rpc`: the field at fault, a reason in one word, how long to wait.
final class GeminiErrorReply {
    private static final String TYPES = "type.googleapis.com/google.rpc.";
    private static final String DOMAIN = "weir";

    private GeminiErrorReply() {}

    static ErrorReply of(Failure failure) {
        Duration wait = wait(failure);
        Map<String, String> headers =
                wait == null ? Map.of() : Map.of("retry-after", Long.toString((millis(wait) + 999) / 1000));
        return new ErrorReply(status(failure), Json.text(body(failure)), headers);
    }

    static ObjectNode body(Failure failure) {
        ObjectNode out = Json.object();
        ObjectNode error = out.putObject("error");
        error.put("code", status(failure));
        error.put("message", failure.message());
        error.put("status", word(failure));
        ArrayNode details = Json.array();
        details(failure, details);
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return out;
    }

    static int status(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _, TooLarge _ -> 400;
            // A key that is no key is a bad argument to Google; a call without one is a caller without rights.
            case Unauthorised wrong -> wrong.code() == null ? 403 : 400;
            case Forbidden _ -> 403;
            case NotFound _ -> 404;
            case RateLimited _, BudgetSpent _ -> 429;
            case Cancelled _ -> 499;
            case Internal _ -> 500;
            case Broken broken -> broken.status() >= 500 && broken.status() < 600 ? broken.status() : 502;
            case Misshapen _, Unreachable _, ProviderAuth _, Truncated _ -> 502;
            case Overloaded _ -> 503;
            case TimedOut _ -> 504;
        };
    }

    private static String word(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _, TooLarge _ -> "INVALID_ARGUMENT";
            case Unauthorised wrong -> wrong.code() == null ? "PERMISSION_DENIED" : "INVALID_ARGUMENT";
            case Forbidden _ -> "PERMISSION_DENIED";
            case NotFound _ -> "NOT_FOUND";
            case RateLimited _, BudgetSpent _ -> "RESOURCE_EXHAUSTED";
            case Cancelled _ -> "CANCELLED";
            case Internal _, Broken _, Misshapen _, ProviderAuth _ -> "INTERNAL";
            case Unreachable _, Truncated _, Overloaded _ -> "UNAVAILABLE";
            case TimedOut _ -> "DEADLINE_EXCEEDED";
        };
    }

    private static void details(Failure failure, ArrayNode out) {
        String field = failure.param();
        if (field != null) {
            ObjectNode detail = out.addObject().put("@type", TYPES + "BadRequest");
            detail.putArray("fieldViolations").addObject().put("field", field).put("description", failure.message());
        }
        String reason = reason(failure);
        if (reason != null) {
            out.addObject()
                    .put("@type", TYPES + "ErrorInfo")
                    .put("reason", reason.toUpperCase(Locale.ROOT))
                    .put("domain", reason.equals("API_KEY_INVALID") ? "googleapis.com" : DOMAIN);
        }
        Duration wait = wait(failure);
        if (wait != null) {
            out.addObject().put("@type", TYPES + "RetryInfo").put("retryDelay", seconds(wait));
        }
    }

    /// The word by which a program knows what happened, where the status does not say it.
    private static @Nullable String reason(Failure failure) {
        return switch (failure) {
            case BadRequest e -> "INVALID_ARGUMENT".equals(e.code()) ? null : e.code();
            case Unauthorised e -> e.code() == null ? null : "API_KEY_INVALID";
            case NotFound e -> "NOT_FOUND".equals(e.code()) ? null : e.code();
            case RateLimited e -> "RESOURCE_EXHAUSTED".equals(e.code()) ? null : e.code();
            case BudgetSpent _ -> "BUDGET_SPENT";
            case ContentRefused e -> e.code() == null ? "CONTENT_REFUSED" : e.code();
            case ContextTooLong _ -> "CONTEXT_TOO_LONG";
            case TooLarge _ -> "REQUEST_TOO_LARGE";
            case Broken _ -> "PROVIDER_ERROR";
            case Misshapen _ -> "MISSHAPEN_ANSWER";
            case Unreachable _ -> "PROVIDER_UNREACHABLE";
            case ProviderAuth _ -> "PROVIDER_AUTH_FAILED";
            case Truncated _ -> "PROVIDER_STREAM_TRUNCATED";
            case Unsupported _, Forbidden _, Cancelled _, Internal _, Overloaded _, TimedOut _ -> null;
        };
    }

    private static @Nullable Duration wait(Failure failure) {
        return switch (failure) {
            case RateLimited e -> e.retryAfter();
            case Overloaded e -> e.retryAfter();
            case BadRequest _,
                    ContentRefused _,
                    ContextTooLong _,
                    Unsupported _,
                    TooLarge _,
                    Unauthorised _,
                    Forbidden _,
                    NotFound _,
                    BudgetSpent _,
                    Cancelled _,
                    Internal _,
                    Broken _,
                    Misshapen _,
                    Unreachable _,
                    ProviderAuth _,
                    Truncated _,
                    TimedOut _ -> null;
        };
    }

    private static long millis(Duration wait) {
        return Math.max(0, wait.toMillis());
    }

    /// A duration as protobuf spells it: `34.074s`.
    private static String seconds(Duration wait) {
        long millis = millis(wait);
        return millis % 1000 == 0
                ? millis / 1000 + "s"
                : millis / 1000 + "." + String.format(Locale.ROOT, "%03d", millis % 1000) + "s";
    }
}
