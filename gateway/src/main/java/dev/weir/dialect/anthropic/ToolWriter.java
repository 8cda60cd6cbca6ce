package dev.weir.dialect.anthropic;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes tools and the choice between them.
///
/// A tool that takes free text is a function with the one string field `input`; its calls come back as that function's,
/// `{"input": "…"}`, and who knows the request unwraps them.
final class ToolWriter {
    private final Losses losses;
    private final BlockWriter marks;
    private final HostedTools hosted;

    ToolWriter(Losses losses, BlockWriter marks) {
        this.losses = losses;
        this.marks = marks;
        this.hosted = new HostedTools(losses);
    }

    /// Whether the caller forces a call, which Anthropic does not allow a thinking model.
    static boolean forces(ToolSet set) {
        return !set.tools().isEmpty()
                && switch (set.choice()) {
                    case ToolChoice.Required _, ToolChoice.Named _ -> true;
                    case ToolChoice.Allowed allowed -> allowed.mode() == ToolChoice.Mode.REQUIRED;
                    case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> false;
                };
    }

    /// @param called names of the tools that the conversation calls: Anthropic wants them declared
    void write(ToolSet set, Collection<String> called, Forcing forcing, ObjectNode body) {
        ArrayNode tools = tools(set);
        if (tools.isEmpty() && !called.isEmpty()) {
            called.forEach(name -> tools.add(Json.object().put("name", name).set("input_schema", anything())));
            losses.added("/tools", "declarations of the tools that the conversation calls, which none may call again");
            body.set("tools", tools);
            body.set("tool_choice", Json.object().put("type", "none"));
            return;
        }
        if (tools.isEmpty()) {
            choiceWithoutTools(set);
            return;
        }
        body.set("tools", tools);
        ObjectNode choice = choice(set, forcing);
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    /// Whether `any` and `tool` may be asked for.
    enum Forcing {
        ALLOWED,
        REFUSED
    }

    private void choiceWithoutTools(ToolSet set) {
        switch (set.choice()) {
            case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> {}
            case ToolChoice.Required _, ToolChoice.Named _, ToolChoice.Allowed _ ->
                losses.dropped(Setting.TOOL_CHOICE, "there is no tool to choose");
        }
        if (set.parallel() != null && set.tools().isEmpty()) {
            losses.dropped(Setting.PARALLEL, "there is no tool to call");
        }
    }

    private ArrayNode tools(ToolSet set) {
        Set<String> allowed = set.choice() instanceof ToolChoice.Allowed choice ? Set.copyOf(choice.names()) : Set.of();
        ArrayNode out = Json.array();
        List<Tool> tools = set.tools();
        for (int i = 0; i < tools.size(); i++) {
            String at = losses.path(set.tools().get(i), i);
            Tool tool = tools.get(i);
            if (!allowed.isEmpty() && !allowed.contains(name(tool))) {
                losses.coerced(
                        at, "a tool that may not be called is left out, for Anthropic has no list of the allowed");
                continue;
            }
            ObjectNode node = tool(tool, at);
            if (node != null) {
                mark(node, tool.marks(), at);
                out.add(node);
            }
        }
        return out;
    }

    private static String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted hosted -> {
                JsonNode name = hosted.raw().get("name");
                yield name != null && name.isString() ? name.stringValue() : "";
            }
        };
    }

    private @Nullable ObjectNode tool(Tool tool, String at) {
        return switch (tool) {
            case Tool.Function function -> function(function, at);
            case Tool.Custom custom -> custom(custom, at);
            case Tool.Hosted asked -> {
                ObjectNode node = hosted.write(asked, at);
                if (node == null) {
                    losses.dropped(asked.marks().extras());
                }
                yield node;
            }
        };
    }

    private ObjectNode function(Tool.Function function, String at) {
        ObjectNode node = Json.object().put("name", function.name());
        if (function.description() != null) {
            node.put("description", function.description());
        }
        node.set("input_schema", inputSchema(function, at));
        if (function.strict() != null) {
            node.put("strict", function.strict());
        }
        return node;
    }

    private JsonNode inputSchema(Tool.Function function, String at) {
        String path = losses.path(at, Detail.SCHEMA);
        JsonNode schema = function.schema();
        if (schema == null) {
            losses.added("/tools", "an empty schema for `" + function.name() + "`, for Anthropic demands one");
            return anything();
        }
        if (!(schema instanceof ObjectNode object)) {
            losses.coerced(path, "a schema that is no object goes as one without properties");
            return anything();
        }
        ObjectNode typed = object;
        if (!object.has("type")) {
            losses.added(path + "/type", "`object`, which Anthropic demands of a tool's schema");
            typed = Json.object().put("type", "object");
            typed.setAll(object);
        }
        return Boolean.TRUE.equals(function.strict()) ? new SchemaShape(losses).shape(typed, path) : typed;
    }

    private ObjectNode custom(Tool.Custom custom, String at) {
        losses.coerced(at, "the free-text tool `" + custom.name() + "` goes as a function with the field `input`");
        if (custom.format() != null) {
            losses.dropped(losses.path(at, Detail.FORMAT), "Anthropic holds a tool's text to no grammar");
        }
        ObjectNode node = Json.object().put("name", custom.name());
        if (custom.description() != null) {
            node.put("description", custom.description());
        }
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("properties", Json.object().set("input", Json.object().put("type", "string")));
        schema.set("required", Json.array().add("input"));
        schema.put("additionalProperties", false);
        node.set("input_schema", schema);
        return node;
    }

    private static ObjectNode anything() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("properties", Json.object());
        return schema;
    }

    private void mark(ObjectNode node, Marks mark, String at) {
        CacheMark cache = mark.cache();
        if (cache != null) {
            node.set("cache_control", marks.cacheControl(cache, at));
        }
        if (mark.seal() != null) {
            losses.dropped(at, "a seal on a tool means nothing here");
        }
        Extras extras = mark.extras();
        if (extras.owner().equals(MessagesProviderCodec.DIALECT)) {
            extras.fields().forEach((name, value) -> {
                if (!node.has(name)) {
                    node.set(name, value);
                }
            });
        } else {
            losses.dropped(extras);
        }
    }

    private @Nullable ObjectNode choice(ToolSet set, Forcing forcing) {
        ObjectNode choice = switch (set.choice()) {
            case ToolChoice.Unsaid _ -> null;
            case ToolChoice.Auto _ -> type("auto");
            case ToolChoice.None _ -> type("none");
            case ToolChoice.Required _ -> forced("any", null, forcing);
            case ToolChoice.Named named -> forced("tool", named.name(), forcing);
            case ToolChoice.Allowed allowed
            when allowed.mode() == ToolChoice.Mode.REQUIRED ->
                allowed.names().size() == 1
                        ? forced("tool", allowed.names().getFirst(), forcing)
                        : forced("any", null, forcing);
            case ToolChoice.Allowed _ -> type("auto");
        };
        Boolean parallel = set.parallel();
        if (parallel == null || set.choice() instanceof ToolChoice.None) {
            return choice;
        }
        ObjectNode said = choice == null ? type("auto") : choice;
        return said.put("disable_parallel_tool_use", !parallel);
    }

    private ObjectNode forced(String type, @Nullable String name, Forcing forcing) {
        return switch (forcing) {
            case ALLOWED -> name == null ? type(type) : type(type).put("name", name);
            case REFUSED -> {
                losses.coerced(Setting.TOOL_CHOICE, "a model that thinks cannot be forced to call: it may choose");
                yield type("auto");
            }
        };
    }

    private static ObjectNode type(String type) {
        return Json.object().put("type", type);
    }
}
