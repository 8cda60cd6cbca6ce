package dev.weir.dialect.responses;

import dev.weir.wire.JsonCursor;
import tools.jackson.databind.JsonNode;

/// How often the provider's own tool searched the web for an answer. It tells (`tool_usage`), or its items show it:
/// calls that open a page or look through one are no searches.
final class WebSearches {
    private static final String CALL = "web_search_call";
    private static final String SEARCH = "search";

    private boolean call;
    private boolean other;

    /// Follows the members of one item.
    void member(JsonCursor json) {
        if (json.nameIs("type")) {
            call = json.stringIs(CALL);
        } else if (json.nameIs("action") && json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("type")) {
                    other = !json.stringIs(SEARCH);
                }
            }
        }
    }

    /// Whether the item that was followed is a search.
    boolean isSearch() {
        return call && !other;
    }

    /// Whether an item is a search.
    static boolean isSearch(JsonNode item) {
        return item.path("type").asString("").equals(CALL)
                && item.path("action").path("type").asString(SEARCH).equals(SEARCH);
    }

    /// How often by a whole response.
    ///
    /// @param told how many of its items were told one by one
    static long in(JsonNode response, long told) {
        JsonNode counted = response.path("tool_usage").path("web_search").path("num_requests");
        if (counted.isNumber()) {
            return counted.asLong(0);
        }
        long shown = 0;
        for (JsonNode item : response.path("output")) {
            shown += isSearch(item) ? 1 : 0;
        }
        return Math.max(shown, told);
    }
}
