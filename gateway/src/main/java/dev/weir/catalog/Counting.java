package dev.weir.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a surface is asked for a count of tokens, where that differs from what its dialect says.
///
/// @param path below the base, as [Address#path]; null: the dialect's own, where answers are at the dialect's own, too
/// @param edits of a request that is counted, in the order they are done; those of answers are not done to it
public record Counting(@Nullable String path, List<EditRule> edits) {
    /// As the dialect says.
    public static final Counting USUAL = new Counting(null, List.of());

    public Counting {
        edits = List.copyOf(edits);
    }
}
