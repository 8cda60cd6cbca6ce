package dev.weir.dialect.responses;

import dev.weir.dialect.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A message as it is being written: texts and refusals, one part each.
final class MessageItem {
    private final Output output;
    private final int index;
    private final String id;
    private final ObjectNode item;
    private final ArrayNode content;
    private int open;
    private String status = "";

    MessageItem(Output output) {
        this.output = output;
        this.index = output.next();
        this.id = output.id("msg");
        this.item = Json.object();
        item.put("id", id);
        item.put("type", "message");
        item.put("status", "in_progress");
        item.put("role", "assistant");
        this.content = item.putArray("content");
        output.add(item);
    }

    /// A message that another began.
    ///
    /// @param open how many of its parts are
    MessageItem(Output output, int index, ObjectNode item, ArrayNode content, int open) {
        this.output = output;
        this.index = index;
        this.id = item.path("id").asString("");
        this.item = item;
        this.content = content;
        this.open = open;
    }

    Output output() {
        return output;
    }

    /// Where a part stands, as every event about it says.
    String place(int part) {
        return "\"item_id\":\"" + id + "\",\"output_index\":" + index + ",\"content_index\":" + part;
    }

    ObjectNode about(String type, int part) {
        return output.about(type, index).put("content_index", part);
    }

    /// Begins a part.
    int begin(ObjectNode part) {
        int number = content.size();
        ObjectNode event = about("response.content_part.added", number);
        event.set("part", part);
        output.events().send(event);
        content.add(part);
        open++;
        return number;
    }

    /// A part is complete.
    void end(int number) {
        ObjectNode event = about("response.content_part.done", number);
        event.set("part", content.get(number));
        output.events().send(event);
        open--;
        if (open == 0 && !status.isEmpty()) {
            close(status);
        }
    }

    void close(String how) {
        status = how;
        if (open == 0) {
            item.put("status", how);
            output.done(index);
        }
    }
}
