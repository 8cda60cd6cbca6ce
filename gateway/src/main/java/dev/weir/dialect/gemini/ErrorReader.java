package dev.weir.dialect.gemini;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads Google's error form, `{error: {code, message, status, details[]}}` or a list of one, by its status word
/// (`google.rpc.Code`) first, and by the HTTP status where there is none.
final class ErrorReader {
    /// API keys, which Google repeats in some messages (`Consumer 'api_key:AIza…' has been suspended`).
    private static final Pattern KEYS = Pattern.compile("AIza[0-9A-Za-z_-]{8,}|(?<=api_key:)[^'\"\\s]+");

    private static final Pattern TOO_LONG = Pattern.compile(
            "token count.{0,80}(exceeds|only supports)|exceeds the maximum number of tokens", Pattern.DOTALL);
    private static final Pattern SPENT = Pattern.compile(
            "credits? (are|is|has been|have been) (depleted|exhausted)|prepa(id|y).{0,40}deplet|spend(ing)? (cap|limit)");
    private static final Pattern KEY = Pattern.compile("api key (not valid|expired|not found)|invalid api key");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private ErrorReader() {}

    /// The error of an answer that came with a good status.
    static Failure failure(JsonNode body) {
        JsonNode error = error(body);
        JsonNode code = error == null ? null : error.get("code");
        int status = code != null && code.isIntegralNumber() && code.canConvertToInt() ? code.intValue() : 500;
        return failure(status, Headers.NONE, body);
    }

    /// @param body null when it is not JSON
    static Failure failure(int status, Headers headers, @Nullable JsonNode body) {
        JsonNode error = body == null ? null : error(body);
        String said = error == null ? null : text(error, "message");
        String message = said == null || said.isBlank()
                ? "The provider answered with status " + status + "."
                : KEYS.matcher(said).replaceAll("***");
        String word = error == null ? null : text(error, "status");
        return failure(status, word == null ? "" : word, message, headers, new Details(error));
    }

    private static Failure failure(int status, String word, String message, Headers headers, Details details) {
        return switch (word) {
            case "RESOURCE_EXHAUSTED" -> limited(message, word, headers, details);
            case "INVALID_ARGUMENT", "OUT_OF_RANGE", "ALREADY_EXISTS" -> invalid(message, word, details);
            case "FAILED_PRECONDITION" -> precondition(message, word, details);
            case "PERMISSION_DENIED" -> denied(status, message, details);
            case "UNAUTHENTICATED" -> new Failure.ProviderAuth(message, status);
            case "NOT_FOUND" -> new Failure.NotFound(message, message.startsWith("models/") ? "model_not_found" : word);
            case "UNAVAILABLE", "ABORTED" -> new Failure.Overloaded(message, retryAfter(headers, details));
            case "UNIMPLEMENTED" -> new Failure.Unsupported(message, details.field);
            case "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "DATA_LOSS", "CANCELLED" ->
                new Failure.Broken(message, status);
            default -> byStatus(status, word, message, headers, details);
        };
    }

    private static Failure byStatus(int status, String word, String message, Headers headers, Details details) {
        String code = word.isEmpty() ? null : word;
        return switch (status) {
            case 400, 422 -> invalid(message, code, details);
            case 401 -> new Failure.ProviderAuth(message, status);
            case 403 -> denied(status, message, details);
            case 404 -> new Failure.NotFound(message, code);
            case 413 -> new Failure.TooLarge(message);
            case 429 -> limited(message, code, headers, details);
            case 503, 529 -> new Failure.Overloaded(message, retryAfter(headers, details));
            default ->
                status >= 400 && status < 500
                        ? new Failure.BadRequest(message, details.field, code)
                        : new Failure.Broken(message, status);
        };
    }

    private static Failure limited(String message, @Nullable String code, Headers headers, Details details) {
        if (details.says("BILLING_DISABLED") || SPENT.matcher(lower(message)).find()) {
            return new Failure.BudgetSpent(message, code);
        }
        return new Failure.RateLimited(message, retryAfter(headers, details), code);
    }

    private static Failure invalid(String message, @Nullable String code, Details details) {
        String words = lower(message);
        if (details.says("API_KEY_INVALID")
                || details.says("API_KEY_EXPIRED")
                || KEY.matcher(words).find()) {
            return new Failure.ProviderAuth(message, 400);
        }
        if (TOO_LONG.matcher(words).find()) {
            return new Failure.ContextTooLong(message);
        }
        return new Failure.BadRequest(message, details.field, code);
    }

    /// A precondition is the caller's (a file that is still being processed), unless it is our account's.
    private static Failure precondition(String message, String code, Details details) {
        String words = lower(message);
        if (words.contains("billing")) {
            return new Failure.BudgetSpent(message, code);
        }
        return words.contains("user location")
                ? new Failure.ProviderAuth(message, 400)
                : new Failure.BadRequest(message, details.field, code);
    }

    /// A caller's foreign or vanished file is "denied" too, and no fault of our key.
    private static Failure denied(int status, String message, Details details) {
        if (details.says("BILLING_DISABLED")) {
            return new Failure.BudgetSpent(message, "BILLING_DISABLED");
        }
        return lower(message).contains("access the file")
                ? new Failure.NotFound(message, "PERMISSION_DENIED")
                : new Failure.ProviderAuth(message, status);
    }

    private static @Nullable Duration retryAfter(Headers headers, Details details) {
        if (details.retry != null) {
            return details.retry;
        }
        String millis = headers.get("retry-after-ms");
        String seconds = headers.get("retry-after");
        if (millis != null && SECONDS.matcher(millis.trim()).matches()) {
            return Duration.ofMillis(new BigDecimal(millis.trim()).longValue());
        }
        return seconds == null ? null : seconds(seconds.trim());
    }

    /// Seconds with a fraction, as `34.07` or, in protobuf's spelling, `34.07s`; null for a date, which needs a clock.
    private static @Nullable Duration seconds(String text) {
        String number = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        return SECONDS.matcher(number).matches()
                ? Duration.ofMillis(new BigDecimal(number).movePointRight(3).longValue())
                : null;
    }

    private static @Nullable JsonNode error(JsonNode body) {
        JsonNode object = body instanceof ArrayNode list && !list.isEmpty() ? list.get(0) : body;
        JsonNode error = object.get("error");
        return error != null && error.isObject() ? error : null;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// What `details[]` (`google.rpc.RetryInfo`, `ErrorInfo`, `BadRequest`) adds.
    private static final class Details {
        private @Nullable Duration retry;
        private @Nullable String reason;
        private @Nullable String field;

        private Details(@Nullable JsonNode error) {
            if (error == null || !(error.get("details") instanceof ArrayNode list)) {
                return;
            }
            for (JsonNode detail : list) {
                String delay = text(detail, "retryDelay");
                retry = delay == null ? retry : seconds(delay);
                String why = text(detail, "reason");
                reason = why == null ? reason : why;
                if (detail.get("fieldViolations") instanceof ArrayNode violations && !violations.isEmpty()) {
                    field = text(violations.get(0), "field");
                }
            }
        }

        private boolean says(String word) {
            return word.equals(reason);
        }
    }
}
