package dev.weir.dialect.openai;

import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Traits.Documents;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes pictures, films, sound and documents as parts of messages, documents in the host's own way.
final class MediaWriter {
    private final Documents documents;
    private final RequestLosses losses;

    MediaWriter(Documents documents, RequestLosses losses) {
        this.documents = documents;
        this.losses = losses;
    }

    /// The part, or null where the host cannot take such media from there.
    @Nullable
    ObjectNode write(Part.Media media, String at) {
        return switch (media.kind()) {
            case IMAGE -> url(media, "image_url");
            case VIDEO -> url(media, "video_url");
            case AUDIO -> audio(media);
            case DOCUMENT -> document(media, at);
        };
    }

    private static @Nullable ObjectNode url(Part.Media media, String type) {
        String url = switch (media.source()) {
            case Source.Inline inline -> dataUrl(media.mime() == null ? "image/png" : media.mime(), inline);
            case Source.Url there -> there.url();
            case Source.FileId _, Source.Words _ -> null;
        };
        if (url == null) {
            return media.source() instanceof Source.FileId(String id) ? fileId(id) : null;
        }
        ObjectNode out = Json.object();
        out.put("type", type);
        ObjectNode inner = out.putObject(type);
        inner.put("url", url);
        if (media.source() instanceof Source.Url && media.mime() != null) {
            inner.put("format", media.mime());
        }
        return out;
    }

    private static @Nullable ObjectNode audio(Part.Media media) {
        if (!(media.source() instanceof Source.Inline(String base64))) {
            return media.source() instanceof Source.FileId(String id) ? fileId(id) : null;
        }
        String mime = media.mime() == null ? "audio/wav" : media.mime();
        ObjectNode out = Json.object();
        out.put("type", "input_audio");
        String format = mime.substring(mime.indexOf('/') + 1);
        out.putObject("input_audio").put("data", base64).put("format", format.equals("mpeg") ? "mp3" : format);
        return out;
    }

    private @Nullable ObjectNode document(Part.Media media, String at) {
        if (media.source() instanceof Source.Words words) {
            losses.tell(at, Verdict.COERCED, "A document given as words is a text here.");
            return Json.object().put("type", "text").put("text", words.text());
        }
        return switch (documents) {
            case FILES -> file(media, at);
            case URLS -> linked(media);
        };
    }

    private @Nullable ObjectNode file(Part.Media media, String at) {
        return switch (media.source()) {
            case Source.FileId there -> {
                ObjectNode file = fileId(there.id());
                yield media.name() == null ? file : named(file, media.name());
            }
            case Source.Url _, Source.Words _ -> null;
            case Source.Inline inline -> {
                ObjectNode out = Json.object();
                out.put("type", "file").putObject("file").put("file_data", dataUrl(mime(media), inline));
                if (media.name() == null) {
                    losses.tell(at + "/file/filename", Verdict.ADDED, "OpenAI demands a file name.");
                }
                yield named(out, media.name() == null ? "document.pdf" : media.name());
            }
        };
    }

    private static @Nullable ObjectNode linked(Part.Media media) {
        ObjectNode out = Json.object();
        switch (media.source()) {
            case Source.FileId there -> {
                return out.put("type", "file").put("file_id", there.id());
            }
            case Source.Url there -> out.put("type", "document_url").put("document_url", there.url());
            case Source.Inline inline ->
                out.put("type", "document_url").put("document_url", dataUrl(mime(media), inline));
            case Source.Words _ -> {
                return null;
            }
        }
        return media.name() == null ? out : out.put("document_name", media.name());
    }

    private static String mime(Part.Media media) {
        return media.mime() == null ? "application/pdf" : media.mime();
    }

    private static ObjectNode named(ObjectNode part, String name) {
        part.withObjectProperty("file").put("filename", name);
        return part;
    }

    private static ObjectNode fileId(String id) {
        ObjectNode out = Json.object();
        out.put("type", "file");
        out.putObject("file").put("file_id", id);
        return out;
    }

    private static String dataUrl(String mime, Source.Inline inline) {
        return "data:" + mime + ";base64," + inline.base64();
    }
}
