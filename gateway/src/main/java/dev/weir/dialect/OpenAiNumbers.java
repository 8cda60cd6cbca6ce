package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// Numbers of a request, within the ranges that OpenAI's APIs take.
public final class OpenAiNumbers {
    private OpenAiNumbers() {}

    /// A whole number, or null where none is said.
    public static @Nullable Integer integer(Fields fields, String name, int least, int most) {
        Integer value = fields.integer(name);
        if (value != null && (value < least || value > most)) {
            throw OpenAiRejection.range(fields.at() + "/" + name, "integer", least, most, value);
        }
        return value;
    }

    /// A whole number above nought, or null where none is said.
    public static @Nullable Integer positive(Fields fields, String name) {
        return integer(fields, name, 1, Integer.MAX_VALUE);
    }

    /// A decimal number, or null where none is said.
    public static @Nullable Double decimal(Fields fields, String name, int least, int most) {
        Double value = fields.decimal(name);
        if (value != null && (value < least || value > most)) {
            throw OpenAiRejection.range(fields.at() + "/" + name, "decimal", least, most, value);
        }
        return value;
    }
}
