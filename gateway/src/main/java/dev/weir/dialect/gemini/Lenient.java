package dev.weir.dialect.gemini;

import dev.weir.dialect.Fields;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fields of a request as protobuf's JSON takes them: numbers may stand in quotes, whole ones may be written with a
/// fraction of zero, and one value may stand where a list is declared.
final class Lenient {
    private Lenient() {}

    static List<Fields> objects(Fields fields, String name) {
        if (fields.node().get(name) instanceof ObjectNode) {
            Fields one = fields.object(name);
            return one == null ? List.of() : List.of(one);
        }
        return fields.objects(name);
    }

    static @Nullable Double decimal(Fields fields, String name) {
        JsonNode value = fields.any(name);
        BigDecimal number = number(value);
        if (value != null && (number == null || !Double.isFinite(number.doubleValue()))) {
            throw new Fields.WrongType(fields.at() + "/" + name, "a decimal", value);
        }
        return number == null ? null : Double.valueOf(number.doubleValue());
    }

    static @Nullable Integer integer(Fields fields, String name) {
        JsonNode value = fields.any(name);
        if (value == null) {
            return null;
        }
        BigDecimal number = number(value);
        try {
            if (number != null) {
                return number.intValueExact();
            }
        } catch (ArithmeticException e) {
            throw wrong(fields, name, value);
        }
        throw wrong(fields, name, value);
    }

    private static Fields.WrongType wrong(Fields fields, String name, JsonNode value) {
        return new Fields.WrongType(fields.at() + "/" + name, "an integer", value);
    }

    /// The number that a value is or spells, or null.
    static @Nullable BigDecimal number(@Nullable JsonNode value) {
        if (value == null || value.isNumber()) {
            return value == null ? null : value.decimalValue();
        }
        if (!value.isString() || value.stringValue().length() > 40) {
            return null;
        }
        try {
            return new BigDecimal(value.stringValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
