package dev.weir.dialect;

import dev.weir.chat.OutputShape;
import tools.jackson.databind.node.ObjectNode;

/// A JSON schema for an answer as OpenAI's APIs spell it: `name`, `description`, `schema`, `strict`, side by side.
public final class OpenAiSchema {
    private OpenAiSchema() {}

    /// @param at JSON pointer of what is written into
    public static void write(OutputShape.JsonSchema shape, ObjectNode into, String at, LossList losses) {
        into.put("name", shape.name() == null ? "answer" : shape.name());
        if (shape.name() == null) {
            losses.added(at + "/name", "OpenAI demands a name for a schema.");
        }
        if (shape.description() != null) {
            into.put("description", shape.description());
        }
        into.set("schema", shape.schema());
        if (shape.strict() != null) {
            into.put("strict", shape.strict());
        }
    }
}
