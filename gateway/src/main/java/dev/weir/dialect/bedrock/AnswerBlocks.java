package dev.weir.dialect.bedrock;

import dev.weir.chat.Annotation;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.dialect.Json;
import dev.weir.dialect.Merge;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pieces of an answer in Converse's words, the same in a whole answer and in a stream.
///
/// What another provider's own tool was asked and brought goes as `server_tool_use` and a `toolResult` with that
/// provider's word for it. Of seals only Claude's have a place; the others are the gateway's to keep.
final class AnswerBlocks {
    private final AnswerLosses losses;

    AnswerBlocks(AnswerLosses losses) {
        this.losses = losses;
    }

    /// The block of a part, or null where it has none, which is told.
    @Nullable
    ObjectNode block(Part part, int index) {
        ObjectNode block = switch (part) {
            case Part.Text text -> text.text().isEmpty() ? null : text(text, index);
            case Part.Refusal refusal -> {
                losses.refusal(index);
                yield Json.object().put("text", refusal.text());
            }
            case Part.Thought thought -> thought(thought, index);
            case Part.ToolCall call -> {
                ObjectNode use = Json.object().put("toolUseId", call.id()).put("name", call.name());
                use.set("input", input(call.kind(), call.name(), call.input(), index));
                yield Json.object().set("toolUse", use);
            }
            case Part.HostedCall call -> {
                ObjectNode use = hosted(call.id(), call.name());
                use.set("input", input(Part.ToolKind.FUNCTION, call.name(), call.input(), index));
                yield Json.object().set("toolUse", use);
            }
            case Part.HostedResult result -> {
                ObjectNode brought = brought(result);
                brought.set("content", content(result));
                yield Json.object().set("toolResult", brought);
            }
            case Part.Media media -> media(media, index);
            case Part.Foreign foreign
            when foreign.dialect().equals(ConverseProviderCodec.DIALECT) && foreign.raw() instanceof ObjectNode raw ->
                raw;
            case Part.Foreign _, Part.ToolResult _ -> {
                losses.part(part, index);
                yield null;
            }
        };
        if (part.marks().seal() != null && !(part instanceof Part.Thought)) {
            losses.seal(part, index);
        }
        losses.beside(part.marks(), block);
        return block;
    }

    private ObjectNode text(Part.Text text, int index) {
        if (text.annotations().isEmpty()) {
            return Json.object().put("text", text.text());
        }
        ObjectNode cited = Json.object();
        cited.putArray("content").addObject().put("text", text.text());
        ArrayNode citations = cited.putArray("citations");
        text.annotations().forEach(annotation -> citations.add(citation(annotation, index)));
        return Json.object().set("citationsContent", cited);
    }

    /// A citation, which stands on its whole block.
    ObjectNode citation(Annotation annotation, int index) {
        ObjectNode out = Json.object();
        if (annotation.title() != null) {
            out.put("title", annotation.title());
        }
        if (annotation.quote() != null) {
            out.putArray("sourceContent").addObject().put("text", annotation.quote());
        }
        if (annotation.url() != null) {
            out.putObject("location").putObject("web").put("url", annotation.url());
        }
        if (annotation.span() != null) {
            losses.coerced(
                    AnswerLosses.path(0, index) + "/citations",
                    "A citation stands on its whole block of text, not on a part of it.");
        }
        if (!AnswerLosses.isOurs(annotation.extras())) {
            losses.extras(annotation.extras());
        } else {
            annotation.extras().fields().forEach((name, value) -> Merge.into(out, name, value));
        }
        return out;
    }

    private @Nullable ObjectNode thought(Part.Thought thought, int index) {
        Seal seal = thought.marks().seal();
        String own = own(seal);
        if (seal != null && own == null) {
            losses.seal(thought, index);
        }
        if (thought.form() == Form.REDACTED) {
            return own == null ? null : reasoning("redactedContent", wrapped(own));
        }
        if (thought.text().isEmpty() && own == null) {
            return null;
        }
        ObjectNode words = Json.object().put("text", thought.text());
        if (own != null) {
            words.put("signature", own);
        }
        ObjectNode out = Json.object();
        out.putObject("reasoningContent").set("reasoningText", words);
        return out;
    }

    private static ObjectNode reasoning(String name, String value) {
        ObjectNode out = Json.object();
        out.putObject("reasoningContent").put(name, value);
        return out;
    }

    /// The seal in Bedrock's place for it, or null where it is none of Claude's.
    static @Nullable String own(@Nullable Seal seal) {
        return seal == null || !seal.issuer().equals(ConverseProviderCodec.ISSUER) ? null : seal.opaque();
    }

    static String wrapped(String opaque) {
        return Base64.getEncoder().encodeToString(opaque.getBytes(StandardCharsets.UTF_8));
    }

    /// Arguments as an object; what is none goes as its field `input`, and so does free text.
    private JsonNode input(Part.ToolKind kind, String name, String input, int index) {
        if (kind == Part.ToolKind.FUNCTION && input.isBlank()) {
            return Json.object();
        }
        JsonNode read = kind == Part.ToolKind.FUNCTION ? Json.readOrNull(input) : null;
        if (read instanceof ObjectNode) {
            return read;
        }
        losses.freeText(name, index);
        return Json.object().put("input", input);
    }

    static ObjectNode hosted(String id, String name) {
        return Json.object().put("toolUseId", id).put("name", name).put("type", "server_tool_use");
    }

    /// How the block of a hosted result begins.
    static ObjectNode brought(Part.HostedResult result) {
        return Json.object()
                .put("toolUseId", result.callId())
                .put("type", result.kind())
                .put("status", result.outcome() == Part.Outcome.ERROR ? "error" : "success");
    }

    /// What a hosted call brought: Bedrock's own blocks as they are, another provider's JSON in blocks of it.
    static ArrayNode content(Part.HostedResult result) {
        if (AnswerLosses.isOurs(result.marks().extras()) && result.content() instanceof ArrayNode own) {
            return own;
        }
        ArrayNode out = Json.array();
        List<JsonNode> items = result.content() instanceof ArrayNode list
                ? list.values().stream().toList()
                : List.of(result.content());
        for (JsonNode item : items) {
            if (item.isString()) {
                out.addObject().put("text", item.stringValue());
            } else {
                out.addObject()
                        .set("json", item.isObject() ? item : Json.object().set("content", item));
            }
        }
        return out;
    }

    private @Nullable ObjectNode media(Part.Media media, int index) {
        String format = Formats.format(media);
        ObjectNode source = Formats.source(media.source());
        if (format == null || source == null) {
            losses.part(media, index);
            return null;
        }
        ObjectNode block = Json.object().put("format", format);
        block.set("source", source);
        return Json.object().set(Formats.block(media.kind()), block);
    }
}
