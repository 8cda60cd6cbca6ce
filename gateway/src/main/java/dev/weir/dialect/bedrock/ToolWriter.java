package dev.weir.dialect.bedrock;

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

/// Writes tools and the choice between them.
///
/// A tool that takes free text is a function with the one string field `input`. Converse has no word for "no tool":
/// then they are left out, unless the conversation has calls, which must be declared.
final class ToolWriter {
    private final Family family;
    private final PartWriter parts;
    private final Losses losses;

    ToolWriter(Family family, PartWriter parts, Losses losses) {
        this.family = family;
        this.parts = parts;
        this.losses = losses;
    }

    /// Whether the caller forces a call.
    static boolean forces(ToolSet set) {
        return !set.tools().isEmpty()
                && switch (set.choice()) {
                    case ToolChoice.Required _, ToolChoice.Named _ -> true;
                    case ToolChoice.Allowed allowed -> allowed.mode() == ToolChoice.Mode.REQUIRED;
                    case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _ -> false;
                };
    }

    /// @param called names of the tools that the conversation calls
    void write(ToolSet set, Set<String> called, ObjectNode body) {
        ArrayNode tools = tools(set);
        if (set.choice() instanceof ToolChoice.None && !tools.isEmpty()) {
            if (called.isEmpty()) {
                losses.coerced(Setting.TOOL_CHOICE, "Converse has no word for it: the tools are left out.");
                return;
            }
            losses.dropped(Setting.TOOL_CHOICE, "Converse has no word for it, and the calls before need their tools.");
        }
        if (tools.isEmpty() && !called.isEmpty()) {
            called.forEach(name -> tools.add(spec(name, null, anything(), null)));
            losses.added("/tools", "Declarations of the tools that the conversation calls, which Bedrock demands.");
        }
        if (tools.isEmpty()) {
            if (forces(set)) {
                losses.dropped(Setting.TOOL_CHOICE, "There is no tool to choose.");
            }
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        config.set("tools", tools);
        ObjectNode choice = choice(set.choice());
        if (choice != null) {
            config.set("toolChoice", choice);
        }
        if (Boolean.FALSE.equals(set.parallel())) {
            losses.dropped(Setting.PARALLEL, "Converse cannot keep a model from calling several tools at once.");
        }
    }

    private ArrayNode tools(ToolSet set) {
        List<String> only = set.choice() instanceof ToolChoice.Allowed allowed ? allowed.names() : List.of();
        ArrayNode out = Json.array();
        for (int i = 0; i < set.tools().size(); i++) {
            Tool tool = set.tools().get(i);
            String at = losses.path(set.tools().get(i), i);
            ObjectNode node = tool(tool, only, at);
            if (node != null) {
                out.add(node);
            }
            parts.marks(tool.marks(), at, out, node);
        }
        return out;
    }

    private @Nullable ObjectNode tool(Tool tool, List<String> only, String at) {
        return switch (tool) {
            case Tool.Function function -> {
                if (isLeftOut(function.name(), only, at)) {
                    yield null;
                }
                JsonNode schema = function.schema();
                if (schema == null) {
                    losses.added(at, "Bedrock demands a schema.");
                    schema = anything();
                }
                yield spec(function.name(), function.description(), schema, strict(function, at));
            }
            case Tool.Custom custom -> {
                if (isLeftOut(custom.name(), only, at)) {
                    yield null;
                }
                losses.coerced(
                        at, "The free-text tool `" + custom.name() + "` goes as a function with the field `input`.");
                if (custom.format() != null) {
                    losses.dropped(losses.path(at, Detail.FORMAT), "Bedrock holds a tool's text to no grammar.");
                }
                ObjectNode schema = anything();
                schema.withObjectProperty("properties").putObject("input").put("type", "string");
                schema.putArray("required").add("input");
                yield spec(custom.name(), custom.description(), schema, null);
            }
            case Tool.Hosted hosted
            when hosted.dialect().equals(ConverseProviderCodec.DIALECT) && hosted.raw() instanceof ObjectNode raw ->
                raw;
            case Tool.Hosted _ -> {
                losses.dropped(at, "Bedrock runs no such tool itself.");
                yield null;
            }
        };
    }

    private boolean isLeftOut(String name, List<String> only, String at) {
        boolean out = !only.isEmpty() && !only.contains(name);
        if (out) {
            losses.coerced(at, "A tool that may not be called is left out, for Bedrock has no list of the allowed.");
        }
        return out;
    }

    private @Nullable Boolean strict(Tool.Function function, String at) {
        if (!Boolean.TRUE.equals(function.strict()) || family == Family.CLAUDE) {
            return function.strict();
        }
        losses.dropped(losses.path(at, Detail.STRICT), "The model does not hold its calls to their schemas.");
        return null;
    }

    private static ObjectNode spec(
            String name, @Nullable String description, JsonNode schema, @Nullable Boolean strict) {
        ObjectNode spec = Json.object().put("name", name);
        if (description != null && !description.isBlank()) {
            spec.put("description", description);
        }
        spec.putObject("inputSchema").set("json", schema);
        if (strict != null) {
            spec.put("strict", strict);
        }
        return Json.object().set("toolSpec", spec);
    }

    private static ObjectNode anything() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private static @Nullable ObjectNode choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Unsaid _, ToolChoice.None _ -> null;
            case ToolChoice.Auto _ -> word("auto");
            case ToolChoice.Required _ -> word("any");
            case ToolChoice.Named named -> named(named.name());
            case ToolChoice.Allowed allowed
            when allowed.mode() == ToolChoice.Mode.REQUIRED ->
                allowed.names().size() == 1 ? named(allowed.names().getFirst()) : word("any");
            case ToolChoice.Allowed _ -> word("auto");
        };
    }

    private static ObjectNode word(String word) {
        ObjectNode out = Json.object();
        out.putObject(word);
        return out;
    }

    private static ObjectNode named(String name) {
        ObjectNode out = Json.object();
        out.putObject("tool").put("name", name);
        return out;
    }
}
