package dev.weir.dialect.responses;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a host's own tools did as the items that the host wrote itself: a call, with what it brought in it.
final class HostedItems {
    private static final Map<String, String> TYPES = Map.of(
            "web_search", "web_search_call",
            "file_search", "file_search_call",
            "code_interpreter", "code_interpreter_call",
            "x_search", "x_search_call");

    private HostedItems() {}

    /// The item, or null where no host of this API made the call.
    ///
    /// @param result what the call brought, or null
    static @Nullable ObjectNode write(Part.HostedCall call, Part.@Nullable HostedResult result) {
        boolean mcp = call.id().startsWith("mcp_");
        String type = mcp ? "mcp_call" : TYPES.get(call.name());
        if (type == null || !call.marks().extras().owner().equals(ResponsesClientCodec.DIALECT)) {
            return null;
        }
        ObjectNode item = Json.object().put("id", call.id()).put("type", type).put("status", "completed");
        JsonNode asked = Json.readOrNull(call.input());
        JsonNode input = asked == null ? Json.object() : asked;
        JsonNode brought = result == null ? null : result.content();
        switch (type) {
            case "web_search_call" -> item.set("action", input);
            case "file_search_call" -> {
                item.set("queries", input.path("queries").isArray() ? input.path("queries") : Json.array());
                item.set("results", brought);
            }
            case "code_interpreter_call" -> {
                item.put("code", input.path("code").asString(""));
                item.set("outputs", brought);
            }
            case "mcp_call" -> {
                item.put("name", call.name()).put("arguments", call.input());
                boolean failed = result != null && result.outcome() == Part.Outcome.ERROR;
                item.set(failed ? "error" : "output", brought);
            }
            default -> {
                item.put("arguments", call.input());
                item.set("output", brought);
            }
        }
        return item;
    }
}
