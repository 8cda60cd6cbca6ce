package dev.weir.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A tool that the model may call.
public sealed interface Tool {
    Marks marks();

    /// A function of the application.
    ///
    /// @param schema JSON Schema of the arguments, or null when it takes none
    /// @param strict whether arguments must follow the schema; null when the caller did not say
    record Function(
            String name,
            @Nullable String description,
            @Nullable JsonNode schema,
            @Nullable Boolean strict,
            Marks marks) implements Tool {}

    /// A tool of the application that takes free text.
    ///
    /// @param format the grammar as the caller wrote it, or null
    record Custom(
            String name,
            @Nullable String description,
            @Nullable JsonNode format,
            Marks marks) implements Tool {}

    /// A tool that the provider runs itself.
    ///
    /// @param kind what it is, where more than one dialect has it
    /// @param dialect whose words `raw` is in
    /// @param raw the declaration, verbatim
    record Hosted(Kind kind, String dialect, JsonNode raw, Marks marks) implements Tool {
        public enum Kind {
            WEB_SEARCH,
            WEB_FETCH,
            CODE_EXECUTION,
            FILE_SEARCH,
            OTHER
        }
    }
}
