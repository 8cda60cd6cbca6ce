package dev.weir.dialect.gemini;

import dev.weir.chat.Part;
import dev.weir.chat.Part.Outcome;
import dev.weir.dialect.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool brought, as the JSON object that Gemini has for it and as the words that everybody else has.
///
/// An object goes as its JSON. `{"result": WORDS}` is words and nothing more, as the SDKs wrap what a function returns;
/// `{"error": …}` is how a tool says that it failed.
final class FunctionResponses {
    private static final String RESULT = "result";
    private static final String ERROR = "error";

    private FunctionResponses() {}

    /// Reads a response.
    ///
    /// @param into takes the words
    static Outcome read(ObjectNode response, List<Part> into) {
        if (response.isEmpty()) {
            return Outcome.OK;
        }
        JsonNode result = response.size() == 1 ? response.get(RESULT) : null;
        JsonNode error = response.size() == 1 ? response.get(ERROR) : null;
        if (error != null && (error.isObject() || isWords(error))) {
            String words = error.isObject() ? Json.text(error) : error.stringValue();
            if (!words.isEmpty()) {
                into.add(new Part.Text(words));
            }
            return Outcome.ERROR;
        }
        into.add(new Part.Text(result != null && isWords(result) ? result.stringValue() : Json.text(response)));
        return Outcome.OK;
    }

    /// A text that would not be taken for an object when it is wrapped again.
    private static boolean isWords(JsonNode value) {
        return value.isString() && !(Json.readOrNull(value.stringValue()) instanceof ObjectNode);
    }
}
