package dev.weir.vault;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a provider's own tools did, as it is kept.
final class HostedWords {
    private HostedWords() {}

    static void write(Reasoning.Piece.Hosted hosted, ObjectNode node) {
        node.put("host", hosted.issuer());
        switch (hosted.part()) {
            case Part.HostedCall call ->
                node.put("ran", call.id()).put("name", call.name()).put("input", call.input());
            case Part.HostedResult result -> {
                node.put("brought", result.callId()).put("kind", result.kind());
                node.put("outcome", result.outcome().name());
                node.set("content", result.content());
            }
            case Part.Foreign foreign -> {
                node.put("foreign", foreign.dialect());
                node.set("content", foreign.raw());
            }
            case Part.Text _, Part.Refusal _, Part.Media _, Part.ToolCall _, Part.ToolResult _, Part.Thought _ ->
                throw new IllegalStateException("no tool of a provider's own did this");
        }
        marks(node, hosted.part().marks());
    }

    private static void marks(ObjectNode node, Marks marks) {
        Extras extras = marks.extras();
        if (!extras.owner().isEmpty()) {
            ObjectNode beside = node.put("owner", extras.owner()).putObject("beside");
            extras.fields().forEach(beside::set);
        }
        Seal seal = marks.seal();
        if (seal != null) {
            node.put("issuer", seal.issuer()).put("seal", seal.opaque());
        }
    }

    /// A piece, or null where the node is one of another kind.
    static Reasoning.Piece.@Nullable Hosted read(JsonNode node) {
        String host = node.path("host").asString("");
        Part part = null;
        Marks marks = marks(node);
        if (node.has("ran")) {
            part = new Part.HostedCall(text(node, "ran"), text(node, "name"), text(node, "input"), marks);
        } else if (node.has("brought")) {
            Part.Outcome outcome = Part.Outcome.valueOf(node.path("outcome").asString("OK"));
            part = new Part.HostedResult(
                    text(node, "brought"), text(node, "kind"), node.path("content"), outcome, marks);
        } else if (node.has("foreign")) {
            part = new Part.Foreign(text(node, "foreign"), node.path("content"), marks);
        }
        return part == null ? null : new Reasoning.Piece.Hosted(part, host);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static Marks marks(JsonNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        if (node.path("beside") instanceof ObjectNode beside) {
            beside.forEachEntry(fields::put);
        }
        String owner = text(node, "owner");
        Extras extras = owner.isEmpty() ? Extras.NONE : new Extras(owner, "", fields);
        String seal = text(node, "seal");
        return new Marks(seal.isEmpty() ? null : new Seal(text(node, "issuer"), seal), null, extras);
    }
}
