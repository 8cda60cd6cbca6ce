package dev.weir.sim;

import dev.weir.wire.TreeReader;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees, read and written.
final class Json {
    private Json() {}

    /// Made when something is first written: a start needs none.
    private static final class Writing {
        private static final JsonMapper MAPPER = JsonMapper.shared();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode string(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// Reads a text.
    ///
    /// @throws JacksonException when it is no JSON
    static JsonNode read(String text) {
        return TreeReader.read(text);
    }

    static JsonNode read(byte[] bytes) {
        return TreeReader.read(bytes, 0, bytes.length);
    }

    static String write(JsonNode node) {
        return Writing.MAPPER.writeValueAsString(node);
    }

    static String pretty(JsonNode node) {
        return Writing.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    /// The inside of a JSON string.
    static String quote(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                StringBuilder quoted = new StringBuilder(text.length() + 8);
                JsonStringEncoder.getInstance().quoteAsString(text, quoted);
                return quoted.toString();
            }
        }
        return text;
    }

    /// A field under its camelCase name or, where that is missing, its snake_case one.
    static JsonNode either(JsonNode object, String camel) {
        JsonNode found = object.path(camel);
        return found.isMissingNode() ? object.path(snake(camel)) : found;
    }

    static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /// Whether a field is there and not null.
    static boolean given(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
