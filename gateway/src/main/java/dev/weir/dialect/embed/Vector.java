package dev.weir.dialect.embed;

import dev.weir.dialect.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A vector as its provider wrote it. It is only written another way where the client wants another.
sealed interface Vector {
    /// As numbers.
    JsonNode floats();

    /// As base64 of 32-bit floats, lowest byte first.
    String packed();

    /// A vector off an answer.
    ///
    /// @throws Unreadable when it is none
    static Vector of(JsonNode node) {
        if (node.isString()) {
            return new Packed(checked(node.stringValue()));
        }
        if (node instanceof ArrayNode array) {
            for (JsonNode number : array) {
                if (!number.isNumber()) {
                    throw new Unreadable("a vector holds something that is no number");
                }
            }
            return new Floats(array);
        }
        throw new Unreadable("a vector is missing");
    }

    private static String checked(String text) {
        try {
            if (Base64.getDecoder().decode(text).length % 4 == 0) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Unreadable("a vector is no base64 of 32-bit floats");
    }

    record Floats(ArrayNode floats) implements Vector {
        @Override
        public String packed() {
            ByteBuffer out = ByteBuffer.allocate(4 * floats.size()).order(ByteOrder.LITTLE_ENDIAN);
            floats.forEach(number -> out.putFloat((float) number.doubleValue()));
            return Base64.getEncoder().encodeToString(out.array());
        }
    }

    record Packed(String packed) implements Vector {
        @Override
        public ArrayNode floats() {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
            ArrayNode out = Json.array();
            while (in.hasRemaining()) {
                float value = in.getFloat();
                if (!Float.isFinite(value)) {
                    throw new Unreadable("a vector holds a number that JSON cannot write");
                }
                out.add(Json.number(new BigDecimal(Float.toString(value))));
            }
            return out;
        }
    }

    /// An answer that holds no vectors.
    final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }
}
