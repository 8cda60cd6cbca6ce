package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Role;
import dev.weir.chat.Turn;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the items of a request as turns.
///
/// What a model wrote between two words of the application is one turn, whatever items it is made of; a second message
/// begins a second turn, and takes the thoughts before it along. So every turn holds the fields of one message at most.
/// A result of a tool is a turn of its own, as in Chat Completions.
final class ConversationReader {
    private static final List<String> ROLES = List.of("assistant", "system", "developer", "user");
    /// Items of the application's side that only this API has.
    private static final Set<String> APPLICATION = Set.of(
            "computer_call_output",
            "local_shell_call_output",
            "shell_call_output",
            "apply_patch_call_output",
            "mcp_approval_response",
            "configuration_update",
            "compaction_trigger",
            "tool_search_output");

    private final OutputItems items = new OutputItems("openai");
    private final List<Turn> turns = new ArrayList<>();
    /// Calls without a result yet, by id, and what they are called.
    private final Map<String, String> open = new LinkedHashMap<>();
    private final Map<String, String> called = new LinkedHashMap<>();
    private final List<Fields> moreTools = new ArrayList<>();

    private List<Part> parts = new ArrayList<>();
    private String at = "";
    private @Nullable Fields message;

    List<Turn> read(List<Fields> input) {
        for (Fields item : input) {
            item(item);
        }
        flush();
        if (!open.isEmpty()) {
            throw OpenAiRejection.said(
                    "No tool output found for function call "
                            + open.keySet().iterator().next() + ".",
                    "/input",
                    null);
        }
        return turns;
    }

    /// Tools that were declared in mid-conversation.
    List<Fields> moreTools() {
        return moreTools;
    }

    private void item(Fields item) {
        String type = item.text("type");
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "reasoning" -> reasoning(item);
            case "function_call" -> call(item, "arguments");
            case "custom_tool_call" -> call(item, "input");
            case "function_call_output", "custom_tool_call_output" -> result(item);
            case "item_reference" -> throw new NoSuchItem(ContentReader.required(item, "id"));
            case "additional_tools" -> moreTools.addAll(item.objects("tools"));
            default -> other(item, type == null ? "" : type);
        }
    }

    private void message(Fields item) {
        String role = item.text("role");
        if (role == null) {
            throw OpenAiRejection.missing(item.at() + "/role");
        }
        switch (role) {
            case "assistant" -> said(item);
            case "system" -> spoken(Role.SYSTEM, item);
            case "developer" -> spoken(Role.DEVELOPER, item);
            case "user" -> spoken(Role.USER, item);
            default -> throw OpenAiRejection.value(item.at() + "/role", role, ROLES);
        }
    }

    private void spoken(Role role, Fields item) {
        flush();
        List<Part> content = ContentReader.read(item, "content");
        OutputItems.pass(item);
        Marks marks = new Marks(null, CacheMarks.read(item), item.rest());
        turns.add(new Turn(role, content, null, item.at(), marks));
    }

    private void said(Fields item) {
        List<Part> thoughts = new ArrayList<>();
        if (message != null) {
            while (!parts.isEmpty() && parts.getLast() instanceof Part.Thought) {
                thoughts.addFirst(parts.removeLast());
            }
            flush();
        }
        parts.addAll(thoughts);
        List<Part> content = ContentReader.read(item, "content");
        OutputItems.pass(item);
        parts.addAll(content);
        message = item;
        at = item.at();
    }

    private void reasoning(Fields item) {
        SealWords sealed = SealWords.read(item.text("encrypted_content"), "openai");
        if (sealed != null && !sealed.place().isEmpty() && place(sealed)) {
            return;
        }
        List<Part> thoughts = items.reasoning(item);
        if (thoughts.isEmpty() && item.node().path("id").isString()) {
            // Of what is kept elsewhere there is but the name.
            Extras name = new Extras(
                    ResponsesClientCodec.DIALECT,
                    item.at(),
                    Map.of("id", item.node().path("id")));
            thoughts = List.of(new Part.Thought("", Form.REDACTED, Marks.at(name)));
        }
        add(thoughts, item);
    }

    /// Puts a seal back on what it seals.
    private boolean place(SealWords sealed) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            boolean meant = part instanceof Part.ToolCall call && sealed.seals(call.id())
                    || part instanceof Part.Text && sealed.place().equals(SealWords.TEXT);
            if (meant) {
                parts.set(i, part.withSeal(sealed.seal()));
                return true;
            }
        }
        return false;
    }

    private void call(Fields item, String input) {
        String id = ContentReader.required(item, "call_id");
        String name = ContentReader.required(item, "name");
        ContentReader.required(item, input);
        open.put(id, name);
        called.put(id, name);
        add(items.read(item), item);
    }

    private void result(Fields item) {
        flush();
        List<Part> output = ContentReader.read(item, "output");
        String id = answered(item);
        open.remove(id);
        OutputItems.pass(item);
        Marks marks = new Marks(null, CacheMarks.read(item), item.rest());
        Part result = new Part.ToolResult(id, null, output, Part.Outcome.OK, Marks.NONE);
        turns.add(new Turn(Role.TOOL, List.of(result), null, item.at(), marks));
    }

    /// The call that a result answers; one that names none answers the oldest open call of its name.
    private String answered(Fields item) {
        String id = item.text("call_id");
        String name = item.text("name");
        if (id == null) {
            return open.entrySet().stream()
                    .filter(call -> call.getValue().equals(name))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> OpenAiRejection.missing(item.at() + "/call_id"));
        }
        if (!called.containsKey(id)) {
            throw OpenAiRejection.said(
                    "No tool call found for function call output with call_id " + id + ".", "/input", null);
        }
        if (called.get(id).equals(name)) {
            return id;
        }
        item.leave("name");
        return id;
    }

    private void other(Fields item, String type) {
        if (type.equals("tool_search_output")) {
            moreTools.addAll(item.objects("tools"));
        }
        if (!APPLICATION.contains(type)) {
            add(items.read(item), item);
            return;
        }
        flush();
        turns.add(new Turn(Role.TOOL, List.of(OutputItems.foreign(item)), null, item.at(), Marks.NONE));
    }

    private void add(List<Part> more, Fields item) {
        if (parts.isEmpty()) {
            at = item.at();
        }
        parts.addAll(more);
    }

    private void flush() {
        Fields said = message;
        if (!parts.isEmpty() || said != null) {
            Marks marks = said == null ? Marks.NONE : new Marks(null, CacheMarks.read(said), said.rest());
            turns.add(new Turn(Role.ASSISTANT, parts, null, at, marks));
        }
        parts = new ArrayList<>();
        message = null;
    }
}
