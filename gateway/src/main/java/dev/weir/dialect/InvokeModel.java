package dev.weir.dialect;

import dev.weir.chat.Usage;
import org.jspecify.annotations.Nullable;

/// Bedrock's InvokeModel: the body is in the words of the model's maker, and around it stands what Bedrock says of
/// every model.
public final class InvokeModel {
    private static final String TOKENS = "x-amzn-bedrock-input-token-count";

    private InvokeModel() {}

    /// Path below the base URL.
    public static String path(String model) {
        return "/model/" + Paths.encoded(model) + "/invoke";
    }

    /// The tokens read, as an answer's headers have them.
    ///
    /// @return null when they have none: unreadable usage is never zero
    public static @Nullable Usage usage(Headers headers) {
        String tokens = headers.get(TOKENS);
        return tokens == null || !tokens.matches("[0-9]{1,12}")
                ? null
                : PlainUsage.read(Json.object().put("input_tokens", Long.parseLong(tokens)));
    }
}
