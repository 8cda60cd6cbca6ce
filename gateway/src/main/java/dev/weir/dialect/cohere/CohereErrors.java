package dev.weir.dialect.cohere;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import dev.weir.dialect.OpenAiErrors;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads Cohere's errors, `{"id", "message"}`, whose words tell more than their status.
final class CohereErrors {
    private CohereErrors() {}

    static Failure read(int status, Headers headers, byte[] body) {
        return mended(status, OpenAiErrors.read(status, headers, body));
    }

    /// An error inside a good answer.
    static Failure inside(@Nullable JsonNode body) {
        return OpenAiErrors.of(200, Headers.NONE, body);
    }

    private static Failure mended(int status, Failure read) {
        String message = read.message();
        String words = message.toLowerCase(Locale.ROOT);
        if (words.startsWith("too many tokens: max tokens")) {
            return new Failure.BadRequest(message, "max_tokens", null);
        }
        if (status == 400 && words.startsWith("too many tokens")) {
            return new Failure.ContextTooLong(message);
        }
        return switch (status) {
            // Cohere's own word for a prompt or an answer that its filter holds back.
            case 498 -> new Failure.ContentRefused(message, null);
            case 404 -> new Failure.NotFound(message, words.startsWith("model") ? "model_not_found" : null);
            default -> read;
        };
    }
}
