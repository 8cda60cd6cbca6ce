package dev.weir.dialect.cohere;

import dev.weir.chat.Failure;
import dev.weir.chat.Stop;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How an answer ended, in Cohere's words.
final class FinishWords {
    private FinishWords() {}

    static Stop read(@Nullable String word) {
        return switch (word == null ? "" : word.toUpperCase(Locale.ROOT)) {
            case "COMPLETE" -> Stop.COMPLETE;
            case "STOP_SEQUENCE" -> Stop.STOP_SEQUENCE;
            case "MAX_TOKENS" -> Stop.MAX_TOKENS;
            case "TOOL_CALL" -> Stop.TOOL_CALLS;
            case "ERROR_TOXIC" -> Stop.REFUSED;
            case "ERROR_LIMIT" -> Stop.CONTEXT_FULL;
            default -> Stop.OTHER;
        };
    }

    /// Why an answer is not whole though it ended, or null.
    ///
    /// @param error the provider's words, or null
    static @Nullable Failure failure(@Nullable String word, @Nullable String error) {
        String reason = error == null || error.isBlank() ? "it gives no reason" : error;
        return switch (word == null ? "" : word.toUpperCase(Locale.ROOT)) {
            case "ERROR" -> new Failure.Broken("the provider could not finish its answer: " + reason, 200);
            case "TIMEOUT" -> new Failure.Broken("the provider ran out of time in its answer: " + reason, 200);
            default -> error == null || error.isBlank() ? null : new Failure.Broken(error, 200);
        };
    }
}
