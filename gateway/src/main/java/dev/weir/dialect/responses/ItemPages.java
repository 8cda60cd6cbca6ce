package dev.weir.dialect.responses;

import dev.weir.dialect.Json;
import dev.weir.dialect.Keepsakes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists of items, page by page.
final class ItemPages {
    private ItemPages() {}

    /// @param items the oldest first, each with an id
    static ObjectNode page(List<JsonNode> items, Keepsakes.Page page) {
        List<JsonNode> all = new ArrayList<>(items);
        if (page.order() == Keepsakes.Order.NEWEST_FIRST) {
            Collections.reverse(all);
        }
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asString("").equals(page.after())) {
                from = i + 1;
            }
        }
        List<JsonNode> shown = all.subList(from, Math.min(all.size(), from + page.limit()));
        ObjectNode out = Json.object();
        out.put("object", "list");
        ArrayNode data = out.putArray("data");
        shown.forEach(data::add);
        out.set("first_id", shown.isEmpty() ? null : shown.getFirst().path("id"));
        out.set("last_id", shown.isEmpty() ? null : shown.getLast().path("id"));
        out.put("has_more", from + shown.size() < all.size());
        return out;
    }
}
