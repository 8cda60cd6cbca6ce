package dev.weir.dialect;

import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;

/// What the probes of OpenAI's dialects read alike off a request's bytes, and refuse in the same words.
public final class OpenAiProbe {
    private OpenAiProbe() {}

    /// Why a body cannot be read.
    ///
    /// @param noObject the sentence for JSON that is no object
    public static OpenAiRejection unreadable(JsonCursor json, String noObject) {
        if (json.kind() != JsonCursor.Kind.BROKEN) {
            return OpenAiRejection.said(noObject, null, null);
        }
        return OpenAiRejection.said(
                "We could not parse the JSON body of your request: it is not valid JSON at byte " + json.brokenAt()
                        + ". Let a JSON library or an SDK write it, and send it as application/json.",
                null,
                null);
    }

    /// The model under the cursor, or null where it is not named.
    public static @Nullable String model(JsonCursor json) {
        return switch (json.kind()) {
            case STRING -> json.isNonEmptyString() ? json.string() : null;
            case NULL, BROKEN -> null;
            case OBJECT -> throw OpenAiRejection.type("/model", "a string", "an object");
            case ARRAY -> throw OpenAiRejection.type("/model", "a string", "an array");
            case NUMBER -> throw OpenAiRejection.type("/model", "a string", "a number");
            case TRUE, FALSE -> throw OpenAiRejection.type("/model", "a string", "a boolean");
        };
    }

    /// The yes or no under the cursor.
    ///
    /// @param at its JSON pointer
    public static boolean flag(JsonCursor json, String at) {
        return switch (json.kind()) {
            case TRUE -> true;
            case FALSE, NULL, BROKEN -> false;
            case STRING -> throw OpenAiRejection.type(at, "a boolean", "a string");
            case OBJECT -> throw OpenAiRejection.type(at, "a boolean", "an object");
            case ARRAY -> throw OpenAiRejection.type(at, "a boolean", "an array");
            case NUMBER -> throw OpenAiRejection.type(at, "a boolean", "a number");
        };
    }
}
