package dev.weir.dialect.responses;

import dev.weir.chat.Delivered;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Follows one Responses stream of OpenAI or a compatible host without building a tree.
///
/// The last word is `response.completed` or `response.incomplete`; nothing else makes an answer whole. What an event
/// is stands in its `type`, for some hosts send no `event:`.
final class ResponsesWatch implements Watch {
    private final Delivered delivered;
    /// Where the whole answer is wanted.
    private final List<JsonNode> items = new ArrayList<>(0);
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private boolean complete;
    private boolean error;
    private boolean grows;
    private final HostedSearches searches = new HostedSearches();
    private HostedSearches.@Nullable Item seen;
    private @Nullable String item;
    private @Nullable String itemId;
    private @Nullable String words;
    private @Nullable ResponseGlance response;

    ResponsesWatch(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Sight frame(Frame frame) {
        if (frame.says("[DONE]")) {
            return Sight.DROP;
        }
        error = "error".equals(frame.name());
        grows = false;
        seen = null;
        item = null;
        itemId = null;
        words = null;
        response = null;
        json.over(frame.data(), frame.from(), frame.to());
        if (!json.enterObject()) {
            return Sight.INVALID;
        }
        String type = event();
        if (!json.complete()) {
            return Sight.INVALID;
        }
        if (error || type.equals("error")) {
            return new Sight.Failed(OpenAiErrors.of(200, Headers.NONE, tree(frame)));
        }
        return sight(type, frame);
    }

    private String event() {
        String type = "";
        while (json.next()) {
            if (json.nameIs("type") && json.isNonEmptyString()) {
                type = json.string();
            } else if (json.nameIs("delta")) {
                words = json.isNonEmptyString() ? json.string() : null;
                grows = words != null || json.kind() == JsonCursor.Kind.OBJECT;
            } else if (json.nameIs("sequence_number")) {
                delivered.sequence(json.whole(-1));
            } else if (json.nameIs("item") && json.enterObject()) {
                HostedSearches.Item members = new HostedSearches.Item();
                seen = members;
                while (json.next()) {
                    members.member(json);
                    if (json.nameIs("type") && json.isNonEmptyString()) {
                        item = json.string();
                    } else if (json.nameIs("id") && json.isNonEmptyString()) {
                        itemId = json.string();
                    } else if (json.nameIs("container_id") && json.isNonEmptyString()) {
                        delivered.item(json.string());
                    }
                }
            } else if (json.nameIs("response") && json.enterObject()) {
                response = new ResponseGlance(json);
                response.read();
            } else if (json.nameIs("error")) {
                error |= json.kind() != JsonCursor.Kind.NULL;
            }
        }
        return type;
    }

    private Sight sight(String type, Frame frame) {
        switch (type) {
            case "response.output_text.delta" -> {
                if (words != null) {
                    delivered.text(words);
                }
            }
            case "response.created", "response.in_progress", "response.queued" -> {
                tell(frame);
                return Sight.PASS;
            }
            case "response.completed", "response.incomplete" -> {
                tell(frame);
                whole(frame);
                complete = true;
                return Sight.LAST;
            }
            case "response.failed" -> {
                return new Sight.Failed(
                        OpenAiErrors.of(200, Headers.NONE, tree(frame).path("response")));
            }
            case "response.output_item.added", "response.output_item.done" -> {
                if (seen != null && type.endsWith(".done")) {
                    searches.add(seen);
                }
                if (delivered.isWholeWanted() && type.endsWith(".done")) {
                    items.add(tree(frame).path("item"));
                }
                return item(type);
            }
            default -> grows |= type.endsWith(".done") || type.contains("_call.") || type.contains("mcp_list_tools.");
        }
        return grows ? Sight.CONTENT : Sight.PASS;
    }

    /// A message that has begun and reasoning out of sight hold nothing yet; everything else does.
    private Sight item(String type) {
        if (itemId != null && type.endsWith(".done")) {
            delivered.item(itemId);
        }
        if (item == null || item.equals("reasoning")) {
            return Sight.PASS;
        }
        if (item.equals("message")) {
            return type.endsWith(".done") ? Sight.CONTENT : Sight.PASS;
        }
        if (item.equals("function_call") || item.equals("custom_tool_call")) {
            delivered.toolCall();
        }
        return Sight.CONTENT;
    }

    /// Some hosts leave the items out of their last word, for they were told one by one.
    private void whole(Frame frame) {
        if (delivered.isWholeWanted() && tree(frame).path("response") instanceof ObjectNode last) {
            if (last.path("output").isEmpty()) {
                ArrayNode output = last.putArray("output");
                items.forEach(output::add);
            }
            delivered.whole(Json.bytes(last));
        }
    }

    private void tell(Frame frame) {
        if (response != null) {
            response.told(searches);
            response.tell(frame.data(), delivered);
        }
    }

    private static JsonNode tree(Frame frame) {
        JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
        return node == null ? Json.object() : node;
    }
}
