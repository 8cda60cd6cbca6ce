package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Detail;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.ImageDetail;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the turns of a conversation as items. Results of tools become items of their own, ahead of what the same turn
/// says.
final class ItemWriter {
    private final RequestLosses losses;
    private final Traits traits;
    private final ArrayNode items = Json.array();
    private final Map<String, ToolKind> calls = new HashMap<>();

    ItemWriter(RequestLosses losses, Traits traits) {
        this.losses = losses;
        this.traits = traits;
    }

    ArrayNode write(List<Turn> turns) {
        for (Turn turn : turns) {
            if (turn.name() != null) {
                losses.dropped(losses.path(turn.at(), Detail.NAME), "A participant has no name in the Responses API.");
            }
            if (turn.role() == Role.ASSISTANT) {
                assistant(turn);
            } else {
                spoken(turn);
            }
        }
        return items;
    }

    private void spoken(Turn turn) {
        ArrayNode content = Json.array();
        ObjectNode last = null;
        for (int i = 0; i < turn.parts().size(); i++) {
            switch (turn.parts().get(i)) {
                case Part.ToolResult result -> last = result(result, LossList.path(turn, i));
                case Part.Foreign foreign
                when foreign.dialect().equals(ResponsesClientCodec.DIALECT) -> items.add(foreign.raw());
                case Part part -> input(part, LossList.path(turn, i), content);
            }
        }
        if (!content.isEmpty()) {
            last = items.addObject();
            last.put("role", role(turn.role()));
            boolean plain = content.size() == 1
                    && content.get(0).size() == 2
                    && content.get(0).has("text");
            ObjectNode marked = markable(turn.marks(), content);
            last.set("content", plain && marked == null ? content.get(0).get("text") : content);
            losses.around(turn.marks(), turn.at(), last, marked);
        } else {
            losses.around(turn.marks(), turn.at(), last, last == null ? null : markable(turn.marks(), last));
        }
    }

    /// The last part of a content, if a mark for the prompt cache is to stand there.
    private @Nullable ObjectNode markable(Marks marks, ArrayNode content) {
        boolean wanted = marks.cache() != null && losses.points().areTaken();
        return wanted && !content.isEmpty() && content.get(content.size() - 1) instanceof ObjectNode last ? last : null;
    }

