package dev.weir.dialect.responses;

import dev.weir.chat.Failure;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Json;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Conversations, kept by the gateway. An item that came without an id gets one that names its conversation,
/// by which it is known again, and left out, when a provider is told of the item.
final class KeptConversations implements Conversations {
    private static final int MOST_AT_ONCE = 20;
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;
    /// What ids of items begin with, by the items' types; others begin with `item`.
    private static final Map<String, String> PREFIXES = Map.of(
            "message",
            "msg",
            "reasoning",
            "rs",
            "function_call",
            "fc",
            "function_call_output",
            "fco",
            "custom_tool_call",
            "ctc",
            "custom_tool_call_output",
            "ctco",
            "web_search_call",
            "ws",
            "mcp_call",
            "mcp");

    @Override
    public Outcome create(byte[] body, String id, long now) {
        try {
            ObjectNode asked = body.length == 0 ? Json.object() : object(body);
            ObjectNode head = Json.object();
            head.put("id", "conv_" + id).put("object", "conversation").put("created_at", now);
            head.set("metadata", metadata(asked));
            Kept empty = new Kept(head, Json.array(), 0, Keepsakes.Origin.NATIVE);
            Kept made = with(empty, items(asked, Need.NONE), Keepsakes.Origin.NATIVE);
            return new Outcome.Done(made, head);
        } catch (OpenAiRejection wrong) {
            return new Outcome.Rejected(wrong.failure());
        }
    }

    @Override
    public Outcome update(Kept kept, byte[] body) {
        try {
            ObjectNode head = kept.head().deepCopy();
            head.set("metadata", metadata(object(body)));
            return new Outcome.Done(new Kept(head, kept.items(), kept.made(), kept.origin()), head);
        } catch (OpenAiRejection wrong) {
            return new Outcome.Rejected(wrong.failure());
        }
    }

    @Override
    public Outcome add(Kept kept, byte[] body) {
        try {
            Kept grown = with(kept, items(object(body), Need.SOME), kept.origin());
            List<JsonNode> added = new ArrayList<>();
            for (int i = kept.items().size(); i < grown.items().size(); i++) {
                added.add(grown.items().get(i));
            }
            Keepsakes.Page all = new Keepsakes.Page(MOST_AT_ONCE, Keepsakes.Order.OLDEST_FIRST, null);
            return new Outcome.Done(grown, ItemPages.page(added, all));
        } catch (OpenAiRejection wrong) {
            return new Outcome.Rejected(wrong.failure());
        }
    }

    @Override
    public Outcome remove(Kept kept, String item) {
        ArrayNode left = Json.array();
        for (JsonNode each : kept.items()) {
            if (!each.path("id").asString("").equals(item)) {
                left.add(each);
            }
        }
        return left.size() == kept.items().size()
                ? new Outcome.Rejected(
                        new Failure.NotFound("Conversation item with id '" + item + "' not found.", null))
                : new Outcome.Done(new Kept(kept.head(), left, kept.made(), kept.origin()), kept.head());
    }

    @Override
    public Kept grown(Kept kept, byte[] request, int taken, byte[] response, Keepsakes.Origin origin) {
        List<JsonNode> more = new ArrayList<>();
        ArrayNode input = KeptResponses.input(object(request));
        for (int i = taken; i < input.size(); i++) {
            more.add(input.get(i));
        }
        object(response).path("output").forEach(more::add);
        return with(kept, more, origin);
    }

    private static Kept with(Kept kept, List<JsonNode> more, Keepsakes.Origin origin) {
        String base = base(kept);
        int made = kept.made();
        ArrayNode items = kept.items().deepCopy();
        for (JsonNode each : more) {
            ObjectNode item = (ObjectNode) each.deepCopy();
            if (!item.path("type").isString()) {
                item.put("type", "message");
            }
            if (!item.path("id").isString()) {
                String type = item.path("type").asString("");
                item.put("id", PREFIXES.getOrDefault(type, "item") + "_" + base + made++);
            }
            spellOut(item);
            items.add(item);
        }
        boolean own = kept.origin() == Keepsakes.Origin.NATIVE && origin == Keepsakes.Origin.NATIVE;
        Keepsakes.Origin all = own ? Keepsakes.Origin.NATIVE : Keepsakes.Origin.TRANSLATED;
        return new Kept(kept.head(), items, made, all);
    }

