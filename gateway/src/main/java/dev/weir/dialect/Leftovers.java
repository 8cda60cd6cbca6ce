package dev.weir.dialect;

import dev.weir.chat.Extras;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What nobody read of an object and of the objects in it, in their places: of `{"function":{"name":"f","x":1},"y":2}`
/// with the name read it is `{"y":2,"function":{"x":1}}`.
public final class Leftovers {
    private final String owner;
    private final String at;
    private final Map<String, JsonNode> fields;

    /// Of an object that others have yet to read.
    public Leftovers(String owner, String at) {
        this.owner = owner;
        this.at = at;
        this.fields = new LinkedHashMap<>();
    }

    public Leftovers(Fields outer) {
        this.owner = outer.owner();
        this.at = outer.at();
        this.fields = new LinkedHashMap<>(outer.rest().fields());
    }

    /// Adds what is left of a member, which was read as fields of its own.
    public Leftovers and(String name, @Nullable Fields inner) {
        return inner == null ? this : and(name, inner.rest());
    }

    public Leftovers and(String name, Extras inner) {
        if (!inner.isEmpty()) {
            ObjectNode node = Json.object();
            inner.fields().forEach(node::set);
            fields.put(name, node);
        }
        return this;
    }

    /// Adds what is left of a member that is no object.
    public Leftovers and(String name, JsonNode value) {
        fields.put(name, value);
        return this;
    }

    /// Adds what is left elsewhere of the same object.
    public Leftovers and(Leftovers more) {
        fields.putAll(more.fields);
        return this;
    }

    /// What is left, and where: the pointer stands in it even when there is nothing.
    public Extras place() {
        return new Extras(owner, at, fields);
    }

    public Extras extras() {
        return fields.isEmpty() ? Extras.NONE : new Extras(owner, at, fields);
    }
}
