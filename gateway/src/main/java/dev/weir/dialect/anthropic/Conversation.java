package dev.weir.dialect.anthropic;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Detail;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import dev.weir.dialect.anthropic.BlockWriter.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns as Anthropic takes them: a `system` of its own, then `user` and `assistant` in turn.
///
/// Neighbours of the same side are one message. In a user message the results of tools come first, and every call of
/// the message before has one: a missing result is added as an error, a result without its call goes as text. A system
/// turn in mid-conversation stays where it is for models that take it (behind a user message, and before the
/// assistant's or at the end), else its words go into the user message.
final class Conversation {
    private final Traits traits;
    private final BlockWriter blocks;
    private final Losses losses;
    private final ArrayNode system = Json.array();
    private final List<Message> messages = new ArrayList<>();

    Conversation(List<Turn> turns, Traits traits, BlockWriter blocks, Losses losses) {
        this.traits = traits;
        this.blocks = blocks;
        this.losses = losses;
        int first = 0;
        while (first < turns.size() && isSystem(turns.get(first))) {
            write(turns.get(first), Place.SYSTEM).forEach(system::add);
            homeless(turns.get(first));
            first++;
        }
        for (int i = first; i < turns.size(); i++) {
            add(turns.get(i), followsAsSystem(turns, i));
        }
        repair();
        open(turns);
        close(turns);
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        ArrayNode out = Json.array();
        for (Message message : messages) {
            ObjectNode node = Json.object().put("role", message.role);
            message.fields.forEach(node::set);
            ArrayNode content = Json.array();
            message.blocks.forEach(content::add);
            node.set("content", content);
            out.add(node);
        }
        return out;
    }

    /// Names of the tools that were called.
    Set<String> calledTools() {
        Set<String> names = new LinkedHashSet<>();
        for (Message message : messages) {
            for (ObjectNode block : message.blocks) {
                if (is(block, "tool_use")) {
                    names.add(text(block, "name"));
                }
            }
        }
        return names;
    }

    /// Whether the results of tools come last and the assistant's message before them does not begin with a thought:
    /// with a thinking budget Anthropic refuses that.
    boolean continuesWithoutThought() {
        if (messages.size() < 2) {
            return false;
        }
        Message last = messages.getLast();
        Message before = messages.get(messages.size() - 2);
        if (last.blocks.isEmpty() || !is(last.blocks.getFirst(), "tool_result") || before.blocks.isEmpty()) {
            return false;
        }
        ObjectNode head = before.blocks.getFirst();
        return !is(head, "thinking") && !is(head, "redacted_thinking");
    }

