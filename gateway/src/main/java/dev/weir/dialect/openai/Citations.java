package dev.weir.dialect.openai;

import tools.jackson.databind.JsonNode;

/// Pages that an answer cites. A search model, or a host's plug-in, searches once for an answer and counts it nowhere.
final class Citations {
    static final String PAGE = "url_citation";

    private Citations() {}

    /// How often the web was searched for a message, or a delta of one, as far as it shows.
    static long searches(JsonNode message) {
        for (JsonNode annotation : message.path("annotations")) {
            if (annotation.path("type").asString("").equals(PAGE)) {
                return 1;
            }
        }
        return 0;
    }
}
