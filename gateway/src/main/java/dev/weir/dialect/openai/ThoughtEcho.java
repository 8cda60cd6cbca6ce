package dev.weir.dialect.openai;

import dev.weir.chat.Detail;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The thoughts of an assistant's turn as a host wants its own back: plain, whoever thought them. DeepSeek and Moonshot
/// refuse calls of tools without the thoughts before them, and take empty ones; Mistral has them among its content.
final class ThoughtEcho {
    private static final String CONTENT = "content";

    private final Traits.Echo wanted;
    private final RequestLosses losses;

    ThoughtEcho(Traits.Echo wanted, RequestLosses losses) {
        this.wanted = wanted;
        this.losses = losses;
    }

    /// The thoughts that go back plain.
    List<Thought> of(List<Part> parts) {
        return isWanted(parts)
                ? parts.stream()
                        .filter(Thought.class::isInstance)
                        .map(Thought.class::cast)
                        .filter(thought -> thought.form() != Form.REDACTED)
                        .toList()
                : List.of();
    }

    private boolean isWanted(List<Part> parts) {
        return switch (wanted.when()) {
            case NEVER -> false;
            case WITH_TOOLS -> parts.stream().anyMatch(Part.ToolCall.class::isInstance);
            case ALWAYS -> true;
        };
    }

    /// Writes the thoughts of a turn into its message, whose content stands there already.
    ///
    /// @param at of the turn
    /// @param place JSON pointer of the message
    void write(List<Part> parts, String at, ObjectNode message, String place) {
        if (!isWanted(parts)) {
            return;
        }
        StringBuilder words = new StringBuilder();
        ArrayNode blocks = Json.array();
        for (Thought thought : of(parts)) {
            words.append(thought.text());
            ObjectNode block = blocks.addObject().put("type", "thinking");
            block.putArray("thinking").addObject().put("type", "text").put("text", thought.text());
            beside(thought, LossList.path(thought, at), block);
        }
        if (!wanted.field().equals(CONTENT)) {
            message.put(wanted.field(), words.toString());
            if (words.isEmpty()) {
                losses.added(
                        place + "/" + wanted.field(), "The target refuses calls without the thoughts before them.");
            }
        } else if (!blocks.isEmpty()) {
            JsonNode said = message.path(CONTENT);
            if (said instanceof ArrayNode list) {
                blocks.addAll(list);
            } else if (said.isString() && !said.stringValue().isEmpty()) {
                blocks.addObject().put("type", "text").set("text", said);
            }
            message.set(CONTENT, blocks);
        }
    }

    /// What stands beside a thought: of seals only Mistral's own has a place on its block.
    private void beside(Thought thought, String at, ObjectNode block) {
        Seal seal = thought.marks().seal();
        if (seal != null && wanted.field().equals(CONTENT) && seal.issuer().equals(Issuers.MISTRAL)) {
            block.put("signature", seal.opaque());
        } else if (seal != null) {
            losses.dropped(losses.path(at, Detail.SEAL), "The target takes thoughts back without a seal.");
        }
        losses.marks(thought.marks(), at, null);
    }
}
