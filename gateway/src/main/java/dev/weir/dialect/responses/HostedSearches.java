package dev.weir.dialect.responses;

import dev.weir.chat.Delivered;
import dev.weir.chat.Usage;
import dev.weir.wire.JsonCursor;
import tools.jackson.databind.JsonNode;

/// How often the provider's own tools searched the web and files for an answer. It tells of the web (`tool_usage`), or
/// its items show it: calls that open a page or look through one are no searches.
final class HostedSearches {
    private static final String WEB = "web_search_call";
    private static final String FILES = "file_search_call";
    private static final String SEARCH = "search";

    private long searches;
    private long lookups;
    private long counted = -1;

    /// One item, member by member.
    static final class Item {
        private boolean web;
        private boolean files;
        private boolean other;

        void member(JsonCursor json) {
            if (json.nameIs("type")) {
                web = json.stringIs(WEB);
                files = json.stringIs(FILES);
            } else if (json.nameIs("action") && json.enterObject()) {
                while (json.next()) {
                    if (json.nameIs("type")) {
                        other = !json.stringIs(SEARCH);
                    }
                }
            }
        }
    }

    void add(Item item) {
        searches += item.web && !item.other ? 1 : 0;
        lookups += item.files ? 1 : 0;
    }

    void add(JsonNode item) {
        String type = item.path("type").asString("");
        boolean search = item.path("action").path("type").asString(SEARCH).equals(SEARCH);
        searches += type.equals(WEB) && search ? 1 : 0;
        lookups += type.equals(FILES) ? 1 : 0;
    }

    /// What the provider says that it searched the web, by the members of the `tool_usage` that a cursor has entered.
    void counted(JsonCursor json) {
        while (json.next()) {
            if (json.nameIs("web_search") && json.enterObject()) {
                while (json.next()) {
                    if (json.nameIs("num_requests")) {
                        counted = json.whole(-1);
                    }
                }
            }
        }
    }

    /// Items that were told one by one, where the last word may leave them out.
    void told(HostedSearches before) {
        searches = Math.max(searches, before.searches);
        lookups = Math.max(lookups, before.lookups);
    }

    private long searches() {
        return counted >= 0 ? counted : searches;
    }

    void tell(Delivered delivered) {
        delivered.searched(searches());
        delivered.lookedUp(lookups);
    }

    /// The usage of a whole response with these.
    Usage in(Usage usage, JsonNode response) {
        HostedSearches here = new HostedSearches();
        response.path("output").forEach(here::add);
        here.told(this);
        here.counted = response.path("tool_usage")
                .path("web_search")
                .path("num_requests")
                .asLong(-1);
        return usage.searchedAtLeast(here.searches()).lookedUpAtLeast(here.lookups);
    }
}
