package dev.weir.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How tokens are drawn. Null is "the caller did not say".
///
/// @param logitBias as the caller wrote it, by token id
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Long seed,
        @Nullable JsonNode logitBias) {
    public static final Sampling NONE = new Sampling(null, null, null, null, null, null, null);
}
