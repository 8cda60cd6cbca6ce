package dev.weir.dialect;

import dev.weir.chat.Extras;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a JSON object field by field and remembers which fields were read, so that nothing can be forgotten: what
/// nobody read is the [#rest()].
///
/// A field of another type than asked for: a strict reader (requests of callers) throws [WrongType], a lenient one
/// (answers of providers) returns null and leaves the field in the rest. JSON null is an absent field that was read.
public final class Fields {
    private final ObjectNode node;
    private final String at;
    private final String owner;
    private final Mode mode;
    private final NameSet read = new NameSet();

    public enum Mode {
        STRICT,
        LENIENT
    }

    /// @param at JSON pointer of this object in its document
    /// @param owner the dialect, for [Extras#owner()]
    public Fields(ObjectNode node, String at, String owner, Mode mode) {
        this.node = node;
        this.at = at;
        this.owner = owner;
        this.mode = mode;
    }

    public String owner() {
        return owner;
    }

    public String at() {
        return at;
    }

    public ObjectNode node() {
        return node;
    }

    public boolean has(String name) {
        JsonNode value = node.get(name);
        return value != null && !value.isNull();
    }

    /// Any value, or null when absent or JSON null.
    public @Nullable JsonNode any(String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            return null;
        }
        read.add(name);
        return value.isNull() ? null : value;
    }

    /// Marks a field as read whose meaning is carried by the structure itself (a type tag, an index).
    public void skip(String name) {
        read.add(name);
    }

    /// Puts a field that was looked at back into the rest.
    public void leave(String name) {
        read.remove(name);
    }

    public @Nullable String text(String name) {
        JsonNode value = any(name);
        if (value == null || value.isString()) {
            return value == null ? null : value.stringValue();
        }
        wrong(name, "a string", value);
        return null;
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = any(name);
        if (value == null || value.isBoolean()) {
            return value == null ? null : value.booleanValue();
        }
        wrong(name, "a boolean", value);
        return null;
    }

    public @Nullable Integer integer(String name) {
        JsonNode value = any(name);
        if (value == null || value.isIntegralNumber() && value.canConvertToInt()) {
            return value == null ? null : value.intValue();
        }
        wrong(name, "an integer", value);
        return null;
    }

    public @Nullable Long whole(String name) {
        JsonNode value = any(name);
        if (value == null || value.isIntegralNumber() && value.canConvertToLong()) {
            return value == null ? null : value.longValue();
        }
        wrong(name, "an integer", value);
        return null;
    }

    public @Nullable Double decimal(String name) {
        JsonNode value = any(name);
        Double number = value == null ? null : finite(value);
        if (value != null && number == null) {
            wrong(name, "a decimal", value);
        }
        return number;
    }

    /// A number as a decimal; null where it is none, or larger than any decimal.
    public static @Nullable Double finite(JsonNode value) {
        double number = value.isNumber() ? value.numberValue().doubleValue() : Double.NaN;
        return Double.isFinite(number) ? number : null;
    }

    /// The object of this name as fields of its own; its own rest is the caller's to collect.
    public @Nullable Fields object(String name) {
        JsonNode value = any(name);
        if (value == null || value instanceof ObjectNode) {
            return value == null ? null : new Fields((ObjectNode) value, at + "/" + name, owner, mode);
        }
        wrong(name, "an object", value);
        return null;
    }

    /// The objects of an array; empty when absent. An element that is no object is wrong like a wrong type.
    public List<Fields> objects(String name) {
        ArrayNode array = array(name);
        if (array == null) {
            return List.of();
        }
        List<Fields> out = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            if (element instanceof ObjectNode object) {
                out.add(new Fields(object, at + "/" + name + "/" + i, owner, mode));
            } else if (mode == Mode.STRICT) {
                throw new WrongType(at + "/" + name + "/" + i, "an object", element);
            }
        }
        return out;
    }

    public @Nullable ArrayNode array(String name) {
        JsonNode value = any(name);
        if (value == null || value instanceof ArrayNode) {
            return (ArrayNode) value;
        }
        wrong(name, "an array", value);
        return null;
    }

    /// What nobody read, and where: the pointer stands in it even when there is nothing.
    public Extras place() {
        Extras rest = rest();
        return rest.isEmpty() ? new Extras(owner, at, Map.of()) : rest;
    }

    /// What nobody read. JSON nulls, empty arrays and empty objects say nothing and are left out.
    public Extras rest() {
        Map<String, JsonNode> rest = null;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            JsonNode value = member.getValue();
            boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
            if (says && !read.contains(member.getKey())) {
                if (rest == null) {
                    rest = new LinkedHashMap<>();
                }
                rest.put(member.getKey(), value);
            }
        }
        return rest == null ? Extras.NONE : new Extras(owner, at, rest);
    }

    private void wrong(String name, String expected, JsonNode value) {
        if (mode == Mode.STRICT) {
            throw new WrongType(at + "/" + name, expected, value);
        }
        read.remove(name);
    }

    /// A field of a request has another type than the API takes.
    public static final class WrongType extends RuntimeException {
        private final String at;
        private final String expected;
        private final String found;

        public WrongType(String at, String expected, JsonNode value) {
            super("expected " + expected + " at " + at);
            this.at = at;
            this.expected = expected;
            this.found = kind(value);
        }

        /// JSON pointer of the field.
        public String at() {
            return at;
        }

        public String expected() {
            return expected;
        }

        /// What stood there, in words: `a string`, `null`.
        public String found() {
            return found;
        }

        private static String kind(JsonNode value) {
            return switch (value.getNodeType()) {
                case STRING -> "a string";
                case BOOLEAN -> "a boolean";
                case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
                case ARRAY -> "an array";
                case OBJECT -> "an object";
                case NULL -> "null";
                case BINARY, MISSING, POJO -> "something else";
            };
        }
    }
}
