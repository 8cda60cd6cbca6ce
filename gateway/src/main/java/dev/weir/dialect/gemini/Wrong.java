package dev.weir.dialect.gemini;

import dev.weir.chat.Failure.BadRequest;
import dev.weir.dialect.Fields;
import org.jspecify.annotations.Nullable;

/// A request is not what the API takes. Thrown while a body is read and turned into a value where reading began; says
/// it in the API's own words.
final class Wrong extends RuntimeException {
    private static final String INVALID = "INVALID_ARGUMENT";

    private final transient BadRequest failure;

    private Wrong(BadRequest failure) {
        super(failure.message());
        this.failure = failure;
    }

    BadRequest failure() {
        return failure;
    }

    /// @param at JSON pointer of the field at fault, or null when none is
    static Wrong said(String message, @Nullable String at) {
        return new Wrong(new BadRequest(message, at == null ? null : field(at), INVALID));
    }

    static Wrong noJson() {
        return said(
                "Invalid JSON payload received. It is not valid JSON. Let a JSON library or an SDK write it, and send"
                        + " it as application/json.",
                null);
    }

    static Wrong noObject() {
        return said("Invalid JSON payload received. Unknown name \"\": Root element must be a message.", null);
    }

    static Wrong noContents() {
        return request("/contents", "contents is not specified");
    }

    /// What a request as a whole is checked for.
    static Wrong request(String at, String sentence) {
        return said("* GenerateContentRequest." + field(at) + ": " + sentence, at);
    }

    static Wrong value(String at, String sentence) {
        return said("Invalid value at '" + field(at) + "': " + sentence, at);
    }

    static Wrong type(Fields.WrongType wrong) {
        String kind = switch (wrong.expected()) {
            case "a string" -> "TYPE_STRING";
            case "a boolean" -> "TYPE_BOOL";
            case "an integer" -> "TYPE_INT32";
            case "a decimal" -> "TYPE_FLOAT";
            default -> wrong.expected();
        };
        return said(
                "Invalid value at '" + field(wrong.at()) + "' (" + kind + "), " + wrong.found() + " was sent",
                wrong.at());
    }

    /// A JSON pointer as the API names fields: `/contents/0/inlineData` is `contents[0].inline_data`.
    static String field(String at) {
        StringBuilder out = new StringBuilder(at.length());
        for (String step : at.substring(at.isEmpty() ? 0 : 1).split("/", -1)) {
            if (!step.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
                out.append('[').append(step).append(']');
            } else {
                out.append(out.isEmpty() ? "" : ".").append(Spelling.snake(step));
            }
        }
        return out.toString();
    }
}
