package dev.weir.dialect;

import dev.weir.wire.ByteSink;
import dev.weir.wire.Nodes;
import dev.weir.wire.TreeReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees as the codecs use them: numbers keep their spelling, nesting is bounded, trailing bytes are an error.
public final class Json {
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = TreeReader.MAX_DEPTH;

    /// Most requests and answers have room in it.
    private static final int USUAL = 2 << 10;

    private Json() {}

    /// The tree of a document.
    ///
    /// @throws JacksonException when it is not JSON
    public static JsonNode read(byte[] bytes, int from, int to) {
        return TreeReader.read(bytes, from, to);
    }

    /// The tree of a document, or null when it is not JSON.
    public static @Nullable JsonNode readOrNull(byte[] bytes, int from, int to) {
        try {
            return read(bytes, from, to);
        } catch (JacksonException e) {
            return null;
        }
    }

    /// The tree of a text, or null when it is not JSON.
    public static @Nullable JsonNode readOrNull(String text) {
        try {
            return TreeReader.read(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    public static byte[] bytes(JsonNode node) {
        ByteSink out = new ByteSink(USUAL);
        JsonWriter.write(node, out);
        return out.toBytes();
    }

    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    public static ObjectNode object() {
        return Nodes.INSTANCE.objectNode();
    }

    public static ArrayNode array() {
        return Nodes.INSTANCE.arrayNode();
    }

    public static JsonNode string(String value) {
        return Nodes.INSTANCE.stringNode(value);
    }

    public static JsonNode number(BigDecimal value) {
        return Nodes.INSTANCE.numberNode(value);
    }
}
