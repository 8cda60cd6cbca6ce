package dev.weir.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/// Conversations that were kept for `previous_response_id`: the items of each, with its answer at the end.
final class ResponseShelf {
    private static final int MOST = 1_000;

    private final Map<String, ArrayNode> kept = new LinkedHashMap<>(16, 0.75f, false) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayNode> eldest) {
            return size() > MOST;
        }
    };

    synchronized void keep(String id, ArrayNode items) {
        kept.put(id, items);
    }

    synchronized Optional<ArrayNode> find(String id) {
        return Optional.ofNullable(kept.get(id));
    }
}
