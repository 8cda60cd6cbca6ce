package dev.weir.dialect.openai;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Error bodies of OpenAI Chat and of the hosts that are compatible with it.
///
/// The usual form is `{"error":{message,type,param,code}}`; hosts also send `error` as a text, the fields at the top,
/// numeric codes, and lists of `detail`. A status of 200 (an error inside an answer that began well) leaves the
/// decision to the body, whose `code` or `status_code` may be a status.
final class ChatErrors {
    private ChatErrors() {}

    /// @param body the error body, or null when it is no JSON
    static Failure of(int status, Headers headers, @Nullable JsonNode body) {
        JsonNode error = error(body);
        String message = message(error, body, status);
        String code = word(error, "code");
        String type = word(error, "type");
        String param = word(error, "param");
        int effective = effective(status, error, body);
        String said = ((code == null ? "" : code) + " " + (type == null ? "" : type)).toLowerCase(Locale.ROOT);
        String words = message.toLowerCase(Locale.ROOT);
        if (said.contains("insufficient_quota") || said.contains("billing") || effective == 402) {
            return new Failure.BudgetSpent(message, code);
        }
        if (said.contains("context_length_exceeded") || isTooLong(words)) {
            return new Failure.ContextTooLong(message);
        }
        if (said.contains("content_filter") || said.contains("content_policy") || said.contains("moderation_blocked")) {
            return new Failure.ContentRefused(message, code);
        }
        return switch (effective) {
            case 401, 403 -> new Failure.ProviderAuth(message, effective);
            case 404 -> new Failure.NotFound(message, code);
            case 408, 504 -> new Failure.Broken(message, effective);
            case 413 -> new Failure.TooLarge(message);
            case 429 -> new Failure.RateLimited(message, RetryAfter.of(headers), code);
            case 503, 529 -> new Failure.Overloaded(message, RetryAfter.of(headers));
            default -> {
                if (effective >= 400 && effective < 500) {
                    yield new Failure.BadRequest(message, param, code == null ? type : code);
                }
                if (effective >= 500) {
                    yield new Failure.Broken(message, effective);
                }
                yield ofWords(message, said, param, code, headers);
            }
        };
    }

    /// An error that brought no status: its type is all there is to go by.
    private static Failure ofWords(
            String message, String said, @Nullable String param, @Nullable String code, Headers headers) {
        if (said.contains("rate_limit") || said.contains("too_many_requests")) {
            return new Failure.RateLimited(message, RetryAfter.of(headers), code);
        }
        if (said.contains("overloaded") || said.contains("unavailable") || said.contains("capacity")) {
            return new Failure.Overloaded(message, RetryAfter.of(headers));
        }
        if (said.contains("invalid_request") || said.contains("tool_use_failed") || said.contains("validation")) {
            return new Failure.BadRequest(message, param, code);
        }
        if (said.contains("authentication") || said.contains("invalid_api_key")) {
            return new Failure.ProviderAuth(message, 401);
        }
        return new Failure.Broken(message, 200);
    }

    private static boolean isTooLong(String words) {
        return words.contains("maximum context length")
                || words.contains("context window")
                || words.contains("context length");
    }

    private static @Nullable JsonNode error(@Nullable JsonNode body) {
        if (body == null) {
            return null;
        }
        JsonNode node = body.isArray() && !body.isEmpty() ? body.get(0) : body;
        JsonNode error = node.get("error");
        return error == null || error.isNull() ? node : error;
    }

    private static String message(@Nullable JsonNode error, @Nullable JsonNode body, int status) {
        if (error != null && error.isString()) {
            return error.stringValue();
        }
        for (String name : new String[] {"message", "detail", "error_description", "msg"}) {
            JsonNode value = error == null ? null : error.get(name);
            if (value != null && value.isString() && !value.stringValue().isBlank()) {
                return value.stringValue();
            }
            if (value != null && value.isContainer() && !value.isEmpty()) {
                return value.toString();
            }
        }
        return body == null || body.isEmpty()
                ? "The provider answered with status " + status + " and no readable reason."
                : body.toString();
    }

    private static @Nullable String word(@Nullable JsonNode error, String name) {
        JsonNode value = error == null || !error.isObject() ? null : error.get(name);
        return value == null || value.isNull() || value.isContainer() ? null : value.asString();
    }

    /// The status, or what the body says it should have been.
    private static int effective(int status, @Nullable JsonNode error, @Nullable JsonNode body) {
        if (status >= 400) {
            return status;
        }
        for (JsonNode from : new JsonNode[] {error, body}) {
            for (String name : new String[] {"status_code", "code", "status", "http_status"}) {
                JsonNode value = from == null || !from.isObject() ? null : from.get(name);
                if (value != null && value.isIntegralNumber() && value.intValue() >= 400 && value.intValue() < 600) {
                    return value.intValue();
                }
            }
        }
        return status;
    }

    /// How long a provider asks to wait.
    static final class RetryAfter {
        private RetryAfter() {}

        /// From `retry-after-ms`, else `retry-after` in seconds; null when neither is readable.
        static @Nullable Duration of(Headers headers) {
            Duration millis = scaled(headers.get("retry-after-ms"), 0);
            return millis != null ? millis : scaled(headers.get("retry-after"), 3);
        }

        private static @Nullable Duration scaled(@Nullable String text, int digits) {
            if (text == null || text.isBlank() || text.length() > 12) {
                return null;
            }
            try {
                BigDecimal millis = new BigDecimal(text.strip()).movePointRight(digits);
                return millis.signum() < 0 ? null : Duration.ofMillis(millis.longValue());
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }
}
