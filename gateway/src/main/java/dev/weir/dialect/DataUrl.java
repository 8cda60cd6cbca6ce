package dev.weir.dialect;

import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import org.jspecify.annotations.Nullable;

/// A `data:` URL with a base64 payload (RFC 2397).
///
/// @param mime media type without parameters
/// @param base64 standard alphabet, padded
public record DataUrl(String mime, String base64) {
    private static final String WANTED =
            "Expected a base64-encoded data URL (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got ";

    /// @param at JSON pointer of the value
    public static DataUrl read(String url, String at) {
        int comma = url.indexOf(',');
        if (comma < 0) {
            throw OpenAiRejection.format(at, WANTED + "a value without a comma.");
        }
        String head = url.substring("data:".length(), comma);
        if (!head.regionMatches(true, head.length() - ";base64".length(), ";base64", 0, ";base64".length())) {
            throw OpenAiRejection.format(at, WANTED + "a value without the 'base64,' prefix.");
        }
        int end = head.indexOf(';');
        String mime = head.substring(0, end).strip();
        return new DataUrl(mime.isEmpty() ? "text/plain" : mime, checked(url.substring(comma + 1), at));
    }

    /// Base64 in the standard alphabet with its padding, or an error that names the place.
    public static String checked(String text, String at) {
        int length = text.length();
        int data = length;
        while (data > 0 && data > length - 2 && text.charAt(data - 1) == '=') {
            data--;
        }
        for (int i = 0; i < data; i++) {
            char c = text.charAt(i);
            boolean ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!ok) {
                throw OpenAiRejection.format(
                        at, "Expected base64-encoded data, but got a character that base64 does not have.");
            }
        }
        int missing = (4 - data % 4) % 4;
        if (missing == 3 || data == 0) {
            throw OpenAiRejection.format(
                    at, "Expected base64-encoded data, but got " + (data == 0 ? "none." : "a cut-off value."));
        }
        return length - data == missing ? text : text.substring(0, data) + "=".repeat(missing);
    }

    /// A file given in place, as a data URL or as bare base64. What begins as a PDF does is one, where nothing says
    /// otherwise.
    ///
    /// @param mime as its name tells it, or null
    /// @param at JSON pointer of the value
    public static Part.Media file(String data, @Nullable String mime, @Nullable String name, String at, Marks marks) {
        if (data.regionMatches(true, 0, "data:", 0, 5)) {
            DataUrl url = read(data, at);
            return document(new Part.Source.Inline(url.base64()), url.mime(), name, marks);
        }
        String guessed = mime == null && data.startsWith("JVBERi") ? "application/pdf" : mime;
        return document(new Part.Source.Inline(checked(data, at)), guessed, name, marks);
    }

    private static Part.Media document(Part.Source source, @Nullable String mime, @Nullable String name, Marks marks) {
        return new Part.Media(MediaWords.kind(mime, Part.MediaKind.DOCUMENT), source, mime, name, marks);
    }
}
