package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Turn;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `messages`. Results of tools, which stand in the user's messages, become turns of their own.
///
/// As at Anthropic, neighbouring messages of one side count as one, and every call must have its result in the user's
/// message behind it.
final class TurnReader {
    private final BlockDecoder blocks = new BlockDecoder();
    private final List<Turn> turns = new ArrayList<>();
    private final Set<String> open = new LinkedHashSet<>();
    private String caller = "";
    private boolean answering;

    List<Turn> read(ArrayNode messages) {
        for (int i = 0; i < messages.size(); i++) {
            String where = "messages." + i;
            if (!(messages.get(i) instanceof ObjectNode object)) {
                throw new Rejection(where, "Input should be a valid dictionary");
            }
            Fields message = new Fields(object, "/messages/" + i, MessagesProviderCodec.DIALECT, Fields.Mode.STRICT);
            try {
                message(message, where, i == messages.size() - 1);
            } catch (Fields.WrongType e) {
                throw Rejection.of(e, where, message.at());
            }
        }
        allAnswered();
        return turns;
    }

    private void message(Fields message, String where, boolean last) {
        String role = message.text("role");
        JsonNode content = message.any("content");
        if (role == null) {
            throw Rejection.missing(where, "role");
        }
        if (content == null) {
            throw Rejection.missing(where, "content");
        }
        switch (role) {
            case "user" -> user(message, content(content, message, where), where);
            case "assistant" -> {
                if (answering) {
                    allAnswered();
                }
                answering = false;
                List<Part> parts = content(content, message, where);
                calls(parts, where);
                if (!parts.isEmpty() || !last) {
                    turn(Role.ASSISTANT, full(parts, where), message);
                }
            }
            case "system" -> turn(Role.SYSTEM, full(content(content, message, where), where), message);
            default -> throw new Rejection(where + ".role", "Input should be 'user', 'assistant' or 'system'");
        }
    }

    private static List<Part> full(List<Part> parts, String where) {
        if (parts.isEmpty()) {
            throw new Rejection(
                    where, "all messages must have non-empty content except for the optional final assistant message");
        }
        return parts;
    }

    private void turn(Role role, List<Part> parts, Fields message) {
        turns.add(new Turn(role, parts, null, message.at(), Marks.of(message.rest())));
    }

    private List<Part> content(JsonNode content, Fields message, String where) {
        List<Part> parts = new ArrayList<>();
        if (content.isString()) {
            if (!content.stringValue().isEmpty()) {
                Extras place = new Extras(MessagesProviderCodec.DIALECT, message.at() + "/content", Map.of());
                parts.add(new Part.Text(content.stringValue(), List.of(), Marks.at(place)));
            }
        } else if (content instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode raw = array.get(i);
                Seal seal = sealOfPartBefore(raw);
                if (seal != null && !parts.isEmpty()) {
                    Part before = parts.removeLast();
                    parts.add(before.withMarks(before.marks().withSeal(seal)));
                } else {
                    parts.add(blocks.read(raw, message.at() + "/content/" + i, where + ".content." + i));
                }
            }
        } else {
            throw new Rejection(where + ".content", "Input should be a valid string or a list of content blocks");
        }
        return parts;
    }

    /// The seal that this gateway put behind a part of another vendor, or null when this is no such block.
    private static @Nullable Seal sealOfPartBefore(JsonNode raw) {
        JsonNode data = raw.path("type").asString("").equals("redacted_thinking") ? raw.path("data") : null;
        if (data == null || !data.isString() || !data.stringValue().startsWith(Envelope.MARK)) {
            return null;
        }
        Envelope envelope = Envelope.open(data.stringValue(), Envelope.Kind.REDACTED);
        return envelope.kind() == Envelope.Kind.PART ? envelope.seal() : null;
    }

    private void user(Fields message, List<Part> parts, String where) {
        full(parts, where);
        answering = true;
        int from = 0;
        while (from < parts.size()) {
            boolean results = parts.get(from) instanceof Part.ToolResult;
            int to = from;
            while (to < parts.size() && parts.get(to) instanceof Part.ToolResult == results) {
                if (parts.get(to) instanceof Part.ToolResult result) {
                    answers(result, where + ".content." + to);
                }
                to++;
            }
            List<Part> run = parts.subList(from, to);
            Role role = results ? Role.TOOL : Role.USER;
            Marks marks = from == 0 ? Marks.of(message.rest()) : Marks.NONE;
            turns.add(new Turn(role, run, null, message.at(), marks));
            from = to;
        }
    }

    private void answers(Part.ToolResult result, String where) {
        if (!open.remove(result.callId())) {
            throw new Rejection(
                    where,
                    "unexpected `tool_use_id` found in `tool_result` blocks: " + result.callId()
                            + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                            + " message.");
        }
    }

    private void calls(List<Part> parts, String where) {
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                caller = where;
                if (!open.add(call.id())) {
                    throw new Rejection(where, "`tool_use` ids must be unique");
                }
            }
        }
    }

    private void allAnswered() {
        if (!open.isEmpty()) {
            throw new Rejection(
                    caller,
                    "`tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", open) + ". Each `tool_use` block must have a corresponding"
                            + " `tool_result` block in the next message.");
        }
    }
}
