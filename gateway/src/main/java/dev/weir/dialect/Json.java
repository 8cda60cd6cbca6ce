package dev.weir.dialect;

import dev.weir.wire.ByteSink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees as the codecs use them: numbers keep their spelling, nesting is bounded, trailing bytes are an error.
public final class Json {
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = 256;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /// The tree of a document.
    ///
    /// @throws JacksonException when it is not JSON
    public static JsonNode read(byte[] bytes, int from, int to) {
        try {
            return MAPPER.readTree(bytes, from, to - from);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new StreamReadException(null, "a number is out of range: " + e.getMessage(), e);
        }
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
            return MAPPER.readTree(text);
        } catch (JacksonException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    public static byte[] bytes(JsonNode node) {
        ByteSink out = new ByteSink(512);
        JsonWriter.write(node, out);
        return out.toBytes();
    }

    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static JsonNode string(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    public static JsonNode number(BigDecimal value) {
        return JsonNodeFactory.instance.numberNode(value);
    }
}
