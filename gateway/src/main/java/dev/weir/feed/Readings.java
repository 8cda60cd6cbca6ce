package dev.weir.feed;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Values of somebody else's JSON, taken only where they are what they should be.
final class Readings {
    private static final int LONGEST_NAME = 120;

    private Readings() {}

    /// A whole number from 1 to two thousand million, or null.
    static @Nullable Integer positive(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        var number = value.decimalValue();
        if (Math.abs((long) number.scale()) > 20 || number.precision() > 20) {
            return null;
        }
        var whole = number.longValue();
        return whole > 0 && whole <= 2_000_000_000L ? Integer.valueOf((int) whole) : null;
    }

    /// A day or a month, or null.
    static @Nullable String date(JsonNode value) {
        var text = value.asString("");
        return text.matches("\\d{4}-\\d{2}(-\\d{2})?") ? text : null;
    }

    /// A name for people on one line, or null.
    static @Nullable String name(JsonNode value) {
        var plain = value.asString("").replaceAll("[\\p{Cntrl}\"]", " ").strip();
        return plain.isEmpty() ? null : plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    }
}
