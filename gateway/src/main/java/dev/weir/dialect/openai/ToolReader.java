package dev.weir.dialect.openai;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Tool;
import dev.weir.chat.Tool.Hosted.Kind;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.ProviderTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the tools of a request: the API's own, and the ones that providers run themselves, each in its provider's
/// words, as clients of other gateways send them through Chat Completions.
final class ToolReader {
    private static final List<String> TYPES = List.of("function", "custom");
    private static final List<String> CHOICES = List.of("none", "auto", "required");

    private final List<Tool> tools = new ArrayList<>();

    /// @param request whose tool fields are read
    /// @param rest takes what is left of the choice
    ToolSet read(Fields request, Leftovers rest) {
        for (Fields tool : request.objects("tools")) {
            tool(tool);
        }
        for (Fields function : request.objects("functions")) {
            tools.add(function(function, function, CacheMarks.read(function)));
        }
        JsonNode search = request.node().get("web_search_options");
        if (search instanceof ObjectNode options) {
            request.skip("web_search_options");
            tools.add(new Tool.Hosted(
                    Kind.WEB_SEARCH,
                    ChatClientCodec.DIALECT,
                    options,
                    Marks.at(new Extras(ChatClientCodec.DIALECT, "/web_search_options", Map.of()))));
        }
        ToolChoice choice = choice(request, rest);
        Boolean parallel = request.flag("parallel_tool_calls");
        return tools.isEmpty() && choice instanceof ToolChoice.Unsaid && parallel == null
                ? ToolSet.NONE
                : new ToolSet(tools, choice, parallel);
    }

    private void tool(Fields tool) {
        String type = tool.text("type");
        if (type == null) {
            gemini(tool);
            return;
        }
        switch (type) {
            case "function" -> {
                Fields function = tool.object("function");
                if (function == null) {
                    throw OpenAiRejection.missing(tool.at() + "/function");
                }
                CacheMark outer = CacheMarks.read(tool);
                CacheMark cache = outer == null ? CacheMarks.read(function) : outer;
                tools.add(function(function, tool, cache));
            }
            case "custom" -> tools.add(custom(tool));
            default -> hosted(type, tool);
        }
    }

    private static Tool function(Fields function, Fields outer, @Nullable CacheMark cache) {
        String name = name(function);
        String description = function.text("description");
        Fields parameters = function.object("parameters");
        Boolean strict = function.flag("strict");
        Leftovers rest = new Leftovers(outer);
        if (outer != function) {
            rest.and("function", function);
        }
        return new Tool.Function(
                name,
                description,
                parameters == null ? null : parameters.node(),
                strict,
                new Marks(null, cache, rest.place()));
    }

    private static Tool custom(Fields tool) {
        Fields custom = tool.object("custom");
        if (custom == null) {
            throw OpenAiRejection.missing(tool.at() + "/custom");
        }
        String name = name(custom);
        String description = custom.text("description");
        JsonNode format = custom.any("format");
        CacheMark cache = CacheMarks.read(tool);
        Marks marks =
                new Marks(null, cache, new Leftovers(tool).and("custom", custom).place());
        return new Tool.Custom(name, description, format, marks);
    }

    private static String name(Fields fields) {
        String name = fields.text("name");
        if (name == null) {
            throw OpenAiRejection.missing(fields.at() + "/name");
        }
        if (name.isEmpty()) {
            throw OpenAiRejection.empty(fields.at() + "/name", "string");
        }
        return name;
    }

    private void hosted(String type, Fields tool) {
        Marks marks = new Marks(null, CacheMarks.read(tool), new Extras(ChatClientCodec.DIALECT, tool.at(), Map.of()));
        Tool.Hosted hosted = ProviderTools.typed(type, tool.node(), marks);
        if (hosted == null) {
            throw OpenAiRejection.value(tool.at() + "/type", type, TYPES);
        }
        tools.add(hosted);
    }

    /// Gemini's tools have no type: each key of the object is one.
    private void gemini(Fields tool) {
        List<Tool> found = ProviderTools.untyped(tool);
        if (found.isEmpty()) {
            throw OpenAiRejection.missing(tool.at() + "/type");
        }
        tools.addAll(found);
    }

