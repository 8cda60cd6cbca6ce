package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What nobody read of an object and of the objects in it, in their places: of `{"function":{"name":"f","x":1},"y":2}`
/// with the name read it is `{"y":2,"function":{"x":1}}`.
final class Leftovers {
    private final String at;
    private final Map<String, JsonNode> fields;

    /// Of an object that others have yet to read.
    Leftovers(String at) {
        this.at = at;
        this.fields = new LinkedHashMap<>();
    }

    Leftovers(Fields outer) {
        this.at = outer.at();
        this.fields = new LinkedHashMap<>(outer.rest().fields());
    }

    /// Adds what is left of a member, which was read as fields of its own.
    Leftovers and(String name, @Nullable Fields inner) {
        return inner == null ? this : and(name, inner.rest());
    }

    Leftovers and(String name, Extras inner) {
        if (!inner.isEmpty()) {
            ObjectNode node = Json.object();
            inner.fields().forEach(node::set);
            fields.put(name, node);
        }
        return this;
    }

    /// Adds what is left elsewhere of the same object.
    Leftovers and(Leftovers more) {
        fields.putAll(more.fields);
        return this;
    }

    Extras extras() {
        return fields.isEmpty() ? Extras.NONE : new Extras(ChatClientCodec.DIALECT, at, fields);
    }
}
