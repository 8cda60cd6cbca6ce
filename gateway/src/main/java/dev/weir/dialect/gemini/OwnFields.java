package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts fields of Gemini's own answers that the canonical model does not name back into an answer.
final class OwnFields {
    private OwnFields() {}

    /// Puts fields where their pointer says; false when they are another dialect's, or there is no such place.
    static boolean restore(Extras extras, ObjectNode answer) {
        if (!isOwn(extras)) {
            return false;
        }
        JsonNode place = answer;
        for (String step : extras.at().substring(extras.at().isEmpty() ? 0 : 1).split("/", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            JsonNode next = place instanceof ArrayNode list ? element(list, step) : place.get(step);
            if (next == null && place instanceof ObjectNode object) {
                // What was read of it left nothing behind.
                next = object.putObject(step);
            }
            if (next == null) {
                return false;
            }
            place = next;
        }
        return place instanceof ObjectNode object && merge(extras, object);
    }

    private static @Nullable JsonNode element(ArrayNode list, String step) {
        boolean number = step.length() < 10 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? list.get(Integer.parseInt(step)) : null;
    }

    /// Puts fields into the object that they belong to; false when they are another dialect's.
    static boolean merge(Extras extras, ObjectNode into) {
        if (!isOwn(extras)) {
            return false;
        }
        extras.fields().forEach((name, value) -> {
            JsonNode there = into.get(name);
            if (there instanceof ObjectNode inner && value instanceof ObjectNode more) {
                more.forEachEntry(inner::putIfAbsent);
            } else if (there instanceof ArrayNode inner && value instanceof ArrayNode more) {
                merge(inner, more);
            } else {
                into.putIfAbsent(name, value);
            }
        });
        return true;
    }

    /// Elements of which something was left over, each in its place; what is more is added.
    private static void merge(ArrayNode into, ArrayNode more) {
        for (int i = 0; i < more.size(); i++) {
            if (i < into.size()
                    && into.get(i) instanceof ObjectNode inner
                    && more.get(i) instanceof ObjectNode object) {
                object.forEachEntry(inner::putIfAbsent);
            } else {
                into.add(more.get(i));
            }
        }
    }

    private static boolean isOwn(Extras extras) {
        return extras.isEmpty() || extras.owner().equals(GeminiProviderCodec.DIALECT);
    }
}
