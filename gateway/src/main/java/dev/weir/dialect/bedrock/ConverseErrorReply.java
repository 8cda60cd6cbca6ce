package dev.weir.dialect.bedrock;

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
import dev.weir.wire.EventStreamWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Failures as Bedrock says them: `{"message"}` with the exception's name in `x-amzn-errortype`, or an exception
/// message at the end of a stream.
///
/// AWS SDKs know an error by its name and try some statuses again (500, 502, 503, 504): what the gateway has tried
/// already comes under names and statuses that they take as the last word, but for those that a pause may help.
final class ConverseErrorReply {
    private ConverseErrorReply() {}

    static ErrorReply of(Failure failure) {
        Map<String, String> headers = new LinkedHashMap<>(RetryHeaders.of(failure));
        headers.put("x-amzn-errortype", type(failure));
        return new ErrorReply(status(failure), Json.text(body(failure)), headers);
    }

    /// Ends a stream. Of the exceptions of an answer a stream has but some.
    static void write(Failure failure, ByteSink out) {
        String type = switch (type(failure)) {
            case "ThrottlingException" -> "throttlingException";
            case "ValidationException", "AccessDeniedException", "ResourceNotFoundException" -> "validationException";
            case "ServiceUnavailableException" -> "serviceUnavailableException";
            case "InternalServerException" -> "internalServerException";
            default -> "modelStreamErrorException";
        };
        EventStreamWriter.exception(type).write(Json.bytes(body(failure)), out);
    }

    private static ObjectNode body(Failure failure) {
        return Json.object().put("message", failure.message());
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _ -> 400;
            case Unauthorised _, Forbidden _ -> 403;
            case NotFound _ -> 404;
            case TooLarge _ -> 413;
            case RateLimited _, BudgetSpent _ -> 429;
            case Broken _, Misshapen _, ProviderAuth _, Truncated _ -> 424;
            case TimedOut _ -> 408;
            case Cancelled _ -> 499;
            case Internal _ -> 500;
            case Unreachable _, Overloaded _ -> 503;
        };
    }

    private static String type(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContentRefused _, ContextTooLong _, Unsupported _, TooLarge _, Cancelled _ ->
                "ValidationException";
            case Unauthorised _, Forbidden _ -> "AccessDeniedException";
            case NotFound _ -> "ResourceNotFoundException";
            case RateLimited _, BudgetSpent _ -> "ThrottlingException";
            case Broken _, Misshapen _, ProviderAuth _, Truncated _ -> "ModelErrorException";
            case TimedOut _ -> "ModelTimeoutException";
            case Internal _ -> "InternalServerException";
            case Unreachable _, Overloaded _ -> "ServiceUnavailableException";
        };
    }
}
