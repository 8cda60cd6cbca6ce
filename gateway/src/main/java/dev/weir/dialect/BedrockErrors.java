package dev.weir.dialect;

import dev.weir.chat.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads Bedrock's errors: a type (in the header `x-amzn-errortype`, in the body, or the name of an exception in a
/// stream) and a message.
public final class BedrockErrors {
    private static final int LONGEST = 2000;

    private BedrockErrors() {}

    public static Failure read(int status, Headers headers, byte[] body) {
        JsonNode node = Json.readOrNull(body, 0, body.length);
        String type = headers.get("x-amzn-errortype");
        String message =
                node == null || !node.isObject() ? plain(new String(body, StandardCharsets.UTF_8)) : message(node);
        String known =
                type != null ? type : node == null ? "" : node.path("__type").asString("");
        return failure(status, word(known), message.isEmpty() ? words(status) : message, headers);
    }

    /// An exception inside a stream, or an error in a good answer.
    ///
    /// @param type of the exception
    public static Failure inside(String type, @Nullable JsonNode payload) {
        String message = payload == null ? "" : message(payload);
        int status = payload == null ? 0 : payload.path("originalStatusCode").asInt(0);
        return failure(status == 0 ? 500 : status, word(type), message.isEmpty() ? words(500) : message, Headers.NONE);
    }

    private static String words(int status) {
        return "Bedrock answered with status " + status + " and without words.";
    }

    private static String plain(String text) {
        String stripped = text.strip();
        return stripped.startsWith("<") || stripped.length() > LONGEST ? "" : stripped;
    }

    private static String message(JsonNode node) {
        for (String name : new String[] {"message", "Message", "originalMessage"}) {
            String text = node.path(name).asString("");
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /// `com.amazon#ThrottlingException:http://…` is `throttlingexception`.
    private static String word(String type) {
        String word = type.substring(type.indexOf('#') + 1);
        int colon = word.indexOf(':');
        return (colon < 0 ? word : word.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static Failure failure(int status, String type, String message, Headers headers) {
        return switch (type) {
            case "throttlingexception" ->
                new Failure.RateLimited(message, RetryAfter.read(headers, message), "throttling");
            case "servicequotaexceededexception" -> new Failure.RateLimited(message, null, "quota_exceeded");
            case "modelnotreadyexception", "serviceunavailableexception" ->
                new Failure.Overloaded(message, RetryAfter.read(headers, message));
            case "validationexception" -> invalid(message);
            case "resourcenotfoundexception" -> new Failure.NotFound(message, "model_not_found");
            case "accessdeniedexception",
                    "unrecognizedclientexception",
                    "invalidsignatureexception",
                    "missingauthenticationtokenexception",
                    "incompletesignatureexception",
                    "expiredtokenexception" -> new Failure.ProviderAuth(message, status);
            case "modelerrorexception",
                    "modelstreamerrorexception",
                    "modeltimeoutexception",
                    "internalserverexception" -> new Failure.Broken(message, status);
            default -> byStatus(status, message, headers);
        };
    }

    private static Failure byStatus(int status, String message, Headers headers) {
        return switch (status) {
            case 400, 422 -> invalid(message);
            case 401, 403 -> new Failure.ProviderAuth(message, status);
            case 404 -> new Failure.NotFound(message, "model_not_found");
            case 413 -> new Failure.TooLarge(message);
            case 429 -> new Failure.RateLimited(message, RetryAfter.read(headers, message), "throttling");
            case 503, 529 -> new Failure.Overloaded(message, RetryAfter.read(headers, message));
            default -> new Failure.Broken(message, status);
        };
    }

    private static Failure invalid(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("too long") || words.contains("context window") || words.contains("too many input tokens")) {
            return new Failure.ContextTooLong(message);
        }
        if (words.contains("model identifier is invalid")) {
            return new Failure.NotFound(message, "model_not_found");
        }
        if (words.contains("not supported")
                || words.contains("doesn't support")
                || words.contains("does not support")) {
            return new Failure.Unsupported(message, null);
        }
        return new Failure.BadRequest(message, null, "validation");
    }
}
