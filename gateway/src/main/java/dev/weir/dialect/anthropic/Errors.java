package dev.weir.dialect.anthropic;

import dev.weir.chat.Failure;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Anthropic's errors: `{"type":"error","error":{"type","message","details":{"error_code"}},"request_id"}`.
///
/// The cause is in `error_code` where there is one, else in the type, else in the status; only the 400 must be told
/// apart by its words, for too long a prompt and an empty purse have no code of their own.
final class Errors {
    private static final int LONGEST_QUOTE = 300;

    private Errors() {}

    /// Reads a body that came with a status of its own.
    static Failure read(int status, Headers headers, byte[] body) {
        if (headers.get("x-amzn-errortype") != null) {
            return BedrockErrors.read(status, headers, body);
        }
        JsonNode node = Json.readOrNull(body, 0, body.length);
        Duration wait = retryAfter(headers);
        if (node instanceof ObjectNode object && object.get("error") instanceof ObjectNode error) {
            return failure(status, error, wait);
        }
        String words = node instanceof ObjectNode object ? firstText(object, "message", "error", "detail") : null;
        String message = words != null ? words : quote(status, body);
        return failure(status, "", null, message, wait);
    }

    /// Reads the `error` object of a stream event, or of a body that came with a 200.
    static Failure inside(ObjectNode error) {
        String type = text(error, "type");
        return failure(status(type == null ? "" : type), error, null);
    }

    private static Failure failure(int status, ObjectNode error, @Nullable Duration wait) {
        String type = text(error, "type");
        String message = text(error, "message");
        String code = error.get("details") instanceof ObjectNode details ? text(details, "error_code") : null;
        return failure(
                status,
                type == null ? "" : type,
                code,
                message == null || message.isEmpty() ? words(status, type) : message,
                wait);
    }

    private static Failure failure(
            int status, String type, @Nullable String code, String said, @Nullable Duration wait) {
        // A failure that is not the caller's has no place for the code but its words.
        boolean ours = status >= 500 || status == 401 || status == 403;
        String message = ours && code != null ? said + " (" + code + ")" : said;
        return switch (code) {
            case "enforced_spend_limit_reached",
                    "contract_spend_limit_reached",
                    "linked_organization_spend_limit_reached",
                    "linked_organization_billing_unavailable" -> new Failure.BudgetSpent(message, code);
            case "organization_on_hold" -> new Failure.ProviderAuth(message, status);
            case "cmek_key_disabled", "cmek_key_unreachable", "cmek_key_network_blocked", "cmek_context_unavailable" ->
                new Failure.Broken(message, status);
            case null, default -> byType(status, type, code, message, wait);
        };
    }

    private static Failure byType(
            int status, String type, @Nullable String code, String message, @Nullable Duration wait) {
        String word = code == null ? type.isEmpty() ? null : type : code;
        return switch (type) {
            case "invalid_request_error" -> byWords(status, word, message);
            case "authentication_error", "permission_error" -> byAccess(status, message);
            case "billing_error" -> new Failure.BudgetSpent(message, word);
            case "not_found_error" -> notFound(message, code);
            case "request_too_large" -> new Failure.TooLarge(message);
            case "rate_limit_error" -> new Failure.RateLimited(message, wait, word);
            case "overloaded_error" -> new Failure.Overloaded(message, wait);
            case "timeout_error" -> new Failure.Broken(message, status);
            default -> byStatus(status, word, message, wait);
        };
    }

    private static Failure byStatus(int status, @Nullable String word, String message, @Nullable Duration wait) {
        return switch (status) {
            case 400, 422 -> byWords(status, word, message);
            case 401, 403 -> byAccess(status, message);
            case 402 -> new Failure.BudgetSpent(message, word);
            case 404 -> notFound(message, null);
            case 413 -> new Failure.TooLarge(message);
            case 429 -> new Failure.RateLimited(message, wait, word);
            case 503, 529 -> new Failure.Overloaded(message, wait);
            case 408 -> new Failure.Broken(message, status);
            default ->
                status >= 400 && status < 500
                        ? new Failure.BadRequest(message, param(message), word)
                        : new Failure.Broken(message, status);
        };
    }

    private static Failure byWords(int status, @Nullable String word, String message) {
        if (status == 413) {
            return new Failure.TooLarge(message);
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("prompt is too long")
                || lower.contains("exceed context limit")
                || lower.contains("context window")
                || lower.contains("extra usage is required for long context")) {
            return new Failure.ContextTooLong(message);
        }
        if (lower.contains("credit balance is too low") || lower.contains("usage limits")) {
            return new Failure.BudgetSpent(message, word);
        }
        if (lower.contains("content filtering policy")) {
            return new Failure.ContentRefused(message, word);
        }
        if (lower.contains("not support") && lower.contains("model")) {
            return new Failure.Unsupported(message, param(message));
        }
        return new Failure.BadRequest(message, param(message), word);
    }

    private static Failure byAccess(int status, String message) {
        return message.toLowerCase(Locale.ROOT).contains("long context")
                ? new Failure.ContextTooLong(message)
                : new Failure.ProviderAuth(message, status);
    }

    private static Failure notFound(String message, @Nullable String code) {
        return new Failure.NotFound(message, message.startsWith("model") ? "model_not_found" : code);
    }

    /// The status that a type has when it comes as an answer of its own.
    private static int status(String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "conflict_error", "memory_path_conflict_error" -> 409;
            case "memory_precondition_failed_error" -> 412;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }

    /// The field that a message names in front: `max_tokens: 100000 > 64000, which is …`.
    private static @Nullable String param(String message) {
        int colon = message.indexOf(": ");
        if (colon <= 0) {
            return null;
        }
        for (int i = 0; i < colon; i++) {
            char c = message.charAt(i);
            if (c != '_' && c != '.' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return null;
            }
        }
        return message.substring(0, colon);
    }

    /// `retry-after-ms`, else `retry-after` in seconds. A date is not read: there is no clock here.
    private static @Nullable Duration retryAfter(Headers headers) {
        Double millis = number(headers.get("retry-after-ms"));
        if (millis != null) {
            return Duration.ofMillis(Math.round(millis));
        }
        Double seconds = number(headers.get("retry-after"));
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static @Nullable Double number(@Nullable String value) {
        if (value == null || value.isBlank() || value.length() > 12) {
            return null;
        }
        try {
            double number = Double.parseDouble(value.strip());
            return number >= 0 && number < 1e9 ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String quote(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.startsWith("<")) {
            return words(status, null);
        }
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    private static String words(int status, @Nullable String type) {
        return "the provider answered with status " + status + (type == null ? "" : " (" + type + ")");
    }

    private static @Nullable String firstText(ObjectNode object, String... names) {
        for (String name : names) {
            String text = text(object, name);
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String text(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
