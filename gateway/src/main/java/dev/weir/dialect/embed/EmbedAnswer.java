package dev.weir.dialect.embed;

import dev.weir.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Vectors in the order of their inputs.
///
/// @param usage null when the provider said none
record EmbedAnswer(List<Vector> vectors, @Nullable Usage usage) {
    EmbedAnswer {
        vectors = List.copyOf(vectors);
    }

    /// Tokens read, 0 where nobody counted.
    long tokens() {
        return usage == null ? 0 : usage.input().total();
    }
}
