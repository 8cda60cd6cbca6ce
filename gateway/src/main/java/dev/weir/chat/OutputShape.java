package dev.weir.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The form the answer's text must have.
public sealed interface OutputShape {
    record Free() implements OutputShape {}

    /// Any JSON object.
    record JsonObject() implements OutputShape {}

    record JsonSchema(
            @Nullable String name,
            @Nullable String description,
            JsonNode schema,
            @Nullable Boolean strict) implements OutputShape {}
}
