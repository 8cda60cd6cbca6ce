package dev.weir.sim;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole response as the stream of events that grows into it.
final class ResponsesStream {
    private final ResponsesWriter turn;
    private final ObjectNode whole;
    private final List<Grown> events = new ArrayList<>();
    private int sequence;

    /// An event, to which fields are added until all are written.
    private record Grown(ObjectNode event, Frame.Role role, int tokens) {}

    ResponsesStream(ResponsesWriter turn, ObjectNode whole) {
        this.turn = turn;
        this.whole = whole;
    }

    List<Frame> frames() {
        ObjectNode begun = whole.deepCopy().put("status", "in_progress");
        begun.putNull("incomplete_details").putNull("usage").putArray("output");
        side("response.created").set("response", begun);
        side("response.in_progress").set("response", begun);
        JsonNode output = whole.path("output");
        for (int i = 0; i < output.size(); i++) {
            item((ObjectNode) output.get(i), i);
        }
        ObjectNode end = event("response." + whole.path("status").stringValue("completed"));
        end.set("response", whole);
        events.add(new Grown(end, Frame.Role.END, 0));
        return events.stream()
                .map(each -> new Frame(each.role(), each.tokens(), List.of(Responses.event(each.event()))))
                .toList();
    }

    private ObjectNode event(String type) {
        return Json.object().put("type", type).put("sequence_number", sequence++);
    }

    private ObjectNode side(String type) {
        ObjectNode event = event(type);
        events.add(new Grown(event, Frame.Role.SIDE, 0));
        return event;
    }

    private ObjectNode content(String type, String text) {
        ObjectNode event = event(type);
        events.add(new Grown(event, Frame.Role.CONTENT, Tokens.count(text)));
        return event;
    }

    private void item(ObjectNode item, int index) {
        ObjectNode begun = item.deepCopy();
        if (begun.has("status")) {
            begun.put("status", "in_progress");
        }
        String type = item.path("type").stringValue("");
        switch (type) {
            case "message" -> begun.putArray("content");
            case "reasoning" -> begun.putArray("summary");
            case "function_call" -> begun.put("arguments", "");
            case "custom_tool_call" -> begun.put("input", "");
            default -> {}
        }
        side("response.output_item.added").put("output_index", index).set("item", begun);
        switch (type) {
            case "message" -> message(item, index);
            case "reasoning" -> reasoning(item, index);
            case "function_call" -> arguments(item, index, "response.function_call_arguments", "arguments");
            case "custom_tool_call" -> arguments(item, index, "response.custom_tool_call_input", "input");
            default -> search(item, index);
        }
        side("response.output_item.done").put("output_index", index).set("item", item);
    }

    private ObjectNode on(ObjectNode event, ObjectNode item, int index) {
        return event.put("item_id", item.path("id").stringValue("")).put("output_index", index);
    }

    private void message(ObjectNode item, int index) {
        JsonNode parts = item.path("content");
        for (int i = 0; i < parts.size(); i++) {
            ObjectNode part = (ObjectNode) parts.get(i);
            boolean refusal = part.path("type").stringValue("").equals("refusal");
            String field = refusal ? "refusal" : "text";
            ObjectNode empty = part.deepCopy().put(field, "");
            if (!refusal) {
                empty.putArray("annotations");
                empty.putArray("logprobs");
            }
            on(side("response.content_part.added"), item, index)
                    .put("content_index", i)
                    .set("part", empty);
            String type = refusal ? "response.refusal" : "response.output_text";
            words(item, index, i, type, part.path(field).stringValue(""));
            JsonNode annotations = part.path("annotations");
            for (int a = 0; a < annotations.size(); a++) {
                on(side("response.output_text.annotation.added"), item, index)
                        .put("content_index", i)
                        .put("annotation_index", a)
                        .set("annotation", annotations.get(a));
            }
            ObjectNode done = on(side(type + ".done"), item, index).put("content_index", i);
            done.put(field, part.path(field).stringValue(""));
            if (!refusal) {
                done.set("logprobs", part.get("logprobs"));
            }
            on(side("response.content_part.done"), item, index)
                    .put("content_index", i)
                    .set("part", part);
        }
    }

    private void words(ObjectNode item, int index, int content, String type, String text) {
        for (String piece : Tokens.split(text, turn.behaviour().pace().chunk())) {
            ObjectNode delta = on(content(type + ".delta", piece), item, index).put("content_index", content);
            delta.put("delta", piece);
            if (type.equals("response.output_text")) {
                delta.set("logprobs", turn.logprobs(piece));
            }
        }
    }

    private void reasoning(ObjectNode item, int index) {
        JsonNode summary = item.path("summary");
        for (int i = 0; i < summary.size(); i++) {
            ObjectNode part = (ObjectNode) summary.get(i);
            String text = part.path("text").stringValue("");
            on(side("response.reasoning_summary_part.added"), item, index)
                    .put("summary_index", i)
                    .set("part", part.deepCopy().put("text", ""));
            for (String piece : Tokens.split(text, turn.behaviour().pace().chunk())) {
                on(content("response.reasoning_summary_text.delta", piece), item, index)
                        .put("summary_index", i)
                        .put("delta", piece);
            }
            on(side("response.reasoning_summary_text.done"), item, index)
                    .put("summary_index", i)
                    .put("text", text);
            on(side("response.reasoning_summary_part.done"), item, index)
                    .put("summary_index", i)
                    .set("part", part);
        }
    }

    private void arguments(ObjectNode item, int index, String type, String field) {
        String text = item.path(field).stringValue("");
        for (String piece :
                Tokens.split(text, Math.max(2, turn.behaviour().pace().chunk()))) {
            on(content(type + ".delta", piece), item, index).put("delta", piece);
        }
        ObjectNode done = on(side(type + ".done"), item, index).put(field, text);
        if (field.equals("arguments")) {
            done.put("name", item.path("name").stringValue(""));
        }
    }

    private void search(ObjectNode item, int index) {
        for (String state : List.of("in_progress", "searching", "completed")) {
            on(side("response.web_search_call." + state), item, index);
        }
    }
}
