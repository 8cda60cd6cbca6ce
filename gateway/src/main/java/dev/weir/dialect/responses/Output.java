package dev.weir.dialect.responses;

import dev.weir.chat.Seal;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The items of an answer as they come together, and the events that tell of them. Ids are made of the answer's own:
/// an item's id is not the id of the call in it.
final class Output {
    private final EventWriter events;
    private final String base;
    private final List<ObjectNode> items = new ArrayList<>();
    private final BitSet finished = new BitSet();
    private @Nullable MessageItem message;

    /// @param base what every id has behind its prefix
    Output(EventWriter events, String base) {
        this.events = events;
        this.base = base;
    }

    /// Takes over what another has told.
    ///
    /// @param ended the items of it that are complete
    void adopt(List<ObjectNode> told, BitSet ended) {
        items.addAll(told);
        finished.or(ended);
    }

    void adopt(MessageItem open) {
        message = open;
    }

    EventWriter events() {
        return events;
    }

    /// All items, in their order.
    List<ObjectNode> items() {
        return items;
    }

    /// The items that are complete, in their order.
    List<ObjectNode> complete() {
        return finished.stream().mapToObj(items::get).toList();
    }

    /// The index that the next item gets.
    int next() {
        return items.size();
    }

    String id(String prefix) {
        return prefix + "_" + base + "_" + items.size();
    }

    /// Adds an item and tells that it has begun.
    void add(ObjectNode item) {
        ObjectNode event = events.event("response.output_item.added");
        event.put("output_index", items.size());
        event.set("item", item);
        events.send(event);
        items.add(item);
    }

    /// Tells that an item is complete.
    void done(int index) {
        ObjectNode item = items.get(index);
        finished.set(index);
        ObjectNode event = events.event("response.output_item.done");
        event.put("output_index", index);
        event.set("item", item);
        events.send(event);
    }

    /// Tells what goes on with an item: `response.web_search_call.searching`.
    void progress(String type, int index) {
        events.send(about(type, index));
    }

    /// An event about an item, not written yet.
    ObjectNode about(String type, int index) {
        ObjectNode event = events.event(type);
        event.put("item_id", items.get(index).path("id").asString(""));
        event.put("output_index", index);
        return event;
    }

    /// The message that words go into.
    MessageItem message() {
        MessageItem open = message;
        if (open == null) {
            open = new MessageItem(this);
            message = open;
        }
        return open;
    }

    /// Another kind of item begins, or the answer ends: the message is complete once its parts are.
    void closeMessage(String status) {
        if (message != null) {
            message.close(status);
            message = null;
        }
    }

    /// An item that only bears a seal.
    void seal(String encrypted) {
        ObjectNode item = Json.object();
        item.put("id", id("rs"));
        item.put("type", "reasoning");
        item.putArray("summary");
        item.put("encrypted_content", encrypted);
        int index = next();
        add(item);
        done(index);
    }

    /// Puts a seal that stands on a text behind it, and ends its message, for the seal is the last text's.
    void sealText(Seal seal) {
        closeMessage("completed");
        seal(SealWords.text(seal));
    }
}
