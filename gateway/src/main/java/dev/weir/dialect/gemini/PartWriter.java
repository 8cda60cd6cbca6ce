package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the parts of an answer, the same in a whole answer and in a stream.
final class PartWriter {
    private static final String DATA = "data";
    private static final String SIGNATURE = "thoughtSignature";

    private final AnswerLosses losses;

    PartWriter(AnswerLosses losses) {
        this.losses = losses;
    }

    /// The part, or null when it says nothing or has no form here.
    ///
    /// @param at its path in the list of losses
    @Nullable
    ObjectNode write(Part part, String at) {
        ObjectNode node = switch (part) {
            case Part.Text text -> text(text);
            // Its words stand where the candidate says how it ended.
            case Part.Refusal _ -> null;
            case Part.Thought thought ->
                Json.object().put("text", thought.text()).put("thought", true);
            case Part.Media media -> media(media, at);
            case Part.ToolCall call -> call(call, at);
            case Part.HostedCall call -> hostedCall(call);
            case Part.HostedResult result -> hostedResult(result);
            case Part.Foreign foreign -> foreign(foreign);
            case Part.ToolResult _ -> null;
        };
        if (node == null) {
            if (!(part instanceof Part.Text || part instanceof Part.Refusal)) {
                losses.dropped(at, "Gemini has no such part in an answer.");
            }
            losses.extras(part.marks().extras());
            return null;
        }
        seal(part, node);
        String tool = foreignTool(part);
        if (tool != null) {
            node.put(SIGNATURE, SealEnvelope.tool(tool));
        }
        extras(part.marks().extras(), node);
        return node;
    }

    /// Another provider's name for the tool of its own that a part is of, or null.
    private static @Nullable String foreignTool(Part part) {
        return switch (part) {
            case Part.HostedCall call -> HostedParts.isOurs(call.name()) ? null : call.name();
            case Part.HostedResult result -> isOwn(result) ? null : result.kind();
            case Part.Text _,
                    Part.Refusal _,
                    Part.Media _,
                    Part.ToolCall _,
                    Part.ToolResult _,
                    Part.Thought _,
                    Part.Foreign _ -> null;
        };
    }

    private static boolean isOwn(Part.HostedResult result) {
        return result.kind().equals(HostedParts.CODE_RESULT) || result.kind().equals(HostedParts.TOOL_RESPONSE);
    }

    private static @Nullable ObjectNode text(Part.Text text) {
        boolean silent = text.text().isEmpty() && text.marks().seal() == null;
        return silent ? null : Json.object().put("text", text.text());
    }

    private static void seal(Part part, ObjectNode node) {
        Seal seal = part.marks().seal();
        if (seal != null) {
            Part.Thought.Form form = part instanceof Part.Thought thought ? thought.form() : null;
            node.put(SIGNATURE, SealEnvelope.signature(seal, form));
        }
    }

    /// Puts fields of our own dialect back, and reports the rest.
    private void extras(Extras extras, ObjectNode node) {
        if (extras.owner().equals(GeminiProviderCodec.DIALECT)) {
            extras.fields().forEach(node::putIfAbsent);
        } else {
            losses.extras(extras);
        }
    }

    private @Nullable ObjectNode media(Part.Media media, String at) {
        ObjectNode out = Json.object();
        switch (media.source()) {
            case Part.Source.Inline inline -> {
                String mime = media.mime();
                if (mime == null) {
                    mime = MediaTypes.guess(inline, media.kind());
                    losses.tell(at + "/mimeType", Verdict.ADDED, "Gemini names the type of media: " + mime + ".");
                }
                named(out.putObject("inlineData").put("mimeType", mime).put(DATA, inline.base64()), media);
            }
            case Part.Source.Url url -> address(out, media, url.url());
            case Part.Source.FileId file -> {
                losses.coerced(at, "The id of a file at the provider that gave it; sent as its address.");
                address(out, media, file.id());
            }
            case Part.Source.Words words -> out.put("text", words.text());
        }
        return out;
    }

    private static void address(ObjectNode out, Part.Media media, String uri) {
        ObjectNode file = out.putObject("fileData");
        if (media.mime() != null) {
            file.put("mimeType", media.mime());
        }
        named(file.put("fileUri", uri), media);
    }

    private static void named(ObjectNode data, Part.Media media) {
        if (media.name() != null) {
            data.put("displayName", media.name());
        }
    }

    private ObjectNode call(Part.ToolCall call, String at) {
        ObjectNode out = Json.object();
        ObjectNode function = out.putObject("functionCall");
        if (!call.id().isEmpty() && !CallIds.isInvented(call.id())) {
            function.put("id", call.id());
        }
        function.put("name", call.name());
        function.set("args", arguments(call, at));
        return out;
    }

    /// Arguments are an object; what is none is its one field.
    private JsonNode arguments(Part.ToolCall call, String at) {
        if (call.kind() == Part.ToolKind.FUNCTION) {
            if (call.input().isBlank()) {
                return Json.object();
            }
            if (Json.readOrNull(call.input()) instanceof ObjectNode object) {
                return object;
            }
        }
        losses.coerced(at, "The arguments of a call are an object: sent as its field `input`.");
        return Json.object().put(ToolsEncoder.FREE_TEXT, call.input());
    }

    /// Code is Gemini's own part; every other call of a hosted tool is a `toolCall`.
    private static ObjectNode hostedCall(Part.HostedCall call) {
        boolean code = call.name().equals(HostedParts.CODE);
        JsonNode input = call.input().isBlank() ? Json.object() : Json.readOrNull(call.input());
        ObjectNode out = Json.object();
        ObjectNode inner = out.putObject(code ? HostedParts.CODE : "toolCall");
        if (!CallIds.isInvented(call.id())) {
            inner.put("id", call.id());
        }
        ObjectNode arguments =
                input instanceof ObjectNode object ? object : Json.object().put(ToolsEncoder.FREE_TEXT, call.input());
        if (code) {
            arguments.forEachEntry(inner::set);
        } else {
            inner.put("toolType", HostedParts.isOurs(call.name()) ? call.name() : HostedParts.type(call.name()));
            inner.set("args", arguments);
        }
        return out;
    }

    private static ObjectNode hostedResult(Part.HostedResult result) {
        boolean code = result.kind().equals(HostedParts.CODE_RESULT);
        ObjectNode out = Json.object();
        ObjectNode inner = out.putObject(code ? HostedParts.CODE_RESULT : HostedParts.TOOL_RESPONSE);
        if (!CallIds.isInvented(result.callId())) {
            inner.put("id", result.callId());
        }
        if (isOwn(result) && result.content() instanceof ObjectNode content) {
            content.forEachEntry(inner::set);
        } else {
            inner.put("toolType", HostedParts.type(result.kind()));
            inner.set("response", HostedParts.response(result.content(), result.outcome()));
        }
        return out;
    }

    private static @Nullable ObjectNode foreign(Part.Foreign foreign) {
        boolean own = foreign.dialect().equals(GeminiProviderCodec.DIALECT);
        return own && foreign.raw() instanceof ObjectNode raw ? raw.deepCopy() : null;
    }

    /// The part that seals what was streamed before it.
    static ObjectNode seal(Part.Thought.@Nullable Form thought, Seal seal) {
        ObjectNode node = Json.object().put("text", "");
        if (thought != null) {
            node.put("thought", true);
        }
        return node.put(SIGNATURE, SealEnvelope.signature(seal, thought));
    }
}