    /// The same of what a tool brought: words become a list of one.
    private @Nullable ObjectNode markable(Marks marks, ObjectNode result) {
        boolean wanted = marks.cache() != null && losses.points().areTaken();
        if (wanted && result.path("output").isString()) {
            JsonNode words = result.get("output");
            result.putArray("output").addObject().put("type", "input_text").set("text", words);
        }
        return result.path("output") instanceof ArrayNode output ? markable(marks, output) : null;
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER -> "developer";
            case USER, TOOL, ASSISTANT -> "user";
        };
    }

    private ObjectNode result(Part.ToolResult result, String at) {
        ObjectNode out = items.addObject();
        boolean custom = calls.get(result.callId()) == ToolKind.CUSTOM;
        out.put("type", custom ? "custom_tool_call_output" : "function_call_output");
        out.put("call_id", result.callId());
        ArrayNode content = Json.array();
        for (Part part : result.parts()) {
            input(part, LossList.path(part, at), content);
        }
        boolean words = content.valueStream().allMatch(part -> part.size() == 2 && part.has("text"));
        if (words) {
            StringBuilder text = new StringBuilder();
            content.forEach(part -> text.append(text.isEmpty() ? "" : "\n")
                    .append(part.path("text").asString("")));
            out.put("output", text.toString());
        } else {
            out.set("output", content);
        }
        if (result.outcome() == Part.Outcome.ERROR) {
            losses.dropped(
                    losses.path(at, Detail.ERROR),
                    "A call's output cannot say that the tool failed, but in its words.");
        }
        losses.around(result.marks(), at, out, markable(result.marks(), out));
        return out;
    }

    private void assistant(Turn turn) {
        ObjectNode message = null;
        boolean marked = false;
        for (int i = 0; i < turn.parts().size(); i++) {
            Part part = turn.parts().get(i);
            String at = LossList.path(turn, i);
            switch (part) {
                case Part.Text _, Part.Refusal _ -> {
                    if (message == null) {
                        message = items.addObject();
                        message.put("type", "message");
                        message.put("role", "assistant");
                        message.putArray("content");
                        if (!marked) {
                            losses.marks(turn.marks(), turn.at(), message);
                            marked = true;
                        }
                    }
                    said(part, at, message.withArrayProperty("content"));
                    continue;
                }
                case Part.Thought thought -> i = thoughts(turn, i, thought);
                case Part.ToolCall call -> call(call, at);
                case Part.Foreign foreign
                when foreign.dialect().equals(ResponsesClientCodec.DIALECT) -> items.add(foreign.raw());
                case Part.HostedCall call -> i += hosted(call, result(turn, i + 1, call), at);
                case Part.Media _, Part.ToolResult _, Part.HostedResult _, Part.Foreign _ -> {
                    losses.dropped(at, "The Responses API takes no such part back from the assistant.");
                    losses.marks(part.marks(), at, null);
                }
            }
            message = null;
        }
        if (!marked) {
            losses.marks(turn.marks(), turn.at(), null);
        }
    }

    /// What a call of the host's own brought, where it stands right behind it.
    private static Part.@Nullable HostedResult result(Turn turn, int at, Part.HostedCall call) {
        return at < turn.parts().size()
                        && turn.parts().get(at) instanceof Part.HostedResult result
                        && result.callId().equals(call.id())
                ? result
                : null;
    }

    /// @return how many parts more than the call were written
    private int hosted(Part.HostedCall call, Part.@Nullable HostedResult result, String at) {
        ObjectNode item = HostedItems.write(call, result);
        if (item == null) {
            losses.dropped(at, "The Responses API takes no such part back from the assistant.");
        } else {
            items.add(item);
        }
        losses.marks(call.marks(), at, item);
        return item == null || result == null ? 0 : 1;
    }

    private void said(Part part, String at, ArrayNode content) {
        ObjectNode out = content.addObject();
        if (part instanceof Part.Text text) {
            out.put("type", "output_text").put("text", text.text());
            ArrayNode annotations = Json.array();
            for (Annotation annotation : text.annotations()) {
                ObjectNode citation = Citations.write(annotation, text.text());
                if (citation == null) {
                    losses.uncited(annotation, at, "A citation without a URL has no place here.");
                } else {
                    annotations.add(citation);
                }
            }
            if (!annotations.isEmpty()) {
                out.set("annotations", annotations);
            }
        } else if (part instanceof Part.Refusal refusal) {
            out.put("type", "refusal").put("refusal", refusal.text());
        }
        if (part.marks().seal() != null) {
            losses.dropped(losses.path(at, Detail.SEAL), "The target does not take this seal.");
        }
        losses.marks(part.marks(), at, out);
    }

    /// Writes the thoughts that came from one item as one, and says which was the last of them.
    private int thoughts(Turn turn, int first, Part.Thought thought) {
        String item = thought.marks().extras().at();
        List<Part.Thought> group = new ArrayList<>(List.of(thought));
        int last = first;
        while (!item.isEmpty()
                && last + 1 < turn.parts().size()
                && turn.parts().get(last + 1) instanceof Part.Thought next
                && next.marks().extras().at().equals(item)) {
            group.add(next);
            last++;
        }
        Marks marks = group.getLast().marks();
        Seal seal = marks.seal();
        if (seal == null || !losses.accepts(seal.issuer())) {
            losses.dropped(LossList.path(turn, first), "The target does not take these thoughts back.");
            losses.marks(marks, turn.at(), null);
            return last;
        }
        ObjectNode out = items.addObject();
        out.put("type", "reasoning");
        ArrayNode summary = out.putArray("summary");
        ArrayNode content = Json.array();
        for (Part.Thought each : group) {
            if (each.form() == Form.SUMMARY) {
                summary.addObject().put("type", "summary_text").put("text", each.text());
            } else if (each.form() == Form.FULL) {
                content.addObject().put("type", "reasoning_text").put("text", each.text());
            }
        }
        if (!content.isEmpty()) {
            out.set("content", content);
        }
        out.put("encrypted_content", seal.opaque());
        losses.marks(marks, turn.at(), out);
        return last;
    }

    private void call(Part.ToolCall call, String at) {
        boolean custom = call.kind() == ToolKind.CUSTOM;
        calls.put(call.id(), call.kind());
        ObjectNode out = items.addObject();
        out.put("type", custom ? "custom_tool_call" : "function_call");
        out.put("call_id", call.id());
        out.put("name", call.name());
        out.put(custom ? "input" : "arguments", call.input().isEmpty() && !custom ? "{}" : call.input());
        if (call.marks().seal() != null) {
            losses.dropped(losses.path(at, Detail.SEAL), "The target does not take this seal.");
        }
        losses.marks(call.marks(), at, out);
    }

    /// A part of what the application says.
    private void input(Part part, String at, ArrayNode content) {
        ObjectNode out = switch (part) {
            case Part.Text text -> Json.object().put("type", "input_text").put("text", text.text());
            case Part.Refusal refusal -> Json.object().put("type", "input_text").put("text", refusal.text());
            case Part.Media media -> media(media, at);
            case Part.ToolResult _,
                    Part.ToolCall _,
                    Part.Thought _,
                    Part.HostedCall _,
                    Part.HostedResult _,
                    Part.Foreign _ -> null;
        };
        if (out == null) {
            losses.dropped(at, "The Responses API has no such part here.");
        } else {
            content.add(out);
        }
        ImageDetail detail = ImageDetail.of(part.marks());
        if (detail.word() != null && out != null && out.has("detail")) {
            out.put("detail", detail.word());
            losses.part(detail.rest(), at, out);
        } else {
            losses.part(part.marks(), at, out);
        }
    }

    private @Nullable ObjectNode media(Part.Media media, String at) {
        if (!traits.inputs().isEmpty() && !traits.inputs().contains(media.kind())) {
            return null;
        }
        return switch (media.kind()) {
            case IMAGE -> image(media);
            case DOCUMENT -> document(media, at);
            case AUDIO, VIDEO -> null;
        };
    }

    private static @Nullable ObjectNode image(Part.Media media) {
        ObjectNode out = Json.object().put("type", "input_image");
        return switch (media.source()) {
            case Source.Inline inline ->
                out.put("image_url", dataUrl(media, "image/png", inline)).put("detail", "auto");
            case Source.Url there -> out.put("image_url", there.url()).put("detail", "auto");
            case Source.FileId there -> out.put("file_id", there.id()).put("detail", "auto");
            case Source.Words _ -> null;
        };
    }

    private ObjectNode document(Part.Media media, String at) {
        ObjectNode out = Json.object().put("type", "input_file");
        switch (media.source()) {
            case Source.Inline inline -> {
                String name = media.name();
                if (name == null) {
                    losses.tell(at + "/filename", Verdict.ADDED, "OpenAI demands a file name.");
                }
                out.put("filename", name == null ? "document.pdf" : name);
                out.put("file_data", dataUrl(media, "application/pdf", inline));
            }
            case Source.Url there -> out.put("file_url", there.url());
            case Source.FileId there -> out.put("file_id", there.id());
            case Source.Words words -> {
                losses.tell(at, Verdict.COERCED, "A document given as words is a text here.");
                return Json.object().put("type", "input_text").put("text", words.text());
            }
        }
        return out;
    }

    private static String dataUrl(Part.Media media, String usual, Source.Inline inline) {
        return "data:" + (media.mime() == null ? usual : media.mime()) + ";base64," + inline.base64();
    }
}
