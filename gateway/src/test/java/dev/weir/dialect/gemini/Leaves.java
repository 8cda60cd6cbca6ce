package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The leaves of JSON trees and of canonical records, for accounting: what went in must be found again.
final class Leaves {
    private Leaves() {}

    /// Every scalar of a tree with its pointer; indices are written `*`.
    static void of(String at, JsonNode node, BiConsumer<String, JsonNode> out) {
        if (node instanceof ObjectNode object) {
            object.forEachEntry((name, value) -> of(at + "/" + name, value, out));
        } else if (node instanceof ArrayNode array) {
            array.forEach(value -> of(at + "/*", value, out));
        } else {
            out.accept(at, node);
        }
    }

    /// The values of all scalars that a canonical record holds, those inside JSON and inside the JSON text of
    /// arguments included.
    static List<String> of(Object canonical) {
        List<String> out = new ArrayList<>();
        collect(canonical, out);
        return out;
    }

    static String value(JsonNode node) {
        if (node.isNumber()) {
            return number(node.decimalValue());
        }
        return node.isString() ? node.stringValue() : node.toString();
    }

    private static String number(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static void collect(@Nullable Object value, List<String> out) {
        switch (value) {
            case null -> {}
            case JsonNode node -> of("", node, (_, leaf) -> out.add(value(leaf)));
            case String text -> {
                out.add(text);
                if (text.startsWith("{") && Json.readOrNull(text) instanceof ObjectNode object) {
                    collect(object, out);
                }
            }
            case Double number -> out.add(number(BigDecimal.valueOf(number)));
            case Number number -> out.add(number.toString());
            case Boolean flag -> out.add(flag.toString());
            case Enum<?> _ -> {}
            case List<?> list -> list.forEach(element -> collect(element, out));
            case Map<?, ?> map -> map.values().forEach(element -> collect(element, out));
            case Record holder -> {
                for (RecordComponent component : holder.getClass().getRecordComponents()) {
                    collect(read(component, holder), out);
                }
            }
            default -> throw new IllegalArgumentException("no leaf: " + value.getClass());
        }
    }

    private static @Nullable Object read(RecordComponent component, Record holder) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
