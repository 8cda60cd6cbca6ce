package dev.weir.dialect.bedrock;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Detail;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes parts as content blocks. What has no block here stands on the loss list instead.
final class PartWriter {
    private static final int LONGEST_ID = 64;

    private final Family family;
    private final Traits traits;
    private final Losses losses;
    private final MediaWriter media;

    PartWriter(Family family, Traits traits, Losses losses) {
        this.family = family;
        this.traits = traits;
        this.losses = losses;
        this.media = new MediaWriter(traits, losses);
    }

    /// The words of a part, for places that hold nothing else.
    @Nullable
    ObjectNode words(Part part, String at) {
        return switch (part) {
            case Part.Text text -> text(text, at);
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Foreign foreign when isOurs(foreign) && foreign.raw() instanceof ObjectNode raw -> raw;
            case Part.Media _,
                    Part.ToolCall _,
                    Part.ToolResult _,
                    Part.Thought _,
                    Part.HostedCall _,
                    Part.HostedResult _,
                    Part.Foreign _ -> gone(at, "A system turn holds words only.");
        };
    }

    @Nullable
    ObjectNode write(Part part, Role role, String at) {
        return switch (part) {
            case Part.Text text -> text(text, at);
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Media picture -> media.write(picture, at);
            case Part.ToolCall call -> call(call, at);
            case Part.ToolResult result -> result(result, at);
            case Part.Thought thought ->
                role == Role.ASSISTANT ? thought(thought, at) : gone(at, "Only the assistant thinks.");
            case Part.Foreign foreign when isOurs(foreign) && foreign.raw() instanceof ObjectNode raw -> raw;
            case Part.HostedCall call
            when AnswerLosses.isOurs(call.marks().extras()) -> {
                ObjectNode use = AnswerBlocks.hosted(call.id(), call.name());
                JsonNode input = Json.readOrNull(call.input());
                use.set("input", input == null ? Json.object() : input);
                yield Json.object().set("toolUse", use);
            }
            case Part.HostedResult result
            when AnswerLosses.isOurs(result.marks().extras()) -> {
                ObjectNode brought = AnswerBlocks.brought(result);
                brought.set("content", AnswerBlocks.content(result));
                yield Json.object().set("toolResult", brought);
            }
            case Part.HostedCall _, Part.HostedResult _, Part.Foreign _ ->
                gone(at, "What another provider ran or said in its own way cannot go to Bedrock.");
        };
    }

    private static boolean isOurs(Part.Foreign foreign) {
        return foreign.dialect().equals(ConverseProviderCodec.DIALECT);
    }

    /// A text that stood in a block of Bedrock's own goes back as that block, with the citations that stand on it.
    private @Nullable ObjectNode text(Part.Text text, String at) {
        ObjectNode own = MessageReader.block(text.marks());
        if (own != null) {
            return own;
        }
        boolean cited = !text.annotations().isEmpty()
                && text.annotations().stream().allMatch(each -> AnswerLosses.isOurs(each.extras()));
        if (cited) {
            return new AnswerBlocks(new AnswerLosses(_ -> {})).block(text, 0);
        }
        losses.uncited(text, at, "Converse takes no citations back but its own.");
        return text(text.text());
    }

    private @Nullable ObjectNode gone(String at, String reason) {
        losses.dropped(at, reason);
        return null;
    }

    /// Bedrock refuses a text of nothing but white space, which says nothing.
    private static @Nullable ObjectNode text(String words) {
        return words.isBlank() ? null : Json.object().put("text", words);
    }

    private ObjectNode call(Part.ToolCall call, String at) {
        ObjectNode use = Json.object().put("toolUseId", id(call.id(), at)).put("name", call.name());
        JsonNode input = call.input().isBlank() ? Json.object() : Json.readOrNull(call.input());
        if (call.kind() == Part.ToolKind.FUNCTION && input instanceof ObjectNode) {
            use.set("input", input);
        } else {
            losses.coerced(at, "The arguments of `" + call.name() + "` are no JSON object, and go as its field input.");
            use.set("input", Json.object().put("input", call.input()));
        }
        return Json.object().set("toolUse", use);
    }

