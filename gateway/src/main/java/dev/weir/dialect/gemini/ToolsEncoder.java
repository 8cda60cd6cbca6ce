package dev.weir.dialect.gemini;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes tools and the choice among them.
///
/// Functions are declared with `parametersJsonSchema`, which takes any JSON Schema on every version of the API.
final class ToolsEncoder {
    /// The one argument of a tool that takes free text.
    static final String FREE_TEXT = "input";

    /// Fields of a hosted tool's declaration that say what it is, nothing more.
    private static final Set<String> LABELS = Set.of("type", "name");

    private final Losses losses;
    private final ObjectNode body;
    private final ArrayNode declarations = Json.array();
    private final ArrayNode hosted = Json.array();

    ToolsEncoder(Losses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(ToolSet tools) {
        for (int i = 0; i < tools.tools().size(); i++) {
            String at = losses.path(tools.tools().get(i), i);
            switch (tools.tools().get(i)) {
                case Tool.Function function -> function(function, at);
                case Tool.Custom custom -> custom(custom, at);
                case Tool.Hosted tool -> hosted(tool, at);
            }
        }
        ArrayNode all = Json.array();
        if (!declarations.isEmpty()) {
            ObjectNode functions = Json.object();
            functions.set("functionDeclarations", declarations);
            all.add(functions);
        }
        hosted.forEach(all::add);
        if (!all.isEmpty()) {
            body.set("tools", all);
        }
        ObjectNode config = Json.object();
        choice(tools.choice(), config);
        if (!declarations.isEmpty() && !hosted.isEmpty()) {
            config.put("includeServerSideToolInvocations", true);
            losses.added(
                    "/toolConfig/includeServerSideToolInvocations",
                    "Gemini demands it where its own tools stand beside functions.");
        }
        if (!config.isEmpty()) {
            body.set("toolConfig", config);
        }
        if (Boolean.FALSE.equals(tools.parallel())) {
            losses.dropped(Setting.PARALLEL, "Gemini cannot be kept from calling several functions at once.");
        }
    }

    private void function(Tool.Function function, String at) {
        ObjectNode node = declaration(function.name(), function.description());
        if (function.schema() != null) {
            node.set("parametersJsonSchema", function.schema());
        }
        if (Boolean.TRUE.equals(function.strict())) {
            losses.dropped(losses.path(at, Detail.STRICT), "Gemini does not promise that arguments follow the schema.");
        }
        marks(function, at, node);
        declarations.add(node);
    }

    private void custom(Tool.Custom custom, String at) {
        ObjectNode node = declaration(custom.name(), custom.description());
        ObjectNode properties = Json.object();
        properties.set(FREE_TEXT, Json.object().put("type", "string"));
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("properties", properties);
        schema.set("required", Json.array().add(FREE_TEXT));
        node.set("parametersJsonSchema", schema);
        losses.coerced(at, "Gemini has no tools that take free text: declared as a function with one argument.");
        if (custom.format() != null) {
            losses.dropped(losses.path(at, Detail.FORMAT), "Gemini takes no grammars.");
        }
        marks(custom, at, node);
        declarations.add(node);
    }

    private static ObjectNode declaration(String name, @Nullable String description) {
        ObjectNode node = Json.object().put("name", name);
        return description == null ? node : node.put("description", description);
    }

    private void hosted(Tool.Hosted tool, String at) {
        if (tool.dialect().equals(GeminiProviderCodec.DIALECT)) {
            marks(tool, at, Json.object());
            hosted.add(tool.raw());
            return;
        }
        String name = switch (tool.kind()) {
            case WEB_SEARCH -> "googleSearch";
            case WEB_FETCH -> "urlContext";
            case CODE_EXECUTION -> "codeExecution";
            case FILE_SEARCH, OTHER -> null;
        };
        if (name == null) {
            losses.dropped(at, "Gemini has no tool of this kind of its own.");
        } else {
            losses.renamed(at, "Gemini's own tool for this is " + name + ".");
            ObjectNode node = Json.object();
            node.set(name, Json.object());
            hosted.add(node);
            options(tool.raw(), at);
        }
        losses.nowhere(tool.marks(), at);
    }

    /// Options of another dialect's tool, which Gemini's has not.
    private void options(JsonNode raw, String at) {
        if (raw instanceof ObjectNode object) {
            for (var option : object.properties()) {
                if (!LABELS.contains(option.getKey()) && !option.getValue().isNull()) {
                    losses.dropped(at + "/" + option.getKey(), "Gemini's own tool has no such option.");
                }
            }
        }
    }

    private void marks(Tool tool, String at, ObjectNode into) {
        if (tool.marks().seal() != null) {
            losses.nowhere(tool.marks(), at);
        } else {
            losses.marks(tool.marks(), at, into);
        }
    }

    private void choice(ToolChoice choice, ObjectNode config) {
        if (declarations.isEmpty()) {
            switch (choice) {
                case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> {}
                case ToolChoice.Required _, ToolChoice.Named _, ToolChoice.Allowed _ ->
                    losses.dropped(Setting.TOOL_CHOICE, "Gemini can be told to call declared functions only.");
            }
            return;
        }
        switch (choice) {
            case ToolChoice.Unsaid _ -> {}
            case ToolChoice.Auto _ -> mode(config, "AUTO", List.of());
            case ToolChoice.None _ -> mode(config, "NONE", List.of());
            case ToolChoice.Required _ -> mode(config, "ANY", List.of());
            case ToolChoice.Named named -> mode(config, "ANY", List.of(named.name()));
            case ToolChoice.Allowed allowed -> {
                switch (allowed.mode()) {
                    case REQUIRED -> mode(config, "ANY", allowed.names());
                    case AUTO -> {
                        // AUTO takes no names; VALIDATED is AUTO with names, and holds calls to their schemas.
                        losses.coerced(Setting.TOOL_CHOICE, "Gemini narrows the choice in its mode VALIDATED only.");
                        mode(config, "VALIDATED", allowed.names());
                    }
                }
            }
        }
    }

    private static void mode(ObjectNode config, String mode, List<String> names) {
        ObjectNode calling = Json.object().put("mode", mode);
        if (!names.isEmpty()) {
            ArrayNode allowed = Json.array();
            names.forEach(allowed::add);
            calling.set("allowedFunctionNames", allowed);
        }
        config.set("functionCallingConfig", calling);
    }
}
