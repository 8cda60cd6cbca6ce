package dev.weir.catalog;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One change that a row declares to a request body. The verbs are a closed set, so that every change can be spliced
/// into the client's bytes and named on the receipt. An edit whose field is absent does nothing, except `Default`.
public sealed interface RequestEdit {
    /// The field that is read.
    FieldPath field();

    /// Gives the field another name in the same object. Where that name is taken already, the field is dropped.
    record Rename(FieldPath field, String to) implements RequestEdit {}

    /// Takes the field out.
    record Drop(FieldPath field) implements RequestEdit {}

    /// Puts the field in where it is absent or null.
    record Default(FieldPath field, JsonNode value) implements RequestEdit {}

    /// Brings a number into its bounds; null is no bound on that side.
    record Clamp(
            FieldPath field,
            @Nullable BigDecimal least,
            @Nullable BigDecimal most) implements RequestEdit {
        public Clamp {
            if (least == null && most == null) {
                throw new IllegalArgumentException("a clamp has a bound: " + field);
            }
        }
    }

    /// Replaces a text value by another value; texts that are not in the table, and values that are no text, stay.
    record MapValue(FieldPath field, Map<String, JsonNode> table) implements RequestEdit {
        public MapValue {
            table = Map.copyOf(table);
        }
    }

    /// Takes the value to another place, objects on the way made as needed. Where that place is taken already, the
    /// field is dropped.
    record Move(FieldPath field, FieldPath to) implements RequestEdit {}
}
