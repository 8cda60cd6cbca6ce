package dev.weir.wire;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes the nodes of JSON trees: Jackson's own, but for objects, which keep few members without a hash map.
public final class Nodes extends JsonNodeFactory {
    private static final long serialVersionUID = 1;

    /// The only one that is needed.
    public static final Nodes INSTANCE = new Nodes();

    private Nodes() {}

    @Override
    public ObjectNode objectNode() {
        return new ObjectNode(this, new Members());
    }
}
