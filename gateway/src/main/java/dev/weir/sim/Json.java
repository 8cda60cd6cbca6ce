package dev.weir.sim;

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

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

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
        return MAPPER.readTree(text);
    }

    static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static String pretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
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
