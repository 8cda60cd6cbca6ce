package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// A citation, anchored to the text of the part it stands on.
///
/// @param span where in the text, or null when the provider does not say (the whole part)
/// @param url of the source, or null (a document of the request)
/// @param title of the source
/// @param quote the words of the source that are cited
public record Annotation(
        @Nullable Span span,
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        Extras extras) {

    /// Half-open range of a text.
    public record Span(int start, int end, Unit unit) {}

    /// What a position counts. `CODE_POINTS` is OpenAI's and Anthropic's, `UTF8_BYTES` is Gemini's.
    public enum Unit {
        CODE_POINTS,
        UTF16,
        UTF8_BYTES
    }
}
