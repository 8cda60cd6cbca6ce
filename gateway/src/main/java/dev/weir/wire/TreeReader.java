package dev.weir.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON into trees by a [JsonCursor], so that what is JSON on the byte lane is JSON everywhere, and a short
/// document costs little more than its nodes.
///
/// Numbers keep their spelling, nesting is bounded, and what stands behind the document is an error. A byte order mark
/// is passed over; of members of one name the last counts.
public final class TreeReader {
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = JsonCursor.MAX_DEPTH;

    private static final int MAX_NUMBER = 400;
    private static final int SURE_LONG = 18;
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private final byte[] bytes;
    private final JsonCursor cursor;

    private TreeReader(byte[] bytes, JsonCursor cursor) {
        this.bytes = bytes;
        this.cursor = cursor;
    }

    /// The tree of a document in UTF-8; of nothing but space it is a missing node.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public static JsonNode read(byte[] bytes, int from, int to) {
        JsonCursor cursor = new JsonCursor(bytes, marked(bytes, from, to) ? from + 3 : from, to);
        if (cursor.brokenAt() == to) {
            return MissingNode.getInstance();
        }
        JsonNode tree = new TreeReader(bytes, cursor).value();
        if (!cursor.complete()) {
            throw broken("no JSON at byte " + (cursor.brokenAt() - from));
        }
        return tree;
    }

    /// The tree of a text; of nothing but space it is a missing node.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public static JsonNode read(String text) {
        byte[] utf8 = utf8(text);
        return read(utf8, 0, utf8.length);
    }

    private static boolean marked(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    /// Half a surrogate pair has no form in UTF-8; in JSON it has one, as an escape.
    private static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return paired(text).getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String paired(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                out.append("\\u").append(Integer.toHexString(point));
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    /// The value under the cursor. A document that breaks leaves a tree that counts for nothing.
    private JsonNode value() {
        return switch (cursor.kind()) {
            case STRING -> Nodes.INSTANCE.stringNode(cursor.valueTo() < 0 ? "" : cursor.string());
            case OBJECT -> object();
            case ARRAY -> array();
            case NUMBER -> number(cursor.valueFrom(), cursor.valueTo());
            case TRUE -> Nodes.INSTANCE.booleanNode(true);
            case FALSE -> Nodes.INSTANCE.booleanNode(false);
            case NULL -> Nodes.INSTANCE.nullNode();
            case BROKEN -> MissingNode.getInstance();
        };
    }

    private JsonNode object() {
        ObjectNode object = Nodes.INSTANCE.objectNode();
        if (cursor.enterObject()) {
            while (cursor.next()) {
                String name = cursor.name();
                object.set(name, value());
            }
        }
        return object;
    }

    private JsonNode array() {
        ArrayNode array = Nodes.INSTANCE.arrayNode();
        if (cursor.enterArray()) {
            while (cursor.next()) {
                array.add(value());
            }
        }
        return array;
    }

    private JsonNode number(int from, int to) {
        int length = to - from;
        if (to < 0) {
            return MissingNode.getInstance();
        }
        if (!isWhole(from, to)) {
            return decimal(from, to);
        }
        if (length <= SURE_LONG) {
            long value = cursor.whole(0);
            return value == (int) value ? Nodes.INSTANCE.numberNode((int) value) : Nodes.INSTANCE.numberNode(value);
        }
        BigInteger value = new BigInteger(spelling(from, to));
        return value.compareTo(MIN_LONG) < 0 || value.compareTo(MAX_LONG) > 0
                ? Nodes.INSTANCE.numberNode(value)
                : Nodes.INSTANCE.numberNode(value.longValue());
    }

    private boolean isWhole(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '.' || b == 'e' || b == 'E') {
                return false;
            }
        }
        return true;
    }

    private JsonNode decimal(int from, int to) {
        String spelling = spelling(from, to);
        try {
            return Nodes.INSTANCE.numberNode(new BigDecimal(spelling));
        } catch (ArithmeticException | NumberFormatException e) {
            throw broken("a number is out of range: " + spelling);
        }
    }

    private String spelling(int from, int to) {
        if (to - from > MAX_NUMBER) {
            throw broken("a number has more than " + MAX_NUMBER + " digits");
        }
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    @SuppressWarnings("NullAway") // Jackson takes an error that no parser of its own found.
    private static StreamReadException broken(String why) {
        return new StreamReadException((JsonParser) null, why);
    }
}
