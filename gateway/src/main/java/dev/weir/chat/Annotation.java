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
        UTF8_BYTES;

        /// A position in a text, in code points.
        public int codePoints(String text, int position) {
            return switch (this) {
                case CODE_POINTS -> Math.max(0, position);
                case UTF16 -> text.codePointCount(0, Math.clamp(position, 0, text.length()));
                case UTF8_BYTES -> {
                    int bytes = 0;
                    int points = 0;
                    for (int i = 0; i < text.length() && bytes < position; points++) {
                        int point = text.codePointAt(i);
                        bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
                        i += Character.charCount(point);
                    }
                    yield points;
                }
            };
        }
    }
}
