package dev.weir.dialect;

import dev.weir.wire.ByteSink;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Writes a tree as JSON in UTF-8, without white space: what every request and answer across dialects ends in.
final class JsonWriter {
    private JsonWriter() {}

    static void write(JsonNode node, ByteSink out) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node, out);
            case ARRAY -> array(node, out);
            case STRING -> out.json(node.stringValue());
            case NUMBER -> number(node, out);
            case BOOLEAN -> out.ascii(node.booleanValue() ? "true" : "false");
            case NULL, MISSING -> out.ascii("null");
            case BINARY, POJO -> throw new IllegalArgumentException("no JSON: " + node.getNodeType());
        }
    }

    private static void object(JsonNode node, ByteSink out) {
        char before = '{';
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            out.write(before);
            before = ',';
            out.json(member.getKey()).write(':');
            write(member.getValue(), out);
        }
        if (before == '{') {
            out.write('{');
        }
        out.write('}');
    }

    private static void array(JsonNode node, ByteSink out) {
        out.write('[');
        int size = node.size();
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.write(',');
            }
            write(node.get(i), out);
        }
        out.write(']');
    }

    private static void number(JsonNode node, ByteSink out) {
        if (node.isInt() || node.isLong()) {
            out.number(node.longValue());
        } else if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException("JSON has no " + node.doubleValue());
        } else {
            out.ascii(node.numberValue().toString());
        }
    }
}
