package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of one function call that arrive in fragments (Vertex, `streamFunctionCallArguments`): each names a
/// place by JSON path (`$.a[0].b`) and brings a value, or more of a string.
final class PartialArguments {
    /// Longest array that a path may reach into.
    private static final int MAX_INDEX = 10_000;

    private final ObjectNode root;

    /// @param begun arguments that came whole with the first fragment, or null
    PartialArguments(@Nullable ObjectNode begun) {
        this.root = begun == null ? Json.object() : begun.deepCopy();
    }

    JsonNode tree() {
        return root;
    }

    /// Takes one fragment; false when it is none that this version reads.
    boolean add(JsonNode fragment) {
        JsonNode path = either(fragment, "jsonPath");
        JsonNode value = value(fragment);
        if (path == null || !path.isString() || value == null) {
            return false;
        }
        List<Object> steps = steps(path.stringValue());
        return steps != null && put(steps, value);
    }

    private static @Nullable JsonNode value(JsonNode fragment) {
        for (String name : List.of("stringValue", "numberValue", "boolValue")) {
            JsonNode value = either(fragment, name);
            if (value != null) {
                return value;
            }
        }
        // Protobuf spells a null as the word NULL_VALUE.
        return either(fragment, "nullValue") == null ? null : Json.object().nullNode();
    }

    private static @Nullable JsonNode either(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null ? value : node.get(Spelling.snake(name));
    }

    private boolean put(List<Object> steps, JsonNode value) {
        JsonNode at = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            JsonNode next = child(at, steps.get(i), steps.get(i + 1) instanceof Integer);
            if (next == null) {
                return false;
            }
            at = next;
        }
        Object last = steps.getLast();
        if (at instanceof ObjectNode object && last instanceof String name) {
            object.set(name, joined(object.get(name), value));
            return true;
        }
        if (at instanceof ArrayNode array && last instanceof Integer index) {
            pad(array, index);
            array.set(index, joined(array.get(index), value));
            return true;
        }
        return false;
    }

    /// More of a string goes behind what is there; anything else takes its place.
    private static JsonNode joined(@Nullable JsonNode before, JsonNode value) {
        return before != null && before.isString() && value.isString()
                ? Json.string(before.stringValue() + value.stringValue())
                : value;
    }

    private static @Nullable JsonNode child(JsonNode at, Object step, boolean array) {
        JsonNode fresh = array ? Json.array() : Json.object();
        if (at instanceof ObjectNode object && step instanceof String name) {
            JsonNode there = object.get(name);
            if (there == null || !there.isContainer()) {
                object.set(name, fresh);
                return fresh;
            }
            return there;
        }
        if (at instanceof ArrayNode list && step instanceof Integer index) {
            pad(list, index);
            if (!list.get(index).isContainer()) {
                list.set(index, fresh);
                return fresh;
            }
            return list.get(index);
        }
        return null;
    }

    private static void pad(ArrayNode array, int index) {
        while (array.size() <= index) {
            array.addNull();
        }
    }

    /// Names and indices of a path of the form `$.a[0]['b c']`, or null.
    private static @Nullable List<Object> steps(String path) {
        if (!path.startsWith("$")) {
            return null;
        }
        List<Object> steps = new ArrayList<>();
        int i = 1;
        while (i < path.length()) {
            int end;
            if (path.charAt(i) == '.') {
                end = i + 1;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                steps.add(path.substring(i + 1, end));
            } else if (path.charAt(i) == '[') {
                boolean quoted = i + 1 < path.length() && (path.charAt(i + 1) == '\'' || path.charAt(i + 1) == '"');
                int close = path.indexOf(quoted ? path.charAt(i + 1) + "]" : "]", i + (quoted ? 2 : 1));
                if (close < 0) {
                    return null;
                }
                end = close + (quoted ? 2 : 1);
                Object step = quoted ? path.substring(i + 2, close) : index(path.substring(i + 1, close));
                if (step == null) {
                    return null;
                }
                steps.add(step);
            } else {
                return null;
            }
            i = end;
        }
        return steps.isEmpty() || steps.size() > Json.MAX_DEPTH / 2 ? null : steps;
    }

    private static @Nullable Integer index(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int index = Integer.parseInt(digits);
        return index > MAX_INDEX ? null : index;
    }
}
