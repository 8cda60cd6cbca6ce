package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one content block of an answer. A block that lacks what its kind demands is foreign, and kept whole.
final class BlockReader {
    private final String issuer;

    BlockReader(String issuer) {
        this.issuer = issuer;
    }

    /// @param index of the block in its message, for the pointers of what is not understood
    Part read(JsonNode raw, int index) {
        if (!(raw instanceof ObjectNode object)) {
            return new Part.Foreign(MessagesProviderCodec.DIALECT, raw, Marks.NONE);
        }
        Fields block = new Fields(object, "/content/" + index, MessagesProviderCodec.DIALECT, Fields.Mode.LENIENT);
        String type = block.text("type");
        return switch (type) {
            case "text" -> text(block);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> redacted(block);
            case "tool_use" -> toolUse(block);
            case "server_tool_use", "mcp_tool_use" -> hostedCall(block);
            case null -> foreign(block);
            default -> type.endsWith("_tool_result") ? hostedResult(block, type) : foreign(block);
        };
    }

    /// Reads one citation. What it cites may be a page, a range of characters or blocks of a document of the request:
    /// those positions lie in the source, and stay with the extras. The citing words are the block's whole text.
    static Annotation citation(Fields citation) {
        String type = citation.has("type") && citation.node().get("type").isString()
                ? citation.node().get("type").stringValue()
                : "";
        boolean document =
                type.equals("char_location") || type.equals("page_location") || type.equals("content_block_location");
        String url = citation.text(type.equals("search_result_location") ? "source" : "url");
        String title = citation.text(document ? "document_title" : "title");
        String quote = citation.text("cited_text");
        return new Annotation(null, url, title, quote, citation.rest());
    }

    /// The seal that these bytes are, or null when there are none.
    @Nullable
    Seal seal(@Nullable String opaque) {
        return opaque == null || opaque.isEmpty() ? null : new Seal(issuer, opaque);
    }

    private Part text(Fields block) {
        String text = block.text("text");
        if (text == null) {
            return foreign(block);
        }
        List<Annotation> annotations =
                block.objects("citations").stream().map(BlockReader::citation).toList();
        return new Part.Text(text, annotations, Marks.of(block.rest()));
    }

    private Part thinking(Fields block) {
        String text = block.text("thinking");
        String signature = block.text("signature");
        return text == null
                ? foreign(block)
                : new Part.Thought(text, Part.Thought.Form.FULL, sealed(signature, block.rest()));
    }

    private Part redacted(Fields block) {
        String data = block.text("data");
        return data == null
                ? foreign(block)
                : new Part.Thought("", Part.Thought.Form.REDACTED, sealed(data, block.rest()));
    }

    private Part toolUse(Fields block) {
        String id = block.text("id");
        String name = block.text("name");
        String input = input(block);
        return id == null || name == null
                ? foreign(block)
                : new Part.ToolCall(id, Part.ToolKind.FUNCTION, name, input, Marks.of(block.rest()));
    }

    private Part hostedCall(Fields block) {
        String id = block.text("id");
        String name = block.text("name");
        String input = input(block);
        return id == null || name == null
                ? foreign(block)
                : new Part.HostedCall(id, name, input, Marks.at(block.place()));
    }

    private Part hostedResult(Fields block, String type) {
        String callId = block.text("tool_use_id");
        JsonNode content = block.any("content");
        if (callId == null || content == null) {
            return foreign(block);
        }
        boolean failed = Boolean.TRUE.equals(block.flag("is_error")) || isError(content);
        return new Part.HostedResult(
                callId, type, content, failed ? Part.Outcome.ERROR : Part.Outcome.OK, Marks.at(block.place()));
    }

    private static boolean isError(JsonNode content) {
        JsonNode type = content.get("type");
        return type != null && type.isString() && type.stringValue().endsWith("_error");
    }

    private static String input(Fields block) {
        JsonNode input = block.any("input");
        return input == null ? "{}" : Json.text(input);
    }

    private Marks sealed(@Nullable String opaque, Extras rest) {
        return Marks.of(rest).withSeal(seal(opaque));
    }

    private static Part foreign(Fields block) {
        Extras place = new Extras(MessagesProviderCodec.DIALECT, block.at(), Map.of());
        return new Part.Foreign(MessagesProviderCodec.DIALECT, block.node(), Marks.at(place));
    }
}
