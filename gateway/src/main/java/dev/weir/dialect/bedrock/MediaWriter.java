package dev.weir.dialect.bedrock;

import dev.weir.chat.Detail;
import dev.weir.chat.Part;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes media as Bedrock takes them: their bytes, or where they lie in S3, and a format of its own words. Documents
/// bear names, each another one.
final class MediaWriter {
    private final Traits traits;
    private final Losses losses;
    private int documents;

    MediaWriter(Traits traits, Losses losses) {
        this.traits = traits;
        this.losses = losses;
    }

    /// The block, or null where Bedrock cannot take it.
    @Nullable
    ObjectNode write(Part.Media media, String at) {
        if (!traits.inputs().isEmpty() && !traits.inputs().contains(media.kind())) {
            losses.dropped(at, "The model does not read such media.");
            return null;
        }
        String mime = media.mime() == null ? usual(media) : media.mime().toLowerCase(Locale.ROOT);
        String format = format(media.kind(), mime);
        ObjectNode source = source(media.source());
        if (format == null || source == null) {
            losses.dropped(
                    at,
                    format == null
                            ? "Bedrock takes no " + mime + "."
                            : "Bedrock takes media as their bytes or from S3, not from there.");
            return null;
        }
        ObjectNode block = Json.object().put("format", format);
        if (media.kind() == Part.MediaKind.DOCUMENT) {
            block.put("name", name(media.name(), at));
        }
        block.set("source", source);
        String kind = switch (media.kind()) {
            case IMAGE -> "image";
            case AUDIO -> "audio";
            case VIDEO -> "video";
            case DOCUMENT -> "document";
        };
        return Json.object().set(kind, block);
    }

    private static String usual(Part.Media media) {
        return switch (media.kind()) {
            case IMAGE -> "image/png";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> media.source() instanceof Part.Source.Words ? "text/plain" : "application/pdf";
        };
    }

    private static @Nullable ObjectNode source(Part.Source source) {
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

    /// A name of the characters that Bedrock takes, which no other document bears.
    private String name(@Nullable String said, String at) {
        documents++;
        String kept = said == null
                ? ""
                : said.replaceAll("[^A-Za-z0-9 ()\\[\\]-]", " ").replaceAll("\\s+", " ");
        String name = (kept.isBlank() ? "Document" : kept.strip()) + (documents == 1 ? "" : " " + documents);
        if (said == null) {
            losses.added(at + "/name", "Bedrock demands a name of a document.");
        } else if (!name.equals(said)) {
            losses.coerced(
                    losses.path(at, Detail.NAME),
                    "Bedrock takes letters, digits, spaces and brackets in a document's name.");
        }
        return name;
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

    /// The media type of a format in Bedrock's words.
    static String mime(Part.MediaKind kind, String format) {
        return switch (kind) {
            case IMAGE -> "image/" + format;
            case AUDIO -> format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
            case VIDEO -> "video/" + format;
            case DOCUMENT ->
                format.equals("pdf") ? "application/pdf" : format.equals("txt") ? "text/plain" : "text/" + format;
        };
    }
}