    private void add(Turn turn, boolean staysSystem) {
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> addLateSystem(turn, staysSystem);
            case USER, TOOL -> add(turn, message("user"), Place.USER);
            case ASSISTANT -> add(turn, message("assistant"), Place.ASSISTANT);
        }
        messages.removeIf(message -> message.blocks.isEmpty());
    }

    private void add(Turn turn, Message message, Place place) {
        message.blocks.addAll(write(turn, place));
        message.carry(turn.marks());
    }

    private void addLateSystem(Turn turn, boolean staysSystem) {
        List<ObjectNode> words = write(turn, Place.SYSTEM);
        if (words.isEmpty()) {
            return;
        }
        boolean behindUser = !messages.isEmpty() && !messages.getLast().role.equals("assistant");
        if (staysSystem && behindUser) {
            Message message = message("system");
            message.blocks.addAll(words);
            message.carry(turn.marks());
        } else {
            losses.coerced(turn.at(), "a system turn in mid-conversation goes as the user's words");
            homeless(turn);
            message("user").blocks.addAll(words);
        }
    }

    /// Fields of Anthropic's own beside a turn that becomes no message; those of others are told elsewhere.
    private void homeless(Turn turn) {
        if (turn.marks().extras().owner().equals(MessagesProviderCodec.DIALECT)) {
            losses.dropped(turn.marks().extras());
        }
    }

    /// Whether the system turns from here on are followed by the assistant or by nothing, on a model that takes them.
    private boolean followsAsSystem(List<Turn> turns, int from) {
        if (traits.lateSystem() != Traits.Support.YES) {
            return false;
        }
        int i = from;
        while (i < turns.size() && isSystem(turns.get(i))) {
            i++;
        }
        return i == turns.size() || turns.get(i).role() == Role.ASSISTANT;
    }

    private static boolean isSystem(Turn turn) {
        return turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
    }

    /// The last message when it is of this role, else a new one. A system message that a user's turn follows after all
    /// cannot stand.
    private Message message(String role) {
        if (role.equals("user")
                && !messages.isEmpty()
                && messages.getLast().role.equals("system")) {
            Message folded = messages.removeLast();
            folded.fields
                    .keySet()
                    .forEach(name -> losses.dropped(Setting.CONVERSATION, "`" + name + "` of a system turn"));
            losses.coerced(Setting.CONVERSATION, "a system turn that a user's turn follows goes as the user's words");
            message("user").blocks.addAll(folded.blocks);
        }
        if (messages.isEmpty() || !messages.getLast().role.equals(role)) {
            messages.add(new Message(role));
        }
        return messages.getLast();
    }

    private List<ObjectNode> write(Turn turn, Place place) {
        List<ObjectNode> out = new ArrayList<>();
        for (Part part : turn.parts()) {
            ObjectNode block = blocks.write(part, place, LossList.path(part, turn.at()));
            if (block != null) {
                out.add(block);
            }
        }
        if (turn.name() != null) {
            losses.dropped(losses.path(turn.at(), Detail.NAME), "a participant has no name at Anthropic");
        }
        turnMarks(turn.marks(), turn.at(), out);
        return out;
    }

    /// What a turn carries falls on its last block.
    private void turnMarks(Marks marks, String at, List<ObjectNode> out) {
        if (!marks.extras().owner().equals(MessagesProviderCodec.DIALECT)) {
            losses.dropped(marks.extras());
        }
        if (marks.seal() != null) {
            losses.dropped(at, "a seal on a whole turn means nothing here");
        }
        CacheMark cache = marks.cache();
        if (cache == null) {
            return;
        }
        ObjectNode last = out.isEmpty() ? null : out.getLast();
        if (last == null || is(last, "thinking") || is(last, "redacted_thinking")) {
            losses.dropped(at, "nothing in this turn can be marked for the prompt cache");
        } else if (!last.has("cache_control")) {
            last.set("cache_control", blocks.cacheControl(cache, at));
        }
    }

    /// Gives every call a result in the next user message, and every result its call.
    private void repair() {
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role.equals("user")) {
                answer(message, open);
                open.clear();
            } else if (message.role.equals("assistant")) {
                for (ObjectNode block : message.blocks) {
                    if (is(block, "tool_use")) {
                        open.add(text(block, "id"));
                    }
                }
                boolean answered =
                        i + 1 < messages.size() && messages.get(i + 1).role.equals("user");
                if (!open.isEmpty() && !answered) {
                    messages.add(i + 1, new Message("user"));
                }
            }
        }
    }

    private void answer(Message message, Set<String> open) {
        List<ObjectNode> results = new ArrayList<>();
        List<ObjectNode> rest = new ArrayList<>();
        for (ObjectNode block : message.blocks) {
            if (!is(block, "tool_result")) {
                rest.add(block);
            } else if (open.remove(text(block, "tool_use_id"))) {
                results.add(block);
            } else {
                rest.addAll(asWords(block));
            }
        }
        for (String id : open) {
            losses.added("/messages", "an error as the result of call " + id + ", which had none");
            ObjectNode result = Json.object().put("type", "tool_result").put("tool_use_id", id);
            result.put("content", "The call was not answered.").put("is_error", true);
            results.add(result);
        }
        message.blocks.clear();
        message.blocks.addAll(results);
        message.blocks.addAll(rest);
    }

    private List<ObjectNode> asWords(ObjectNode result) {
        String id = text(result, "tool_use_id");
        losses.coerced(
                Setting.CONVERSATION,
                "the result of call " + id + " does not follow its call, and goes as the user's words");
        List<ObjectNode> out = new ArrayList<>();
        JsonNode content = result.get("content");
        if (content instanceof ArrayNode array) {
            array.forEach(block -> {
                if (block instanceof ObjectNode object) {
                    out.add(object);
                }
            });
        } else if (!text(result, "content").isBlank()) {
            out.add(Json.object().put("type", "text").put("text", text(result, "content")));
        }
        if (out.isEmpty()) {
            out.add(Json.object().put("type", "text").put("text", "The call " + id + " brought nothing."));
        }
        return out;
    }

    /// Anthropic wants a message: a conversation of system turns alone ends in a user's.
    private void open(List<Turn> turns) {
        if (messages.isEmpty() && !system.isEmpty()) {
            losses.coerced(turns.getLast().at(), "a conversation needs a user's turn: the last system text is it");
            JsonNode last = system.remove(system.size() - 1);
            message("user").blocks.add((ObjectNode) last);
        }
    }

    /// What must hold of a half-finished answer that the model is to continue.
    private void close(List<Turn> turns) {
        if (messages.isEmpty() || !messages.getLast().role.equals("assistant")) {
            return;
        }
        String at = turns.getLast().at();
        if (traits.prefill() == Traits.Prefill.NONE) {
            losses.coerced(at, "the model does not continue an answer that was begun: a user's turn asks it to");
            message("user").blocks.add(Json.object().put("type", "text").put("text", "Continue."));
            return;
        }
        ObjectNode last = messages.getLast().blocks.getLast();
        String text = is(last, "text") ? text(last, "text") : "";
        if (!text.stripTrailing().equals(text)) {
            losses.coerced(at, "an answer to be continued may not end in white space");
            last.put("text", text.stripTrailing());
        }
    }

    private static boolean is(ObjectNode block, String type) {
        return text(block, "type").equals(type);
    }

    private static String text(ObjectNode block, String name) {
        JsonNode value = block.get(name);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    private static final class Message {
        private final String role;
        private final List<ObjectNode> blocks = new ArrayList<>();
        private final Map<String, JsonNode> fields = new LinkedHashMap<>();

        private Message(String role) {
            this.role = role;
        }

        /// Takes the fields of Anthropic's own that stood beside a turn's content.
        private void carry(Marks marks) {
            if (marks.extras().owner().equals(MessagesProviderCodec.DIALECT)) {
                fields.putAll(marks.extras().fields());
            }
        }
    }
}
