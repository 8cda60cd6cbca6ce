package dev.weir.dialect.anthropic;

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
import dev.weir.dialect.RetryHeaders;
import dev.weir.wire.ByteSink;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Failures as Anthropic's API says them: `{"type":"error","error":{"type","message","details"}}`, a status, and
/// headers that tell the SDKs whether and when to try again. What the gateway itself has already tried again is not to
/// be, and neither is a limit whose end is far or unknown: the SDKs sleep out whatever `retry-after` says.
final class MessagesErrorReply {
    private static final String INVALID = "invalid_request_error";
    /// What clients look for to know that they should shorten the conversation.
    private static final String TOO_LONG = "prompt is too long";

    private MessagesErrorReply() {}

    static ErrorReply of(Failure failure) {
        return new ErrorReply(status(failure), Json.text(body(failure)), RetryHeaders.of(failure));
    }

    /// Writes a failure behind what a stream has said.
    static void event(Failure failure, ByteSink out) {
        out.ascii("event: error\ndata: ").write(Json.bytes(body(failure)));
        out.ascii("\n\n");
    }

    private static ObjectNode body(Failure failure) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode error = body.putObject("error").put("type", type(failure)).put("message", message(failure));
        ObjectNode details = Json.object();
        put(details, "error_code", code(failure));
        put(details, "param", param(failure));
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return body;
    }

    private static void put(ObjectNode details, String name, @Nullable String value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    /// The field at fault, where the message does not begin with it, as Anthropic's messages do.
    private static @Nullable String param(Failure failure) {
        String param = failure.param();
        return param == null || failure.message().startsWith(param + ":") ? null : param;
    }

    private static String message(Failure failure) {
        String said = failure.message();
        boolean unlike = failure instanceof ContextTooLong
                && !said.toLowerCase(Locale.ROOT).contains(TOO_LONG);
        return unlike ? TOO_LONG + ": " + said : said;
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _ -> 400;
            case Unauthorised _ -> 401;
            case BudgetSpent _ -> 402;
            case Forbidden _ -> 403;
            case NotFound _ -> 404;
            case TooLarge _ -> 413;
            case RateLimited _ -> 429;
            case Cancelled _ -> 499;
            case Internal _ -> 500;
            case Broken broken -> broken.status() >= 500 && broken.status() < 600 ? broken.status() : 502;
            case Misshapen _, Unreachable _, ProviderAuth _, Truncated _ -> 502;
            case TimedOut _ -> 504;
            case Overloaded _ -> 529;
        };
    }

    private static String type(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _, Cancelled _ -> INVALID;
            case Unauthorised _ -> "authentication_error";
            case BudgetSpent _ -> "billing_error";
            case Forbidden _ -> "permission_error";
            case NotFound _ -> "not_found_error";
            case TooLarge _ -> "request_too_large";
            case RateLimited _ -> "rate_limit_error";
            case Internal _, Broken _, Misshapen _, Unreachable _, ProviderAuth _, Truncated _ -> "api_error";
            case TimedOut _ -> "timeout_error";
            case Overloaded _ -> "overloaded_error";
        };
    }

    /// The provider's or our own word for the cause, where it says more than the type.
    private static @Nullable String code(Failure failure) {
        String code = switch (failure) {
            case BadRequest e -> e.code();
            case Unauthorised e -> e.code();
            case NotFound e -> e.code();
            case RateLimited e -> e.code();
            case BudgetSpent e -> e.code();
            case ContentRefused e -> e.code();
            case Unreachable _ -> "provider_unreachable";
            case ProviderAuth _ -> "provider_auth_failed";
            case Truncated _ -> "provider_stream_truncated";
            case Forbidden _,
                    ContextTooLong _,
                    Unsupported _,
                    TooLarge _,
                    Cancelled _,
                    Internal _,
                    Broken _,
                    Misshapen _,
                    TimedOut _,
                    Overloaded _ -> null;
        };
        return type(failure).equals(code) ? null : code;
    }
}
