package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Turns what a stream says of its items into blocks. Deltas go on at once; what only the complete item says follows
/// when it is done, so that a host may leave out any event between.
final class ItemDecoder {
    private static final Map<String, String> HOSTED = Map.of(
            "web_search_call", "web_search",
            "file_search_call", "file_search",
            "code_interpreter_call", "code_interpreter",
            "x_search_call", "x_search");

    private final OutputItems items;
    private final Blocks blocks;
    private final Map<Integer, BlockKind> calls = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    /// Where each item stands, by its id, and which was added last under an index: some hosts (OpenRouter) give several
    /// items the same.
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, Integer> latest = new HashMap<>();

    ItemDecoder(String issuer, Blocks blocks) {
        this.items = new OutputItems(issuer);
        this.blocks = blocks;
    }

    private static Fields fields(ObjectNode item, int index) {
        return new Fields(item, "/output/" + index, ResponsesClientCodec.DIALECT, Fields.Mode.LENIENT);
    }

    private static String place(int index) {
        return Integer.toString(index);
    }

    static String content(int index, int part) {
        return index + "/content/" + part;
    }

    static String summary(int index, int part) {
        return index + "/summary/" + part;
    }

    /// Where an item stands that an event is about.
    ///
    /// @param id of the item, or empty
    /// @param said output index of the event
    int place(String id, int said) {
        Integer known = places.get(id);
        return known == null ? latest.getOrDefault(said, said) : known;
    }

    /// The place of an item that begins: the one it says, or behind all others where that is another item's.
    private int claim(String id, int said) {
        Integer known = places.get(id);
        int place = known == null ? said : known;
        while (known == null && !id.isEmpty() && latest.containsValue(place)) {
            place++;
        }
        latest.put(said, place);
        if (!id.isEmpty()) {
            places.put(id, place);
        }
        return place;
    }

    void added(ObjectNode item, int said) {
        int index = claim(item.path("id").asString(""), said);
        BlockKind kind = call(item, index);
        if (kind != null) {
            calls.put(index, kind);
            blocks.open(place(index), kind);
            blocks.words(place(index), kind, input(item, kind));
        }
    }

    /// What an item that only begins is already known to be, or null when its parts or its end will say.
    private static @Nullable BlockKind call(ObjectNode item, int index) {
        String type = item.path("type").asString("");
        String name = item.path("name").asString("");
        String id = item.path("id").asString("");
        String callId = item.path("call_id").asString("");
        String known = callId.isEmpty() ? id : callId;
        boolean custom = type.equals("custom_tool_call");
        if (custom || type.equals("function_call")) {
            ToolKind kind = custom ? ToolKind.CUSTOM : ToolKind.FUNCTION;
            return known.isEmpty() || name.isEmpty() ? null : new BlockKind.ToolCallBlock(known, kind, name);
        }
        String hosted = type.equals("mcp_call") ? name : HOSTED.getOrDefault(type, "");
        Marks marks = Marks.at(new Extras(ResponsesClientCodec.DIALECT, "/output/" + index, Map.of()));
        return hosted.isEmpty() || id.isEmpty() ? null : new BlockKind.HostedCallBlock(id, hosted, marks);
    }

    private static String input(ObjectNode item, BlockKind kind) {
        return kind instanceof BlockKind.ToolCallBlock call
                ? item.path(call.kind() == ToolKind.CUSTOM ? "input" : "arguments")
                        .asString("")
                : "";
    }

    void arguments(int index, String delta) {
        BlockKind kind = calls.get(index);
        if (kind != null) {
            blocks.words(place(index), kind, delta);
        }
    }

    void allArguments(int index, String whole) {
        BlockKind kind = calls.get(index);
        if (kind instanceof BlockKind.ToolCallBlock) {
            blocks.complete(place(index), kind, whole);
        }
    }

    /// An item is complete. Said twice it is done once.
    void done(ObjectNode node, int said) {
        int index = place(node.path("id").asString(""), said);
        if (!done.add(index)) {
            return;
        }
        Fields item = fields(node, index);
        String type = node.path("type").asString("");
        if (type.equals("reasoning")) {
            reasoning(item, index);
        } else if (ResponseReader.isSaid(item)) {
            message(item, index);
        } else if (calls.get(index) instanceof BlockKind.ToolCallBlock call) {
            toolCall(item, index, call);
        } else {
            other(item, index);
        }
    }

    private void message(Fields item, int index) {
        List<Logprob> logprobs = new ArrayList<>();
        List<Part> parts = items.all(item, logprobs);
        for (int i = 0; i < parts.size(); i++) {
            String place = content(index, i);
            switch (parts.get(i)) {
                case Part.Text text -> {
                    blocks.complete(place, new BlockKind.TextBlock(), text.text());
                    for (int each = 0; each < text.annotations().size(); each++) {
                        blocks.cite(place, each, text.annotations().get(each));
                    }
                    blocks.note(text.marks().extras());
                }
                case Part.Refusal refusal -> {
                    blocks.complete(place, new BlockKind.RefusalBlock(), refusal.text());
                    blocks.note(refusal.marks().extras());
                }
                case Part.Media _,
                        Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> blocks.whole(parts.get(i));
            }
        }
        blocks.logprobs(place(index), logprobs);
        blocks.close();
        blocks.note(ResponseReader.left(item));
    }

    private void reasoning(Fields item, int index) {
        List<Part> thoughts = items.reasoning(item);
        int summaries = 0;
        int contents = 0;
        for (Part part : thoughts) {
            if (!(part instanceof Part.Thought thought)) {
                continue;
            }
            String place = thought.form() == Form.SUMMARY ? summary(index, summaries++) : content(index, contents++);
            if (thought.form() != Form.REDACTED) {
                blocks.complete(place, new BlockKind.ThoughtBlock(thought.form()), thought.text());
            }
            if (thought.marks().seal() == null) {
                blocks.note(thought.marks().extras());
            } else if (blocks.isOpenWithin(place(index))) {
                blocks.seal(thought.marks().seal());
                blocks.note(thought.marks().extras());
            } else {
                blocks.whole(new Part.Thought("", Form.REDACTED, thought.marks()));
            }
        }
        if (blocks.isOpenWithin(place(index))) {
            blocks.close();
        }
    }

    private void toolCall(Fields item, int index, BlockKind.ToolCallBlock kind) {
        if (items.read(item).getFirst() instanceof Part.ToolCall call) {
            blocks.complete(place(index), kind, call.input());
            blocks.note(call.marks().extras());
        }
        if (blocks.isOpen(place(index))) {
            blocks.close();
        }
    }

    private void other(Fields item, int index) {
        BlockKind begun = calls.get(index);
        for (Part part : items.read(item)) {
            if (part instanceof Part.HostedCall call
                    && begun instanceof BlockKind.HostedCallBlock
                    && blocks.isOpen(place(index))) {
                blocks.words(place(index), begun, call.input());
                blocks.close();
                blocks.note(call.marks().extras());
            } else if (!(part instanceof Part.HostedCall) || begun == null) {
                blocks.whole(part);
            }
        }
    }
}
