package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts fields that a dialect set aside back into an object of that dialect.
public final class Merge {
    private Merge() {}

    /// Puts a field back. Objects are joined member by member, and a list goes behind the list that is there.
    ///
    /// @param into null where there is no such place
    /// @return false when something else stands there, or there is no such place
    public static boolean into(@Nullable ObjectNode into, String name, JsonNode value) {
        if (into == null) {
            return false;
        }
        JsonNode there = into.get(name);
        if (there == null || there.isNull()) {
            into.set(name, value);
            return true;
        }
        if (there instanceof ArrayNode list && value instanceof ArrayNode more) {
            list.addAll(more);
            return true;
        }
        if (there instanceof ObjectNode inner && value instanceof ObjectNode more) {
            boolean[] all = {true};
            more.forEachEntry((key, field) -> all[0] &= into(inner, key, field));
            return all[0];
        }
        return there.equals(value);
    }
}
