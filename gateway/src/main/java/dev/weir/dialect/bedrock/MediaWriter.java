package dev.weir.dialect.bedrock;

import dev.weir.chat.Detail;
import dev.weir.chat.Part;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
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
        String format = Formats.format(media);
        ObjectNode source = Formats.source(media.source());
        if (format == null || source == null) {
            losses.dropped(
                    at,
                    format == null
                            ? "Bedrock takes no " + Formats.mime(media) + "."
                            : "Bedrock takes media as their bytes or from S3, not from there.");
            return null;
        }
        ObjectNode block = Json.object().put("format", format);
        if (media.kind() == Part.MediaKind.DOCUMENT) {
            block.put("name", name(media.name(), at));
        }
        block.set("source", source);
        return Json.object().set(Formats.block(media.kind()), block);
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
}
