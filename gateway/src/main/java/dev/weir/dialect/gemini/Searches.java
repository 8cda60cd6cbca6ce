package dev.weir.dialect.gemini;

import dev.weir.wire.JsonCursor;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What the provider searched the web for while it answered: `webSearchQueries`, which come with the last chunk of a
/// candidate, or again with each. An empty one is none.
final class Searches {
    private final TreeMap<Integer, Long> byCandidate = new TreeMap<>();

    /// A chunk tells the queries of a candidate.
    void told(int candidate, long queries) {
        if (queries > 0) {
            byCandidate.merge(candidate, queries, Math::max);
        }
    }

    /// Another leg of the answer begins.
    void forget() {
        byCandidate.clear();
    }

    long total() {
        long total = 0;
        for (long queries : byCandidate.values()) {
            total += queries;
        }
        return total;
    }

    /// How many a candidate tells, its names in camelCase.
    static long in(JsonNode candidate) {
        long count = 0;
        for (JsonNode query : candidate.path("groundingMetadata").path("webSearchQueries")) {
            count += query.asString("").isEmpty() ? 0 : 1;
        }
        return count;
    }

    /// How many the grounding under a cursor tells.
    static long in(JsonCursor json) {
        long count = 0;
        if (json.enterObject()) {
            while (json.next()) {
                boolean queries = json.nameIs("webSearchQueries") || json.nameIs("web_search_queries");
                if (queries && json.enterArray()) {
                    while (json.next()) {
                        count += json.isNonEmptyString() ? 1 : 0;
                    }
                }
            }
        }
        return count;
    }
}