    /// A message whose content is words alone is told as one with a part of words.
    private static void spellOut(ObjectNode item) {
        if (!item.path("type").asString("").equals("message")) {
            return;
        }
        JsonNode words = item.path("content");
        if (words.isString()) {
            boolean said = item.path("role").asString("").equals("assistant");
            ObjectNode part = item.putArray("content").addObject();
            part.put("type", said ? "output_text" : "input_text").put("text", words.stringValue());
            if (said) {
                part.putArray("annotations");
            }
        }
        if (!item.has("status")) {
            item.put("status", "completed");
        }
    }

    /// What the ids begin with, behind their prefix, that the gateway gave.
    private static String base(Kept kept) {
        return kept.head().path("id").asString("").replaceFirst("^conv_", "") + "i";
    }

    @Override
    public ArrayNode history(Kept kept) {
        String base = "_" + base(kept);
        ArrayNode out = Json.array();
        for (JsonNode each : kept.items()) {
            ObjectNode item = (ObjectNode) each;
            if (item.path("id").asString("").contains(base)) {
                item = item.deepCopy();
                item.remove("id");
                item.remove("status");
            }
            out.add(item);
        }
        return out;
    }

    @Override
    public JsonNode page(Kept kept, Keepsakes.Page page) {
        List<JsonNode> all = new ArrayList<>();
        kept.items().forEach(all::add);
        return ItemPages.page(all, page);
    }

    @Override
    public @Nullable JsonNode item(Kept kept, String id) {
        for (JsonNode each : kept.items()) {
            if (each.path("id").asString("").equals(id)) {
                return each;
            }
        }
        return null;
    }

    @Override
    public JsonNode deleted(String id) {
        return Json.object().put("id", id).put("object", "conversation.deleted").put("deleted", true);
    }

    private static ObjectNode object(byte[] body) {
        if (Json.readOrNull(body, 0, body.length) instanceof ObjectNode object) {
            return object;
        }
        throw OpenAiRejection.said("The body is a JSON object.", null, null);
    }

    private static JsonNode metadata(ObjectNode asked) {
        JsonNode said = asked.path("metadata");
        if (said.isMissingNode() || said.isNull()) {
            return Json.object();
        }
        if (!(said instanceof ObjectNode pairs)) {
            throw OpenAiRejection.type("/metadata", "an object", "something else");
        }
        if (pairs.size() > MOST_PAIRS) {
            throw OpenAiRejection.said(
                    "Invalid 'metadata': too many properties. Expected at most " + MOST_PAIRS + ".", "/metadata", null);
        }
        pairs.forEachEntry((name, value) -> {
            boolean fits = value.isString()
                    && name.length() <= LONGEST_KEY
                    && value.stringValue().length() <= LONGEST_VALUE;
            if (!fits) {
                throw OpenAiRejection.said(
                        "Invalid 'metadata': names have at most " + LONGEST_KEY + " characters, and values are strings"
                                + " of at most " + LONGEST_VALUE + ".",
                        "/metadata",
                        null);
            }
        });
        return pairs;
    }

    private enum Need {
        NONE,
        SOME
    }

    private static List<JsonNode> items(ObjectNode asked, Need need) {
        JsonNode said = asked.path("items");
        if (said.isMissingNode() || said.isNull()) {
            if (need == Need.SOME) {
                throw OpenAiRejection.missing("/items");
            }
            return List.of();
        }
        if (!(said instanceof ArrayNode list)) {
            throw OpenAiRejection.type("/items", "an array", "something else");
        }
        if (list.size() > MOST_AT_ONCE) {
            throw OpenAiRejection.said(
                    "Invalid 'items': array too long. Expected an array with maximum length " + MOST_AT_ONCE + ".",
                    "/items",
                    "array_above_max_length");
        }
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode item : list) {
            boolean whole = item instanceof ObjectNode
                    && (item.path("type").isString() || item.path("role").isString())
                    && !item.path("type").asString("").equals("item_reference");
            if (!whole) {
                throw OpenAiRejection.said(
                        "Invalid 'items[" + items.size() + "]': an item has a 'type', or is a message with a 'role';"
                                + " spell it out instead of referring to it.",
                        "/items/" + items.size(),
                        "invalid_value");
            }
            items.add(item);
        }
        return items;
    }
}
