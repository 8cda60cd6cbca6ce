package dev.weir.dialect.bedrock;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Media in Bedrock's words: the name of their block, their format, and where they are.
final class Formats {
    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";

    private Formats() {}

    /// The member of a block that holds such media.
    static String block(Part.MediaKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /// The format of media, or null where Bedrock takes no such.
    static @Nullable String format(Part.Media media) {
        return format(media.kind(), mime(media));
    }

    /// The media type, or the usual one of its kind.
    static String mime(Part.Media media) {
        if (media.mime() != null) {
            return media.mime().toLowerCase(Locale.ROOT);
        }
        return switch (media.kind()) {
            case IMAGE -> "image/png";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> media.source() instanceof Part.Source.Words ? "text/plain" : "application/pdf";
        };
    }

    private static @Nullable String format(Part.MediaKind kind, String mime) {
        String word = mime.substring(mime.indexOf('/') + 1);
        return switch (kind) {
            case IMAGE ->
                switch (word) {
                    case "png", "jpeg", "gif", "webp" -> word;
                    case "jpg" -> "jpeg";
                    default -> null;
                };
            case AUDIO ->
                switch (word) {
                    case "mpeg", "mp3" -> "mp3";
                    case "wav", "x-wav" -> "wav";
                    case "opus", "aac", "flac", "mp4", "ogg", "webm", "m4a", "pcm" -> word;
                    default -> null;
                };
            case VIDEO ->
                switch (word) {
                    case "mp4", "webm", "mpeg", "mpg" -> word;
                    case "quicktime" -> "mov";
                    case "x-matroska" -> "mkv";
                    case "x-flv" -> "flv";
                    case "x-ms-wmv" -> "wmv";
                    case "3gpp" -> "three_gp";
                    default -> null;
                };
            case DOCUMENT ->
                switch (word) {
                    case "pdf", "csv", "html" -> word;
                    case "plain", "json" -> "txt";
                    case "markdown" -> "md";
                    case "msword" -> "doc";
                    case "vnd.ms-excel" -> "xls";
                    case "vnd.openxmlformats-officedocument.wordprocessingml.document" -> "docx";
                    case "vnd.openxmlformats-officedocument.spreadsheetml.sheet" -> "xlsx";
                    default -> null;
                };
        };
    }

    /// The media type of a format.
    static String mime(Part.MediaKind kind, String format) {
        return switch (kind) {
            case IMAGE -> "image/" + format;
            case AUDIO -> format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
            case VIDEO ->
                switch (format) {
                    case "mov" -> "video/quicktime";
                    case "mkv" -> "video/x-matroska";
                    case "flv" -> "video/x-flv";
                    case "wmv" -> "video/x-ms-wmv";
                    case "three_gp" -> "video/3gpp";
                    default -> "video/" + format;
                };
            case DOCUMENT ->
                switch (format) {
                    case "pdf" -> "application/pdf";
                    case "txt" -> "text/plain";
                    case "md" -> "text/markdown";
                    case "doc" -> "application/msword";
                    case "xls" -> "application/vnd.ms-excel";
                    case "docx" -> OFFICE + "wordprocessingml.document";
                    case "xlsx" -> OFFICE + "spreadsheetml.sheet";
                    default -> "text/" + format;
                };
        };
    }

    /// Where media are, or null where Bedrock does not take them from there.
    static @Nullable ObjectNode source(Part.Source source) {
        return switch (source) {
            case Part.Source.Inline inline -> Json.object().put("bytes", inline.base64());
            case Part.Source.Words words -> {
                byte[] bytes = words.text().getBytes(StandardCharsets.UTF_8);
                yield Json.object().put("bytes", Base64.getEncoder().encodeToString(bytes));
            }
            case Part.Source.Url there
            when there.url().startsWith("s3://") -> {
                ObjectNode out = Json.object();
                out.putObject("s3Location").put("uri", there.url());
                yield out;
            }
            case Part.Source.Url _, Part.Source.FileId _ -> null;
        };
    }
}
