package dev.weir.dialect.gemini;

import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which media type a medium has, where nobody said: Gemini wants one for all bytes and most addresses.
final class MediaTypes {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("heic", "image/heic"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("json", "application/json"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"));

    /// First characters of the base64 of well-known formats.
    private static final Map<String, String> BY_MAGIC = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp",
            "JVBERi", "application/pdf",
            "SUQz", "audio/mpeg",
            "T2dnUw", "audio/ogg",
            "ZkxhQ", "audio/flac");

    private MediaTypes() {}

    static MediaKind kind(@Nullable String mime) {
        String type = mime == null ? "" : mime.toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return MediaKind.IMAGE;
        }
        if (type.startsWith("audio/")) {
            return MediaKind.AUDIO;
        }
        return type.startsWith("video/") ? MediaKind.VIDEO : MediaKind.DOCUMENT;
    }

    /// The type that the bytes show, or that the kind makes likeliest.
    static String guess(Part.Source.Inline inline, MediaKind kind) {
        for (var magic : BY_MAGIC.entrySet()) {
            boolean riff = magic.getKey().equals("UklGR") && kind == MediaKind.AUDIO;
            if (inline.base64().startsWith(magic.getKey())) {
                return riff ? "audio/wav" : magic.getValue();
            }
        }
        return switch (kind) {
            case IMAGE -> "image/png";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> "application/pdf";
        };
    }

    /// The type that the ending of an address shows, or null.
    static @Nullable String ofAddress(String url) {
        int end = url.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = url.indexOf(stop);
            end = at >= 0 && at < end ? at : end;
        }
        String path = url.substring(0, end);
        int dot = path.lastIndexOf('.');
        return dot < path.lastIndexOf('/')
                ? null
                : BY_ENDING.get(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
