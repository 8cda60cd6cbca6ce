package dev.weir.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON into trees without an object mapper: to make one costs a start more than to read the whole catalog.
///
/// Numbers keep their spelling, nesting is bounded, and what stands behind the document is an error.
public final class TreeReader {
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = 256;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(400)
                    .build())
            .build();

    private TreeReader() {}

    /// The tree of a document; of nothing but space it is a missing node.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public static JsonNode read(byte[] bytes, int from, int to) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            return document(parser);
        }
    }

    /// The tree of a text; of nothing but space it is a missing node.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public static JsonNode read(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return document(parser);
        }
    }

    private static JsonNode document(JsonParser parser) {
        try {
            var first = parser.nextToken();
            if (first == null) {
                return MissingNode.getInstance();
            }
            var tree = value(parser, first);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "something stands behind the end of the document");
            }
            return tree;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new StreamReadException(parser, "a number is out of range: " + e.getMessage(), e);
        }
    }

    // An `if` for each token: a switch that may meet null is linked when it is first run, which costs a start 15 ms.
    private static JsonNode value(JsonParser parser, @Nullable JsonToken token) {
        if (token == JsonToken.VALUE_STRING) {
            return NODES.stringNode(parser.getString());
        }
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            var array = NODES.arrayNode();
            for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                array.add(value(parser, next));
            }
            return array;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return whole(parser);
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return NODES.numberNode(parser.getDecimalValue());
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return NODES.booleanNode(token == JsonToken.VALUE_TRUE);
        }
        if (token == JsonToken.VALUE_NULL) {
            return NODES.nullNode();
        }
        throw new StreamReadException(parser, "the document ends before its end");
    }

    private static ObjectNode object(JsonParser parser) {
        var object = NODES.objectNode();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            object.set(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static JsonNode whole(JsonParser parser) {
        var type = parser.getNumberType();
        if (type == JsonParser.NumberType.INT) {
            return NODES.numberNode(parser.getIntValue());
        }
        return type == JsonParser.NumberType.LONG
                ? NODES.numberNode(parser.getLongValue())
                : NODES.numberNode(parser.getBigIntegerValue());
    }
}