    private ObjectNode result(Part.ToolResult result, String at) {
        ObjectNode node = Json.object().put("toolUseId", id(result.callId(), at));
        ArrayNode content = node.putArray("content");
        for (int i = 0; i < result.parts().size(); i++) {
            String place = LossList.path(result.parts().get(i), at);
            ObjectNode block = switch (result.parts().get(i)) {
                case Part.Text text -> brought(text);
                case Part.Refusal refusal -> Json.object().put("text", refusal.text());
                case Part.Media picture -> media.write(picture, place);
                case Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> gone(place, "A result holds words and media.");
            };
            if (block != null) {
                content.add(block);
            }
            beside(result.parts().get(i).marks(), block);
        }
        if (content.isEmpty()) {
            content.addObject().put("text", "");
        }
        if (result.outcome() == Part.Outcome.ERROR) {
            node.put("status", "error");
        }
        return Json.object().set("toolResult", node);
    }

    private static ObjectNode brought(Part.Text text) {
        ObjectNode own = MessageReader.block(text.marks());
        if (own != null) {
            return own;
        }
        JsonNode json = MessageReader.isJson(text.marks()) ? Json.readOrNull(text.text()) : null;
        return json == null
                ? Json.object().put("text", text.text())
                : Json.object().set("json", json);
    }

    /// An id of the letters that Bedrock takes.
    private String id(String id, String at) {
        String kept = id.replaceAll("[^A-Za-z0-9_-]", "_");
        if (kept.length() > LONGEST_ID) {
            kept = kept.substring(0, LONGEST_ID - 9) + "_" + Integer.toHexString(id.hashCode());
        }
        if (!kept.equals(id)) {
            losses.renamed(at, "Bedrock takes letters, digits, _ and - in the id of a call, 64 at most.");
        }
        return kept.isEmpty() ? "call" : kept;
    }

    /// Only Claude takes its thoughts back, and only signed ones.
    private @Nullable ObjectNode thought(Part.Thought thought, String at) {
        Seal seal = thought.marks().seal();
        if (seal == null || family != Family.CLAUDE || !traits.acceptedSeals().contains(seal.issuer())) {
            return gone(at, "The model does not take this thought back.");
        }
        ObjectNode reasoning = Json.object();
        if (thought.form() == Part.Thought.Form.REDACTED) {
            byte[] opaque = seal.opaque().getBytes(StandardCharsets.UTF_8);
            reasoning.put("redactedContent", Base64.getEncoder().encodeToString(opaque));
        } else {
            reasoning.putObject("reasoningText").put("text", thought.text()).put("signature", seal.opaque());
        }
        return Json.object().set("reasoningContent", reasoning);
    }

    /// What stands beside the meaning: a mark for the prompt cache is a block of its own behind what it marks.
    ///
    /// @param block that they stand on, or null where there is none
    void marks(Marks marks, String at, ArrayNode content, @Nullable ObjectNode block) {
        beside(marks, block);
        if (block != null) {
            point(marks, at, content);
        }
    }

    /// What stands beside the meaning of a whole turn.
    void turn(Marks marks, String at, ArrayNode content) {
        losses.extras(marks.extras());
        if (!content.isEmpty()) {
            point(marks, at, content);
        }
    }

    private void point(Marks marks, String at, ArrayNode content) {
        ObjectNode point = marks.cache() == null ? null : cachePoint(marks.cache(), at);
        if (point != null && !content.get(content.size() - 1).has("cachePoint")) {
            content.add(point);
        }
    }

    private void beside(Marks marks, @Nullable ObjectNode block) {
        if (block == null || MessageReader.block(marks) == null) {
            losses.extras(marks.extras(), block);
        }
    }

    /// The block of a mark, or null for models that keep no prompt cache.
    @Nullable
    ObjectNode cachePoint(CacheMark mark, String at) {
        if (!family.caches()) {
            losses.dropped(losses.path(at, Detail.CACHE), "The model keeps no prompt cache.");
            return null;
        }
        ObjectNode point = Json.object().put("type", "default");
        Duration ttl = mark.ttl();
        if (ttl != null && ttl.compareTo(Duration.ofMinutes(5)) > 0) {
            if (family == Family.CLAUDE) {
                point.put("ttl", "1h");
            }
            if (family != Family.CLAUDE || !ttl.equals(Duration.ofHours(1))) {
                losses.coerced(
                        losses.path(at, Detail.CACHE),
                        "The prompt cache keeps for 5 minutes, or an hour for some models.");
            }
        }
        return Json.object().set("cachePoint", point);
    }
}
