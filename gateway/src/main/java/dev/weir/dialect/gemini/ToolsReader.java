package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Tool;
import dev.weir.chat.Tool.Hosted.Kind;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `tools` and `toolConfig`. A tool of Gemini's has no type: each key of its object is one.
final class ToolsReader {
    private static final String FUNCTIONS = "functionDeclarations";

    private static final Map<String, Kind> HOSTED = Map.of(
            "googleSearch", Kind.WEB_SEARCH,
            "googleSearchRetrieval", Kind.WEB_SEARCH,
            "enterpriseWebSearch", Kind.WEB_SEARCH,
            "parallelAiSearch", Kind.WEB_SEARCH,
            "exaAiSearch", Kind.WEB_SEARCH,
            "codeExecution", Kind.CODE_EXECUTION,
            "urlContext", Kind.WEB_FETCH,
            "fileSearch", Kind.FILE_SEARCH);

    private final List<Tool> tools = new ArrayList<>();

    /// @param left takes what is not read of the choice
    ToolSet read(Fields request, ObjectNode left) {
        for (Fields tool : Lenient.objects(request, "tools")) {
            for (Fields function : Lenient.objects(tool, FUNCTIONS)) {
                tools.add(function(function));
            }
            tool.node().forEachEntry((key, value) -> {
                if (!key.equals(FUNCTIONS) && !value.isNull()) {
                    tools.add(hosted(key, value, tool.at()));
                }
            });
        }
        ToolChoice choice = choice(request, left);
        return tools.isEmpty() && choice instanceof ToolChoice.Unsaid ? ToolSet.NONE : new ToolSet(tools, choice, null);
    }

    private static Tool function(Fields function) {
        String name = function.text("name");
        if (name == null || name.isEmpty()) {
            throw Wrong.request(
                    function.at() + "/name", "Invalid function name. Must start with a letter or an underscore.");
        }
        String description = function.text("description");
        JsonNode own = function.any("parameters");
        JsonNode standard = function.any("parametersJsonSchema");
        if (own != null && standard != null) {
            throw Wrong.request(
                    function.at() + "/parametersJsonSchema",
                    "only one of parameters and parameters_json_schema may be set.");
        }
        JsonNode schema = own == null ? standard : SchemaReader.jsonSchema(own);
        return new Tool.Function(name, description, schema, null, Marks.at(function.place()));
    }

    private static Tool hosted(String key, JsonNode value, String at) {
        ObjectNode raw = Json.object();
        raw.set(key, value);
        return new Tool.Hosted(
                HOSTED.getOrDefault(key, Kind.OTHER),
                GeminiProviderCodec.DIALECT,
                raw,
                Marks.at(new Extras(GeminiProviderCodec.DIALECT, at, Map.of())));
    }

    private ToolChoice choice(Fields request, ObjectNode left) {
        Fields config = request.object("toolConfig");
        Fields calling = config == null ? null : config.object("functionCallingConfig");
        if (config == null) {
            return new ToolChoice.Unsaid();
        }
        ToolChoice choice = calling == null ? new ToolChoice.Unsaid() : choice(calling);
        ObjectNode rest = Json.object();
        config.rest().fields().forEach(rest::set);
        if (calling != null) {
            ConfigReader.put(rest, "functionCallingConfig", calling.rest());
        }
        if (!rest.isEmpty()) {
            left.set("toolConfig", rest);
        }
        return choice;
    }

    private ToolChoice choice(Fields calling) {
        String mode = calling.text("mode");
        List<String> names = names(calling);
        return switch (mode == null ? "MODE_UNSPECIFIED" : mode.toUpperCase(Locale.ROOT)) {
            case "MODE_UNSPECIFIED" -> unsaid(calling, names);
            case "AUTO" ->
                names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(ToolChoice.Mode.AUTO, names);
            case "ANY" ->
                switch (names.size()) {
                    case 0 -> new ToolChoice.Required();
                    case 1 -> new ToolChoice.Named(ToolKind.FUNCTION, names.getFirst());
                    default -> new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, names);
                };
            case "NONE" -> new ToolChoice.None();
            case "VALIDATED" -> {
                if (names.isEmpty()) {
                    // As the model sees fit, its calls held to their schemas: a promise that is Gemini's.
                    calling.leave("mode");
                    yield new ToolChoice.Unsaid();
                }
                yield new ToolChoice.Allowed(ToolChoice.Mode.AUTO, names);
            }
            default ->
                throw Wrong.said(
                        "Invalid value at '" + Wrong.field(calling.at() + "/mode") + "' (TYPE_ENUM), \"" + mode + "\"",
                        calling.at() + "/mode");
        };
    }

    private static ToolChoice unsaid(Fields calling, List<String> names) {
        if (!names.isEmpty()) {
            throw Wrong.request(
                    calling.at() + "/allowedFunctionNames",
                    "allowed_function_names should only be set when mode is ANY or VALIDATED.");
        }
        return new ToolChoice.Unsaid();
    }

    private List<String> names(Fields calling) {
        ArrayNode allowed = calling.array("allowedFunctionNames");
        List<String> out = new ArrayList<>();
        for (int i = 0; allowed != null && i < allowed.size(); i++) {
            String at = calling.at() + "/allowedFunctionNames/" + i;
            if (!allowed.get(i).isString()) {
                throw new Fields.WrongType(at, "a string", allowed.get(i));
            }
            out.add(known(allowed.get(i).stringValue(), at));
        }
        return out;
    }

    private String known(String name, @Nullable String at) {
        boolean declared = tools.stream()
                .anyMatch(tool -> tool instanceof Tool.Function function
                        && function.name().equals(name));
        if (!declared) {
            throw Wrong.said(
                    "allowed_function_names contains the function '" + name
                            + "', which is not among the function_declarations.",
                    at);
        }
        return name;
    }
}
