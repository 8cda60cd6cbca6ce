package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the content blocks of a request. Every part knows the pointer of its block; a block of an unknown type is
/// foreign, and kept whole.
final class BlockDecoder {
    private static final String OWNER = MessagesProviderCodec.DIALECT;

    private final MediaReader media = new MediaReader(this);

    /// @param at JSON pointer of the block
    /// @param where its dotted path, for rejections
    Part read(JsonNode raw, String at, String where) {
        if (!(raw instanceof ObjectNode object)) {
            throw new Rejection(where, "Input should be a valid dictionary");
        }
        Fields block = new Fields(object, at, OWNER, Fields.Mode.STRICT);
        try {
            String type = block.text("type");
            if (type == null) {
                throw Rejection.missing(where, "type");
            }
            return block(block, type, where + "." + type);
        } catch (Fields.WrongType e) {
            throw Rejection.of(e, where + "." + block.node().path("type").asString("type"), at);
        }
    }

    private Part block(Fields block, String type, String where) {
        return switch (type) {
            case "text" -> text(block, where);
            case "image" -> media.image(block, where);
            case "document" -> media.document(block, where);
            case "search_result" -> media.searchResult(block, where);
            case "tool_result" -> toolResult(block, where);
            case "tool_use" -> toolUse(block, where);
            case "thinking" -> thinking(block, where);
            case "redacted_thinking" -> redacted(block, where);
            case "server_tool_use", "mcp_tool_use" -> hostedCall(block, where);
            case Envelope.HOSTED_RESULT -> hostedResult(block, required(block, "name", where), where);
            default -> type.endsWith("_tool_result") ? hostedResult(block, type, where) : foreign(block);
        };
    }

    static String required(Fields block, String name, String where) {
        String value = block.text(name);
        if (value == null) {
            throw Rejection.missing(where, name);
        }
        return value;
    }

    /// What a block carries beside its meaning, once its fields were read.
    static Marks marks(Fields block, String where) {
        return marks(block, where, new Leftovers(block.owner(), block.at()));
    }

    /// @param inner what is left of the objects in it
    static Marks marks(Fields block, String where, Leftovers inner) {
        CacheMark cache = cache(block, where);
        Extras rest = new Leftovers(block).and(inner).extras();
        return new Marks(null, cache, rest.isEmpty() ? new Extras(OWNER, block.at(), Map.of()) : rest);
    }

    /// A mark that says more than this version knows is kept whole, as a field.
    private static @Nullable CacheMark cache(Fields block, String where) {
        Fields control = block.object("cache_control");
        if (control == null) {
            return null;
        }
        String type = control.text("type");
        String ttl = control.text("ttl");
        if (type == null) {
            throw Rejection.missing(where + ".cache_control", "type");
        }
        if (!type.equals("ephemeral")) {
            throw Rejection.tag(where + ".cache_control", type, "'ephemeral'");
        }
        if (!control.rest().isEmpty()) {
            block.leave("cache_control");
            return null;
        }
        return switch (ttl) {
            case null -> new CacheMark(null);
            case "5m" -> new CacheMark(Duration.ofMinutes(5));
            case "1h" -> new CacheMark(Duration.ofHours(1));
            default -> throw new Rejection(where + ".cache_control.ephemeral.ttl", "Input should be '5m' or '1h'");
        };
    }

    private static Part text(Fields block, String where) {
        String text = required(block, "text", where);
        if (text.isEmpty()) {
            throw new Rejection("messages", "text content blocks must be non-empty");
        }
        List<Annotation> annotations = new ArrayList<>();
        if (block.has("citations") && block.node().get("citations") instanceof ArrayNode citations) {
            block.skip("citations");
            for (int i = 0; i < citations.size(); i++) {
                if (citations.get(i) instanceof ObjectNode citation) {
                    annotations.add(citation(citation, block.at() + "/citations/" + i));
                }
            }
        }
        return new Part.Text(text, annotations, marks(block, where));
    }

    /// A citation that this gateway wrote for another provider's has no place in Anthropic's index.
    private static Annotation citation(ObjectNode raw, String at) {
        Annotation read = BlockReader.citation(new Fields(raw, at, OWNER, Fields.Mode.LENIENT));
        boolean foreign = raw.path("encrypted_index").asString("").startsWith(Envelope.MARK);
        return foreign ? new Annotation(null, read.url(), read.title(), read.quote(), Extras.NONE) : read;
    }

    private Part toolResult(Fields block, String where) {
        String callId = required(block, "tool_use_id", where);
        boolean failed = Boolean.TRUE.equals(block.flag("is_error"));
        List<Part> parts = parts(block, where);
        return new Part.ToolResult(
                callId, null, parts, failed ? Part.Outcome.ERROR : Part.Outcome.OK, marks(block, where));
    }

    /// The content of a result: words, blocks, or nothing.
    private List<Part> parts(Fields block, String where) {
        JsonNode content = block.any("content");
        List<Part> parts = new ArrayList<>();
        if (content instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                parts.add(read(array.get(i), block.at() + "/content/" + i, where + ".content." + i));
            }
        } else if (content != null && content.isString()) {
            if (!content.stringValue().isEmpty()) {
                parts.add(new Part.Text(content.stringValue()));
            }
        } else if (content != null) {
            throw new Rejection(where + ".content", "Input should be a valid string or a list of content blocks");
        }
        return parts;
    }

    private static Part toolUse(Fields block, String where) {
        String id = required(block, "id", where);
        String name = required(block, "name", where);
        String input = input(block, where);
        return new Part.ToolCall(id, Part.ToolKind.FUNCTION, name, input, marks(block, where));
    }

    private static String input(Fields block, String where) {
        JsonNode input = block.any("input");
        if (input == null) {
            throw Rejection.missing(where, "input");
        }
        if (!input.isObject()) {
            throw new Rejection(where + ".input", "Input should be a valid dictionary");
        }
        return Json.text(input);
    }

    private static Part thinking(Fields block, String where) {
        String words = required(block, "thinking", where);
        Envelope envelope = Envelope.open(required(block, "signature", where), Envelope.Kind.THOUGHT);
        return new Part.Thought(words, envelope.form(), marks(block, where).withSeal(envelope.seal()));
    }

    private static Part redacted(Fields block, String where) {
        Envelope envelope = Envelope.open(required(block, "data", where), Envelope.Kind.REDACTED);
        Marks marks = marks(block, where).withSeal(envelope.seal());
        return switch (envelope.kind()) {
            case THOUGHT, SUMMARY, REDACTED -> new Part.Thought("", Part.Thought.Form.REDACTED, marks);
            case PART, TEXT -> new Part.Text("", List.of(), marks);
        };
    }

    private static Part hostedCall(Fields block, String where) {
        String id = Envelope.toolId(required(block, "id", where));
        String name = required(block, "name", where);
        String input = input(block, where);
        return new Part.HostedCall(id, name, input, marks(block, where));
    }

    /// @param kind the provider's word for it
    private static Part hostedResult(Fields block, String kind, String where) {
        String callId = Envelope.toolId(required(block, "tool_use_id", where));
        JsonNode content = block.any("content");
        if (content == null) {
            throw Rejection.missing(where, "content");
        }
        boolean failed = Boolean.TRUE.equals(block.flag("is_error"))
                || content.path("type").asString("").endsWith("_error");
        return new Part.HostedResult(
                callId, kind, content, failed ? Part.Outcome.ERROR : Part.Outcome.OK, marks(block, where));
    }

    static Part foreign(Fields block) {
        return new Part.Foreign(OWNER, block.node(), Marks.at(new Extras(OWNER, block.at(), Map.of())));
    }
}