    private ToolChoice choice(Fields request, Leftovers rest) {
        JsonNode legacy = request.any("function_call");
        JsonNode choice = request.any("tool_choice");
        ToolChoice read = choice == null
                ? legacy == null ? new ToolChoice.Unsaid() : legacy(legacy)
                : switch (choice) {
                    case ObjectNode node ->
                        named(new Fields(node, "/tool_choice", ChatClientCodec.DIALECT, Fields.Mode.STRICT), rest);
                    case JsonNode word when word.isString() -> word(word.stringValue(), "/tool_choice");
                    default -> throw new Fields.WrongType("/tool_choice", "one of a string or an object", choice);
                };
        switch (read) {
            case ToolChoice.Required _, ToolChoice.Named _, ToolChoice.Allowed _ -> {
                if (tools.isEmpty()) {
                    throw OpenAiRejection.said(
                            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are"
                                    + " specified.",
                            "/tool_choice",
                            null);
                }
            }
            case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> {}
        }
        return read;
    }

    private static ToolChoice word(String word, String at) {
        return switch (word) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required", "any" -> new ToolChoice.Required();
            default -> throw OpenAiRejection.value(at, word, CHOICES);
        };
    }

    private static ToolChoice legacy(JsonNode choice) {
        if (choice.isString()) {
            return word(choice.stringValue(), "/function_call");
        }
        if (choice instanceof ObjectNode node) {
            Fields fields = new Fields(node, "/function_call", ChatClientCodec.DIALECT, Fields.Mode.STRICT);
            return new ToolChoice.Named(ToolKind.FUNCTION, name(fields));
        }
        throw new Fields.WrongType("/function_call", "one of a string or an object", choice);
    }

    private ToolChoice named(Fields choice, Leftovers rest) {
        String type = choice.text("type");
        if (type == null) {
            throw OpenAiRejection.missing("/tool_choice/type");
        }
        return switch (type) {
            case "function", "custom" -> {
                Fields nested = choice.object(type);
                String name = name(nested == null ? choice : nested);
                rest.and("tool_choice", new Leftovers(choice).and(type, nested).extras());
                yield new ToolChoice.Named(type.equals("custom") ? ToolKind.CUSTOM : ToolKind.FUNCTION, known(name));
            }
            case "allowed_tools" -> allowed(choice, rest);
            case "none", "auto", "required", "any" -> {
                rest.and("tool_choice", choice.rest());
                yield word(type, "/tool_choice/type");
            }
            default ->
                throw OpenAiRejection.value("/tool_choice/type", type, List.of("function", "custom", "allowed_tools"));
        };
    }

    private ToolChoice allowed(Fields choice, Leftovers rest) {
        Fields nested = choice.object("allowed_tools");
        Fields allowed = nested == null ? choice : nested;
        String mode = allowed.text("mode");
        if (mode == null) {
            throw OpenAiRejection.missing(allowed.at() + "/mode");
        }
        List<String> names = new ArrayList<>();
        for (Fields tool : allowed.objects("tools")) {
            String type = tool.text("type");
            Fields inner = type == null ? null : tool.object(type);
            names.add(known(name(inner == null ? tool : inner)));
        }
        if (names.isEmpty()) {
            throw OpenAiRejection.empty(allowed.at() + "/tools", "array");
        }
        rest.and(
                "tool_choice",
                new Leftovers(choice).and("allowed_tools", nested).extras());
        return switch (mode) {
            case "auto" -> new ToolChoice.Allowed(ToolChoice.Mode.AUTO, names);
            case "required" -> new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, names);
            default -> throw OpenAiRejection.value(allowed.at() + "/mode", mode, List.of("auto", "required"));
        };
    }

    private String known(String name) {
        boolean there = tools.stream().anyMatch(tool -> switch (tool) {
            case Tool.Function function -> function.name().equals(name);
            case Tool.Custom custom -> custom.name().equals(name);
            case Tool.Hosted _ -> true;
        });
        if (!there && !tools.isEmpty()) {
            throw OpenAiRejection.said(
                    "Tool choice '" + name + "' not found in 'tools' parameter.", "/tool_choice", null);
        }
        return name;
    }
}
