package dev.weir.dialect.gemini;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes media as `inlineData` (bytes) or `fileData` (an address).
///
/// Since January 2026 an address may be any public or signed `https` URL, which Google fetches itself, beside
/// `gs://`, YouTube and uploaded files.
final class MediaEncoder {
    private final Losses losses;

    MediaEncoder(Losses losses) {
        this.losses = losses;
    }

    /// Whether a tool result may hold it: pictures, PDF and plain text.
    static boolean fitsResult(Part.Media medium) {
        return switch (medium.kind()) {
            case IMAGE -> true;
            case DOCUMENT -> !(medium.source() instanceof Part.Source.Words);
            case AUDIO, VIDEO -> false;
        };
    }

    ObjectNode part(Part.Media medium, String at) {
        if (medium.name() != null) {
            losses.dropped(at, "Gemini does not name media.");
        }
        return switch (medium.source()) {
            case Part.Source.Inline inline -> inline(medium, inline, at);
            case Part.Source.Url url -> url(medium, url.url(), at);
            case Part.Source.FileId file -> {
                losses.coerced(at, "A file's id holds at the provider that gave it only; sent as it is.");
                yield address(file.id(), medium.mime());
            }
            case Part.Source.Words words -> {
                losses.renamed(at, "A document given as words is sent as a text.");
                yield Json.object().put("text", words.text());
            }
        };
    }

    private ObjectNode inline(Part.Media medium, Part.Source.Inline inline, String at) {
        Part.Source.Inline standard = new Part.Source.Inline(Base64Text.standard(inline.base64()));
        String mime = medium.mime();
        if (mime == null) {
            mime = MediaTypes.guess(standard, medium.kind());
            losses.added(at, "Gemini wants a media type: " + mime + " after the first bytes.");
        }
        return bytes(mime, standard.base64());
    }

    private ObjectNode url(Part.Media medium, String url, String at) {
        if (url.startsWith("data:")) {
            int comma = url.indexOf(',');
            int semicolon = url.indexOf(';');
            boolean base64 = comma > 0 && url.substring(0, comma).endsWith(";base64");
            if (base64) {
                var inline = new Part.Source.Inline(url.substring(comma + 1));
                String mime = semicolon > 5 ? url.substring(5, semicolon) : medium.mime();
                return inline(new Part.Media(medium.kind(), inline, mime, null, medium.marks()), inline, at);
            }
        }
        String mime = medium.mime();
        if (mime == null) {
            mime = MediaTypes.ofAddress(url);
            if (mime != null) {
                losses.added(at, "Gemini wants a media type: " + mime + " after the address.");
            }
        }
        if (!url.startsWith("https:") && !url.startsWith("gs:")) {
            losses.coerced(at, "Gemini may not fetch this address; sent as it is.");
        }
        return address(url, mime);
    }

    private static ObjectNode bytes(String mime, String base64) {
        ObjectNode node = Json.object();
        node.set("inlineData", Json.object().put("mimeType", mime).put("data", base64));
        return node;
    }

    private static ObjectNode address(String uri, @Nullable String mime) {
        ObjectNode file = Json.object();
        if (mime != null) {
            file.put("mimeType", mime);
        }
        ObjectNode node = Json.object();
        node.set("fileData", file.put("fileUri", uri));
        return node;
    }
}
