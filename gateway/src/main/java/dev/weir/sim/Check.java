package dev.weir.sim;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Checks of request fields that throw what OpenAI would answer; the other dialects use those whose words fit.
final class Check {

    private Check() {}

    /// A whole number within bounds, or nothing.
    static OptionalInt number(JsonNode body, String field, int least, int most) {
        JsonNode value = body.path(field);
        if (!Json.given(value)) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber()) {
            throw Problem.invalid(field, "invalid_type", "Invalid type for '" + field + "': expected an integer.")
                    .rejected();
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw Problem.invalid(
                            field,
                            number < least ? "integer_below_min_value" : "integer_above_max_value",
                            "Invalid '" + field + "': expected a value from " + least + " to " + most + ", but got "
                                    + number + " instead.")
                    .rejected();
        }
        return OptionalInt.of((int) number);
    }

    /// A number within bounds where it is given.
    static void range(JsonNode body, String field, double least, double most) {
        JsonNode value = body.path(field);
        if (Json.given(value) && (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most)) {
            throw Problem.invalid(
                            field,
                            "invalid_value",
                            "Invalid '" + field + "': expected a number from " + least + " to " + most + ".")
                    .rejected();
        }
    }

    /// Texts, given as one or as a list.
    static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isString()) {
            texts.add(value.stringValue());
        }
        if (value.isArray()) {
            value.forEach(each -> texts.add(each.stringValue("")));
        }
        return texts.stream().filter(text -> !text.isEmpty()).toList();
    }

    /// How many bytes a base64 text stands for, in either alphabet; nothing where it is none.
    static Optional<Integer> bytes(String base64) {
        try {
            return Optional.of(
                    Base64.getMimeDecoder().decode(base64.replace('-', '+').replace('_', '/')).length);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// What stands in an answer for a medium: `image image/png 68 bytes`.
    static String medium(String kind, String type, String base64) {
        return kind + " " + type + " " + bytes(base64).map(String::valueOf).orElse("no") + " bytes";
    }
}
