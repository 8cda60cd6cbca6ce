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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Failures as OpenAI's API says them: `{"error":{"message","type","param","code"}}`, a status, and headers that tell
/// the SDKs whether and when to try again. What the gateway itself has already tried again is not to be: the SDKs
/// would otherwise start over twice more.
public final class OpenAiErrorReply {
    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    private OpenAiErrorReply() {}

    /// @param conversation the request's field that holds the conversation, e.g. `messages`
    public static ErrorReply of(Failure failure, String conversation) {
        return new ErrorReply(status(failure), Json.text(body(failure, conversation)), RetryHeaders.of(failure));
    }

    public static ObjectNode body(Failure failure, String conversation) {
        ObjectNode error = Json.object();
        error.put("message", failure.message());
        error.put("type", type(failure));
        error.put("param", failure instanceof ContextTooLong ? conversation : failure.param());
        error.put("code", code(failure));
        if (failure instanceof ContentRefused refused
                && refused.details().owner().equals(OpenAiErrors.OWNER)) {
            refused.details().fields().forEach(error::set);
        }
        ObjectNode body = Json.object();
        body.set("error", error);
        return body;
    }

    /// The status of an answer that says this failure.
    public static int status(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _ -> 400;
            case Unauthorised _ -> 401;
            case Forbidden _ -> 403;
            case NotFound _ -> 404;
            case TooLarge _ -> 413;
            case RateLimited _, BudgetSpent _ -> 429;
            case Cancelled _ -> 499;
            case Internal _ -> 500;
            case Broken broken -> broken.status() >= 500 && broken.status() < 600 ? broken.status() : 502;
            case Misshapen _, Unreachable _, ProviderAuth _, Truncated _ -> 502;
            case Overloaded _ -> 503;
            case TimedOut _ -> 504;
        };
    }

    private static String type(Failure failure) {
        return switch (failure) {
            case BadRequest _,
                    ContentRefused _,
                    ContextTooLong _,
                    Unsupported _,
                    Unauthorised _,
                    Forbidden _,
                    NotFound _,
                    TooLarge _,
                    Cancelled _ -> INVALID;
            case RateLimited _ -> "requests";
            case BudgetSpent _ -> "insufficient_quota";
            case Internal _,
                    Broken _,
                    Misshapen _,
                    Unreachable _,
                    ProviderAuth _,
                    Truncated _,
                    Overloaded _,
                    TimedOut _ -> SERVER;
        };
    }

    private static @Nullable String code(Failure failure) {
        return switch (failure) {
            case BadRequest e -> e.code();
            case Unauthorised e -> Objects.requireNonNullElse(e.code(), "invalid_api_key");
            case Forbidden _ -> "insufficient_permissions";
            case NotFound e -> e.code();
            case TooLarge _ -> "request_too_large";
            case RateLimited e -> Objects.requireNonNullElse(e.code(), "rate_limit_exceeded");
            case BudgetSpent e -> Objects.requireNonNullElse(e.code(), "insufficient_quota");
            case ContentRefused e -> Objects.requireNonNullElse(e.code(), "content_filter");
            case ContextTooLong _ -> "context_length_exceeded";
            case Unsupported _ -> "unsupported_parameter";
            case Overloaded _ -> "provider_overloaded";
            case Broken _ -> "provider_error";
            case Misshapen _ -> "misshapen_answer";
            case Unreachable _ -> "provider_unreachable";
            case ProviderAuth _ -> "provider_auth_failed";
            case TimedOut _ -> "provider_timeout";
            case Truncated _ -> "provider_stream_truncated";
            case Cancelled _ -> "request_cancelled";
            case Internal _ -> "internal_error";
        };
    }
}
