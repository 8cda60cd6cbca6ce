package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Usage;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The leaves of documents and of canonical records, to see that none is forgotten.
final class Leaves {
    private Leaves() {}

    /// Leaf values by JSON pointer. Nulls and empty containers are no leaves.
    static Map<String, String> of(JsonNode node, String at) {
        Map<String, String> out = new LinkedHashMap<>();
        collect(node, at, out);
        return out;
    }

    /// Leaves of all extras that a record holds, at their places.
    static Map<String, String> ofExtras(Object canonical) {
        Map<String, String> out = new LinkedHashMap<>();
        walk(canonical, new ArrayList<>(), out);
        return out;
    }

    /// Scalars that a record holds outside of its extras, as text.
    static List<String> scalars(Object canonical) {
        List<String> out = new ArrayList<>();
        walk(canonical, out, new LinkedHashMap<>());
        return out;
    }

    private static void collect(JsonNode node, String at, Map<String, String> out) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> collect(value, at + "/" + name, out));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), at + "/" + i, out);
            }
        } else if (!node.isNull()) {
            out.put(at, node.asString());
        }
    }

    private static void walk(@Nullable Object value, List<String> scalars, Map<String, String> extras) {
        switch (value) {
            case null -> {}
            case Extras e -> e.fields().forEach((name, node) -> collect(node, e.at() + "/" + name, extras));
            case JsonNode node -> scalars.addAll(of(node, "").values());
            case Usage.Raw raw -> scalars.addAll(of(raw.node(), "").values());
            case Record record -> {
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    walk(read(component, record), scalars, extras);
                }
            }
            case Collection<?> several -> several.forEach(each -> walk(each, scalars, extras));
            default -> scalars.add(value.toString());
        }
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
