package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much is answered.
///
/// @param maxOutputTokens reasoning included; null when the caller did not say
/// @param stop sequences that end the answer
/// @param choices how many answers; null is one
/// @param topLogprobs how many alternatives per token; null is no log-probabilities at all
public record Bounds(
        @Nullable Integer maxOutputTokens,
        List<String> stop,
        @Nullable Integer choices,
        @Nullable Integer topLogprobs) {
    public static final Bounds NONE = new Bounds(null, List.of(), null, null);

    public Bounds {
        stop = List.copyOf(stop);
    }
}
