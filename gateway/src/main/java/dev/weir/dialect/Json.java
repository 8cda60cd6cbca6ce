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

    /// Where documents are written before they are cut to their length, unless they are large.
    private static final ThreadLocal<ByteSink> SCRATCH = ThreadLocal.withInitial(() -> new ByteSink(4 << 10));

    private static final int KEPT = 64 << 10;

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
        ByteSink out = SCRATCH.get();
        out.clear();
        JsonWriter.write(node, out);
        byte[] bytes = out.toBytes();
        if (bytes.length > KEPT) {
            SCRATCH.remove();
        }
        return bytes;
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
