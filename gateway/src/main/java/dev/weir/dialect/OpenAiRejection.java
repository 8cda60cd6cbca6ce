package dev.weir.dialect;

import dev.weir.chat.Failure.BadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request is not what the API takes. Thrown while a body is read and turned into a value where reading began; says
/// it in the API's own words, and then what to do.
public final class OpenAiRejection extends RuntimeException {
    private final transient BadRequest failure;

    private OpenAiRejection(BadRequest failure) {
        super(failure.message());
        this.failure = failure;
    }

    public BadRequest failure() {
        return failure;
    }

    /// @param at JSON pointer of the field at fault, or null when none is
    public static OpenAiRejection said(String message, @Nullable String at, @Nullable String code) {
        return new OpenAiRejection(new BadRequest(message, at == null ? null : param(at), code));
    }

    public static OpenAiRejection missing(String at) {
        return said(
                "Missing required parameter: '" + param(at) + "'. Add it to the request.",
                at,
                "missing_required_parameter");
    }

    public static OpenAiRejection type(String at, String expected, String found) {
        return said(
                "Invalid type for '" + param(at) + "': expected " + expected + ", but got " + found + " instead.",
                at,
                "invalid_type");
    }

    public static OpenAiRejection type(Fields.WrongType wrong) {
        return type(wrong.at(), wrong.expected(), wrong.found());
    }

    /// A word that is none of those the API knows here.
    public static OpenAiRejection value(String at, String given, List<String> supported) {
        String quoted = String.join("', '", supported.subList(0, supported.size() - 1));
        String last = supported.getLast();
        String list = supported.size() == 1
                ? "'" + last + "'"
                : "'" + quoted + (supported.size() == 2 ? "' and '" : "', and '") + last + "'";
        return said("Invalid value: '" + given + "'. Supported values are: " + list + ".", at, "invalid_value");
    }

    public static OpenAiRejection format(String at, String sentence) {
        return said("Invalid '" + param(at) + "'. " + sentence, at, "invalid_value");
    }

    public static OpenAiRejection empty(String at, String kind) {
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
    public static OpenAiRejection range(String at, String kind, Number least, Number most, Number given) {
        boolean below = given.doubleValue() < least.doubleValue();
        return said(
                "Invalid '" + param(at) + "': " + kind + (below ? " below minimum" : " above maximum")
                        + " value. Expected a value " + (below ? ">= " + least : "<= " + most) + ", but got " + given
                        + " instead.",
                at,
                kind + (below ? "_below_min_value" : "_above_max_value"));
    }

    /// A JSON pointer as the API names fields: `/messages/0/content` is `messages[0].content`.
    public static String param(String at) {
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
