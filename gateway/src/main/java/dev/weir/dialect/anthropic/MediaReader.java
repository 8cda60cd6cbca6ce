package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads pictures, documents and search results. What a search result or a document of blocks says becomes the words
/// of a document; how it is put together stays beside it, in the fields `source` and `content`, for a target that
/// knows such blocks.
final class MediaReader {
    private static final String PLAIN = "text/plain";

    private final BlockDecoder blocks;

    MediaReader(BlockDecoder blocks) {
        this.blocks = blocks;
    }

    Part image(Fields block, String where) {
        Fields source = source(block, where);
        String type = BlockDecoder.required(source, "type", where + ".source");
        Part.Source from = switch (type) {
            case "base64" -> new Part.Source.Inline(BlockDecoder.required(source, "data", where + ".source.base64"));
            case "url" -> new Part.Source.Url(BlockDecoder.required(source, "url", where + ".source.url"));
            case "file" -> new Part.Source.FileId(BlockDecoder.required(source, "file_id", where + ".source.file"));
            default -> throw Rejection.tag(where + ".source", type, "'base64', 'file', 'url'");
        };
        String mime =
                type.equals("base64") ? BlockDecoder.required(source, "media_type", where + ".source.base64") : null;
        Leftovers inner = new Leftovers(block.owner(), block.at()).and("source", source);
        return new Part.Media(Part.MediaKind.IMAGE, from, mime, null, BlockDecoder.marks(block, where, inner));
    }

    Part document(Fields block, String where) {
        Fields source = source(block, where);
        String type = BlockDecoder.required(source, "type", where + ".source");
        String title = block.text("title");
        if (type.equals("content")) {
            Part.Source words = new Part.Source.Words(words(source.any("content"), source.at(), where + ".source"));
            block.leave("source");
            return new Part.Media(Part.MediaKind.DOCUMENT, words, PLAIN, title, BlockDecoder.marks(block, where));
        }
        Part.Source from = switch (type) {
            case "base64" -> new Part.Source.Inline(BlockDecoder.required(source, "data", where + ".source.base64"));
            case "text" -> new Part.Source.Words(BlockDecoder.required(source, "data", where + ".source.text"));
            case "url" -> new Part.Source.Url(BlockDecoder.required(source, "url", where + ".source.url"));
            case "file" -> new Part.Source.FileId(BlockDecoder.required(source, "file_id", where + ".source.file"));
            default -> throw Rejection.tag(where + ".source", type, "'base64', 'content', 'file', 'text', 'url'");
        };
        String mime = source.text("media_type");
        Leftovers inner = new Leftovers(block.owner(), block.at()).and("source", source);
        return new Part.Media(Part.MediaKind.DOCUMENT, from, mime, title, BlockDecoder.marks(block, where, inner));
    }

    private static Fields source(Fields block, String where) {
        Fields source = block.object("source");
        if (source == null) {
            throw Rejection.missing(where, "source");
        }
        return source;
    }

    Part searchResult(Fields block, String where) {
        String source = BlockDecoder.required(block, "source", where);
        String title = BlockDecoder.required(block, "title", where);
        JsonNode content = block.any("content");
        String words = words(content, block.at(), where);
        Marks marks = BlockDecoder.marks(block, where);
        Map<String, JsonNode> fields = new LinkedHashMap<>(marks.extras().fields());
        fields.put("source", Json.string(source));
        if (content != null && !isOneText(content)) {
            fields.put("content", content);
        }
        Extras extras = new Extras(block.owner(), block.at(), fields);
        return new Part.Media(
                Part.MediaKind.DOCUMENT,
                new Part.Source.Words(words),
                PLAIN,
                title,
                new Marks(null, marks.cache(), extras));
    }

    private static boolean isOneText(JsonNode content) {
        return content instanceof ArrayNode array
                && array.size() == 1
                && array.get(0).size() == 2
                && array.get(0).has("text");
    }

    /// The words of blocks, one under the other.
    private String words(@Nullable JsonNode content, String at, String where) {
        if (content == null) {
            throw Rejection.missing(where, "content");
        }
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            Part part = blocks.read(content.get(i), at + "/content/" + i, where + ".content." + i);
            if (part instanceof Part.Text text) {
                out.append(out.isEmpty() ? "" : "\n").append(text.text());
            }
        }
        return out.toString();
    }
}
