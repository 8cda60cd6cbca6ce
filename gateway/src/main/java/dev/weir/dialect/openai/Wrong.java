package dev.weir.dialect.openai;

import dev.weir.chat.Failure.BadRequest;
import dev.weir.dialect.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request is not what the API takes. Thrown while a body is read and turned into a value where reading began; says
/// it in the API's own words, and then what to do.
final class Wrong extends RuntimeException {
    private final transient BadRequest failure;

    private Wrong(BadRequest failure) {
        super(failure.message());
        this.failure = failure;
    }

    BadRequest failure() {
        return failure;
    }

    /// @param at JSON pointer of the field at fault, or null when none is
    static Wrong said(String message, @Nullable String at, @Nullable String code) {
        return new Wrong(new BadRequest(message, at == null ? null : param(at), code));
    }

    static Wrong missing(String at) {
        return said(
                "Missing required parameter: '" + param(at) + "'. Add it to the request.",
                at,
                "missing_required_parameter");
    }

    static Wrong type(String at, String expected, String found) {
        return said(
                "Invalid type for '" + param(at) + "': expected " + expected + ", but got " + found + " instead.",
                at,
                "invalid_type");
    }

    static Wrong type(Fields.WrongType wrong) {
        return type(wrong.at(), wrong.expected(), wrong.found());
    }

    /// A word that is none of those the API knows here.
    static Wrong value(String at, String given, List<String> supported) {
        String quoted = String.join("', '", supported.subList(0, supported.size() - 1));
        String last = supported.getLast();
        String list = supported.size() == 1
                ? "'" + last + "'"
                : "'" + quoted + (supported.size() == 2 ? "' and '" : "', and '") + last + "'";
        return said("Invalid value: '" + given + "'. Supported values are: " + list + ".", at, "invalid_value");
    }

    static Wrong format(String at, String sentence) {
        return said("Invalid '" + param(at) + "'. " + sentence, at, "invalid_value");
    }

    static Wrong empty(String at, String kind) {
        String article = "an empty " + kind;
        return said(
                "Invalid '" + param(at) + "': empty " + kind + ". Expected " + (kind.equals("array") ? "an " : "a ")
                        + kind + " with minimum length 1, but got " + article + " instead.",
                at,
                "empty_" + kind);
    }

    /// A number outside of its range.
    ///
    /// @param kind `integer` or `decimal`
    static Wrong range(String at, String kind, Number least, Number most, Number given) {
        boolean below = given.doubleValue() < least.doubleValue();
        return said(
                "Invalid '" + param(at) + "': " + kind + (below ? " below minimum" : " above maximum")
                        + " value. Expected a value " + (below ? ">= " + least : "<= " + most) + ", but got " + given
                        + " instead.",
                at,
                kind + (below ? "_below_min_value" : "_above_max_value"));
    }

    /// A JSON pointer as the API names fields: `/messages/0/content` is `messages[0].content`.
    static String param(String at) {
        StringBuilder out = new StringBuilder(at.length());
        for (String step : at.substring(at.isEmpty() ? 0 : 1).split("/", -1)) {
            if (!step.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
                out.append('[').append(step).append(']');
            } else {
                out.append(out.isEmpty() ? "" : ".").append(step);
            }
        }
        return out.toString();
    }
}
