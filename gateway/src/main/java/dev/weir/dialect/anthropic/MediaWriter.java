package dev.weir.dialect.anthropic;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes pictures and documents. Anthropic hears and watches nothing: sound and film are dropped and told. A media
/// type that it does not read goes up as it is, for its own refusal names what it takes.
final class MediaWriter {
    private final Losses losses;

    MediaWriter(Losses losses) {
        this.losses = losses;
    }

    /// @param at of the turn
    @Nullable
    ObjectNode write(Part.Media media, String at) {
        return switch (media.kind()) {
            case IMAGE -> image(media, at);
            case DOCUMENT -> document(media, at);
            case AUDIO -> {
                losses.dropped(at, "Anthropic takes no sound");
                yield null;
            }
            case VIDEO -> {
                losses.dropped(at, "Anthropic takes no film");
                yield null;
            }
        };
    }

    private @Nullable ObjectNode image(Part.Media media, String at) {
        ObjectNode source = switch (media.source()) {
            case Part.Source.Inline inline -> inlineImage(inline, media.mime(), at);
            case Part.Source.Url url -> Json.object().put("type", "url").put("url", url.url());
            case Part.Source.FileId file -> Json.object().put("type", "file").put("file_id", file.id());
            case Part.Source.Words _ -> {
                losses.dropped(at, "an image given as words is none");
                yield null;
            }
        };
        if (source == null) {
            return null;
        }
        if (media.name() != null) {
            losses.dropped(at, "an image has no name at Anthropic");
        }
        ObjectNode block = Json.object().put("type", "image");
        block.set("source", source);
        return block;
    }

    private ObjectNode inlineImage(Part.Source.Inline inline, @Nullable String mime, String at) {
        String type = mime;
        if (type == null) {
            type = sniffed(inline.base64());
            losses.added(at, "the media type " + type + " of an image, read off its first bytes");
        }
        return Json.object().put("type", "base64").put("media_type", type).put("data", inline.base64());
    }

    /// The type that the first bytes of a picture tell.
    private static String sniffed(String base64) {
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lGOD")) {
            return "image/gif";
        }
        return base64.startsWith("UklGR") ? "image/webp" : "image/png";
    }

    private ObjectNode document(Part.Media media, String at) {
        ObjectNode source = switch (media.source()) {
            case Part.Source.Inline inline -> inlineDocument(inline, media.mime(), at);
            case Part.Source.Url url -> Json.object().put("type", "url").put("url", url.url());
            case Part.Source.FileId file -> Json.object().put("type", "file").put("file_id", file.id());
            case Part.Source.Words words -> words(words.text());
        };
        ObjectNode block = Json.object().put("type", "document");
        block.set("source", source);
        if (media.name() != null) {
            block.put("title", media.name());
        }
        return block;
    }

    private ObjectNode inlineDocument(Part.Source.Inline inline, @Nullable String mime, String at) {
        if (mime != null && (mime.startsWith("text/") || mime.startsWith("application/json"))) {
            String text = decoded(inline.base64());
            if (text != null) {
                losses.renamed(at, "a document of type " + mime + " goes as plain text");
                return words(text);
            }
        }
        if (mime == null) {
            losses.added(at, "the media type application/pdf of a document that named none");
        }
        return Json.object()
                .put("type", "base64")
                .put("media_type", mime == null ? "application/pdf" : mime)
                .put("data", inline.base64());
    }

    private static ObjectNode words(String text) {
        return Json.object().put("type", "text").put("media_type", "text/plain").put("data", text);
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
