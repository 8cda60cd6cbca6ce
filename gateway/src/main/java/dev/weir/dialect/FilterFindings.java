package dev.weir.dialect;

import dev.weir.chat.Extras;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What Azure's content filter says it found, in an error: `innererror` with a `content_filter_result`, or, as the
/// Responses API has it, `content_filters` with `content_filter_results` each.
///
/// @param found the categories that were the reason, with their severity where one is told
/// @param details the fields of the error that say so, as they were
record FilterFindings(List<String> found, Extras details) {
    static final FilterFindings NONE = new FilterFindings(List.of(), Extras.NONE);

    private static final String INNER = "innererror";
    private static final String LIST = "content_filters";

    FilterFindings {
        found = List.copyOf(found);
    }

    static FilterFindings of(JsonNode error) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        List<String> found = new ArrayList<>();
        if (error.path(INNER).has("content_filter_result")) {
            fields.put(INNER, error.path(INNER));
            read(error.path(INNER).path("content_filter_result"), found);
        }
        if (error.path(LIST).isArray() && !error.path(LIST).isEmpty()) {
            fields.put(LIST, error.path(LIST));
            error.path(LIST).forEach(each -> read(each.path("content_filter_results"), found));
        }
        return fields.isEmpty() ? NONE : new FilterFindings(found, new Extras(OpenAiErrors.OWNER, "/error", fields));
    }

    private static void read(JsonNode results, List<String> found) {
        results.forEachEntry((category, result) -> {
            if (result.path("filtered").asBoolean(false)) {
                String severity = result.path("severity").asString("");
                found.add(severity.isEmpty() ? category : category + " (" + severity + ")");
            }
        });
    }

    /// Whether the filter is why there is an error.
    boolean refuse() {
        return !found.isEmpty() || details.fields().containsKey(INNER);
    }

    /// What is added to the provider's message, for those who see nothing else.
    String words() {
        return found.isEmpty() ? "" : " Filtered: " + String.join(", ", found) + ".";
    }
}
