package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.ProviderTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the tools of a request: functions and custom tools, flat where Chat Completions nests them; those in a
/// namespace, which stays with them as a field of theirs; and the ones that providers run themselves.
final class ToolReader {
    static final String NAMESPACE = "namespace";
    private static final List<String> TYPES = List.of(
            "function",
            "custom",
            "namespace",
            "web_search",
            "file_search",
            "code_interpreter",
            "image_generation",
            "mcp",
            "computer",
            "local_shell",
            "shell",
            "apply_patch",
            "tool_search");
    private static final List<String> CHOICES = List.of("none", "auto", "required");

    private final List<Tool> tools = new ArrayList<>();
    private final Leftovers rest;

    /// @param rest takes what is left of the choice
    ToolReader(Leftovers rest) {
        this.rest = rest;
    }

    /// @param more tools that the conversation declares
    ToolSet read(Fields request, List<Fields> more) {
        for (Fields tool : request.objects("tools")) {
            tool(tool);
        }
        for (Fields tool : more) {
            String name = tool.node().path("name").asString("");
            if (tools.stream().noneMatch(known -> name(known).equals(name))) {
                tool(tool);
            }
        }
        ToolChoice choice = choice(request);
        Boolean parallel = request.flag("parallel_tool_calls");
        return tools.isEmpty() && choice instanceof ToolChoice.Unsaid && parallel == null
                ? ToolSet.NONE
                : new ToolSet(tools, choice, parallel);
    }

    private void tool(Fields tool) {
        String type = tool.text("type");
        if (type == null) {
            List<Tool> found = ProviderTools.untyped(tool);
            if (found.isEmpty()) {
                throw OpenAiRejection.missing(tool.at() + "/type");
            }
            tools.addAll(found);
            return;
        }
        switch (type) {
            case "function" -> tools.add(function(tool, null));
            case "custom" -> tools.add(custom(tool, null));
            case NAMESPACE -> namespace(tool);
            default -> {
                Marks marks = new Marks(
                        null, CacheMarks.read(tool), new Extras(ResponsesClientCodec.DIALECT, tool.at(), Map.of()));
                Tool.Hosted hosted = ProviderTools.typed(type, tool.node(), marks);
                if (hosted == null) {
                    throw OpenAiRejection.value(tool.at() + "/type", type, TYPES);
                }
                tools.add(hosted);
            }
        }
    }

    private void namespace(Fields namespace) {
        String name = required(namespace);
        ObjectNode said = Json.object().put("name", name);
        String description = namespace.text("description");
        if (description != null) {
            said.put("description", description);
        }
        List<Fields> members = namespace.objects("tools");
        namespace.rest().fields().forEach(said::set);
        for (Fields tool : members) {
            boolean custom = "custom".equals(tool.text("type"));
            tools.add(custom ? custom(tool, said) : function(tool, said));
        }
    }

    private static Tool function(Fields tool, @Nullable ObjectNode namespace) {
        String name = required(tool);
        String description = tool.text("description");
        Fields parameters = tool.object("parameters");
        Boolean strict = tool.flag("strict");
        return new Tool.Function(
                name, description, parameters == null ? null : parameters.node(), strict, marks(tool, namespace));
    }

    private static Tool custom(Fields tool, @Nullable ObjectNode namespace) {
        String name = required(tool);
        String description = tool.text("description");
        JsonNode format = tool.any("format");
        return new Tool.Custom(name, description, format, marks(tool, namespace));
    }

    private static Marks marks(Fields tool, @Nullable ObjectNode namespace) {
        if (tool.node().path("defer_loading").isBoolean()
                && !tool.node().path("defer_loading").booleanValue()) {
            tool.skip("defer_loading");
        }
        var cache = CacheMarks.read(tool);
        Map<String, JsonNode> fields = new LinkedHashMap<>(tool.rest().fields());
        if (namespace != null) {
            fields.put(NAMESPACE, namespace);
        }
        return new Marks(null, cache, new Extras(ResponsesClientCodec.DIALECT, tool.at(), fields));
    }

    private static String required(Fields tool) {
        String name = ContentReader.required(tool, "name");
        if (name.isEmpty()) {
            throw OpenAiRejection.empty(tool.at() + "/name", "string");
        }
        return name;
    }

    private ToolChoice choice(Fields request) {
        JsonNode choice = request.any("tool_choice");
        ToolChoice read = switch (choice) {
            case null -> new ToolChoice.Unsaid();
            case ObjectNode node ->
                named(new Fields(node, "/tool_choice", ResponsesClientCodec.DIALECT, Fields.Mode.STRICT));
            case JsonNode word when word.isString() -> word(word.stringValue());
            default -> throw new Fields.WrongType("/tool_choice", "one of a string or an object", choice);
        };
        if (tools.isEmpty() && forces(read)) {
            throw OpenAiRejection.said(
                    "Tool choice 'required' must be specified with 'tools' parameter.", "/tool_choice", null);
        }
        return read;
    }

    private static boolean forces(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Required _, ToolChoice.Named _, ToolChoice.Allowed _ -> true;
            case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> false;
        };
    }

    private static ToolChoice word(String word) {
        return switch (word) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required();
            default -> throw OpenAiRejection.value("/tool_choice", word, CHOICES);
        };
    }

    private ToolChoice named(Fields choice) {
        String type = choice.text("type");
        if (type == null) {
            throw OpenAiRejection.missing("/tool_choice/type");
        }
        ToolChoice read = switch (type) {
            case "function", "custom" -> {
                String name = known(ContentReader.required(choice, "name"));
                yield new ToolChoice.Named(type.equals("custom") ? ToolKind.CUSTOM : ToolKind.FUNCTION, name);
            }
            case "allowed_tools" -> allowed(choice);
            default -> {
                // A tool of the provider's own must be called: that some tool must is what others understand.
                choice.leave("type");
                yield new ToolChoice.Required();
            }
        };
        rest.and("tool_choice", choice.rest());
        return read;
    }

    private ToolChoice allowed(Fields choice) {
        String mode = ContentReader.required(choice, "mode");
        List<String> names = new ArrayList<>();
        for (Fields tool : choice.objects("tools")) {
            String name = tool.text("name");
            names.add(name == null ? ContentReader.required(tool, "type") : known(name));
        }
        if (names.isEmpty()) {
            throw OpenAiRejection.empty("/tool_choice/tools", "array");
        }
        return switch (mode) {
            case "auto" -> new ToolChoice.Allowed(ToolChoice.Mode.AUTO, names);
            case "required" -> new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, names);
            default -> throw OpenAiRejection.value("/tool_choice/mode", mode, List.of("auto", "required"));
        };
    }

    private String known(String name) {
        boolean there = tools.stream()
                .anyMatch(tool -> tool instanceof Tool.Hosted || name(tool).equals(name));
        if (!there && !tools.isEmpty()) {
            throw OpenAiRejection.said(
                    "Tool choice '" + name + "' not found in 'tools' parameter.", "/tool_choice", null);
        }
        return name;
    }

    private static String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted hosted -> hosted.raw().path("type").asString("");
        };
    }
}
