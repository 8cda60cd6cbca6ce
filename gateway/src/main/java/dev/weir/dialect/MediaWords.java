package dev.weir.dialect;

import dev.weir.chat.Part.MediaKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the names of media tell: media types, file names, addresses.
public final class MediaWords {
    private static final List<String> SCHEMES = List.of("http://", "https://", "gs://");

    private MediaWords() {}

    /// Whether a text is an address that media can be fetched from.
    public static boolean isLink(String text) {
        return SCHEMES.stream().anyMatch(scheme -> text.regionMatches(true, 0, scheme, 0, scheme.length()));
    }

    /// The kind of a media type; another one when there is none.
    public static MediaKind kind(@Nullable String mime, MediaKind otherwise) {
        if (mime == null) {
            return otherwise;
        }
        return switch (mime.substring(0, Math.max(mime.indexOf('/'), 0)).toLowerCase(Locale.ROOT)) {
            case "image" -> MediaKind.IMAGE;
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> MediaKind.DOCUMENT;
        };
    }

    /// The media type of a file by the end of its name, or null.
    public static @Nullable String mimeOf(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "pdf" -> "application/pdf";
            case "txt" -> "text/plain";
            case "md" -> "text/markdown";
            case "csv" -> "text/csv";
            case "html" -> "text/html";
            case "json" -> "application/json";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "docx" -> "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            case "xlsx" -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            default -> null;
        };
    }
}
