package dev.weir.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Members of the catalog's own JSON files, read strictly.
final class Fields {
    private Fields() {}

    static void only(JsonNode node, String where, Set<String> known) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new IllegalArgumentException(where + " is no object");
        }
        for (var name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(where + " has no key " + name);
            }
        }
    }

    static String required(JsonNode node, String key) {
        var text = text(node, key);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return text;
    }

    static @Nullable String text(JsonNode node, String key) {
        var value = node.path(key);
        if (value.isMissingNode()) {
            return null;
        }
        return text(key, value);
    }

    /// One text, or a list of them.
    static List<String> texts(JsonNode node, String key) {
        var value = node.path(key);
        if (value.isMissingNode()) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(text(key, value));
        }
        var texts = new ArrayList<String>();
        value.forEach(element -> texts.add(text(key, element)));
        return texts;
    }

    static Map<String, String> map(JsonNode node, String key) {
        var map = new LinkedHashMap<String, String>();
        for (var entry : node.path(key).properties()) {
            map.put(entry.getKey(), text(key, entry.getValue()));
        }
        return map;
    }

    /// A constant by its name in lower case with hyphens.
    static <E extends Enum<E>> E word(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.replace('-', '_').toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + " is none of " + Set.of(type.getEnumConstants()), e);
        }
    }

    private static String text(String key, JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException(key + " is no text");
        }
        return value.asString();
    }
}
