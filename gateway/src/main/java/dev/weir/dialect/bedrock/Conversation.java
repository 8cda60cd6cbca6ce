package dev.weir.dialect.bedrock;

import dev.weir.chat.Detail;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns as Converse takes them: a `system` of its own, then `user` and `assistant` in turn, neighbours of the same
/// side joined. In a user message the results of tools come first.
final class Conversation {
    private final PartWriter parts;
    private final Losses losses;
    private final ArrayNode system = Json.array();
    private final ArrayNode messages = Json.array();
    private final Set<String> called = new LinkedHashSet<>();

    Conversation(List<Turn> turns, Traits traits, PartWriter parts, Losses losses) {
        this.parts = parts;
        this.losses = losses;
        boolean begun = false;
        for (Turn turn : turns) {
            if (turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER) {
                if (begun && traits.lateSystem() == Traits.Support.YES) {
                    write(turn, message("system"));
                } else if (begun) {
                    losses.coerced(turn.at(), "A system turn in mid-conversation goes as the user's words.");
                    write(turn, message("user"));
                } else {
                    write(turn, system);
                }
            } else {
                begun = true;
                write(turn, message(turn.role() == Role.ASSISTANT ? "assistant" : "user"));
            }
        }
        close(turns);
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        return messages;
    }

    /// Names of the tools that were called.
    Set<String> calledTools() {
        return called;
    }

    /// The content of the last message when it is of this role, else of a new one.
    private ArrayNode message(String role) {
        if (messages.isEmpty()
                || !messages.get(messages.size() - 1).path("role").asString("").equals(role)) {
            messages.addObject().put("role", role).putArray("content");
        }
        return (ArrayNode) messages.get(messages.size() - 1).get("content");
    }

    private void write(Turn turn, ArrayNode content) {
        boolean system = turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
        for (int i = 0; i < turn.parts().size(); i++) {
            Part part = turn.parts().get(i);
            String at = LossList.path(part, turn.at());
            if (part instanceof Part.ToolCall call) {
                called.add(call.name());
            }
            ObjectNode block = system ? parts.words(part, at) : parts.write(part, turn.role(), at);
            if (block != null) {
                add(block, content);
            }
            if (part.marks().seal() != null && !(part instanceof Part.Thought)) {
                losses.dropped(losses.path(at, Detail.SEAL), "Converse has seals on thoughts alone.");
            }
            parts.marks(part.marks(), at, content, block);
        }
        if (turn.name() != null) {
            losses.dropped(losses.path(turn.at(), Detail.NAME), "A participant has no name at Bedrock.");
        }
        parts.turn(turn.marks(), turn.at(), content);
    }

    /// Results of tools stand in front of what else a user says; those of Bedrock's own tools have a type and their
    /// place.
    private static void add(ObjectNode block, ArrayNode content) {
        int at = content.size();
        if (block.has("toolResult") && !block.path("toolResult").has("type")) {
            at = 0;
            while (at < content.size()
                    && (content.get(at).has("toolResult") || content.get(at).has("cachePoint"))) {
                at++;
            }
        }
        content.insert(at, block);
    }

    /// No message is empty, and one there must be: a conversation of system turns alone ends in a user's.
    private void close(List<Turn> turns) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("content").isEmpty()) {
                messages.remove(i);
            }
        }
        if (messages.isEmpty() && !system.isEmpty()) {
            losses.coerced(turns.getLast().at(), "A conversation needs a user's turn: the last system text is it.");
            JsonNode last = system.remove(system.size() - 1);
            message("user").add(last);
        }
    }
}
