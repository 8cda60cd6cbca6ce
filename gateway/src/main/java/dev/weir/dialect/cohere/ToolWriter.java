package dev.weir.dialect.cohere;

import dev.weir.chat.Detail;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes tools and the choice between them. Cohere cannot be told which tool to call, only that one is to be: where
/// the caller names some, the others are left out.
///
/// A tool that takes free text is a function with the one string field `input`.
final class ToolWriter {
    private final RequestLosses losses;

    ToolWriter(RequestLosses losses) {
        this.losses = losses;
    }

    void write(ToolSet set, ObjectNode body) {
        List<String> only = only(set.choice());
        ArrayNode tools = Json.array();
        List<Boolean> strict = new ArrayList<>();
        for (int i = 0; i < set.tools().size(); i++) {
            String at = losses.path(set.tools().get(i), i);
            Tool tool = set.tools().get(i);
            String name = name(tool);
            if (only != null && name != null && !only.contains(name)) {
                losses.coerced(at, "A tool that is not to be called is left out: Cohere takes no list of the allowed.");
                continue;
            }
            ObjectNode node = tool(tool, at);
            if (node != null) {
                tools.add(node);
                strict.add(tool instanceof Tool.Function function && Boolean.TRUE.equals(function.strict()));
            }
            losses.marks(tool.marks(), at, node);
        }
        if (tools.isEmpty()) {
            unused(set);
            return;
        }
        body.set("tools", tools);
        strictness(strict, body);
        String choice = choice(set.choice());
        if (choice != null) {
            body.put("tool_choice", choice);
        }
        if (Boolean.FALSE.equals(set.parallel())) {
            losses.dropped(Setting.PARALLEL, "Cohere cannot be kept from calling several tools at once.");
        }
    }

    private void unused(ToolSet set) {
        if (set.choice() instanceof ToolChoice.Required || only(set.choice()) != null) {
            losses.dropped(Setting.TOOL_CHOICE, "There is no tool to choose.");
        }
    }

    /// All tools of a request are held to their schemas, or none is.
    private void strictness(List<Boolean> strict, ObjectNode body) {
        if (!strict.contains(true)) {
            return;
        }
        if (strict.contains(false)) {
            losses.coerced(Setting.TOOLS, "Cohere holds all tools to their schemas or none: here none.");
        } else {
            body.put("strict_tools", true);
        }
    }

    /// The names that may be called, or null where any may.
    private static @Nullable List<String> only(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Named named -> List.of(named.name());
            case ToolChoice.Allowed allowed -> allowed.names();
            case ToolChoice.Unsaid _, ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> null;
        };
    }

    private static @Nullable String choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.None _ -> "NONE";
            case ToolChoice.Required _, ToolChoice.Named _ -> "REQUIRED";
            case ToolChoice.Allowed allowed -> allowed.mode() == ToolChoice.Mode.REQUIRED ? "REQUIRED" : null;
            case ToolChoice.Unsaid _, ToolChoice.Auto _ -> null;
        };
    }

    private static @Nullable String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted _ -> null;
        };
    }

    private @Nullable ObjectNode tool(Tool tool, String at) {
        return switch (tool) {
            case Tool.Function function ->
                function(function.name(), function.description(), schema(function.schema(), at));
            case Tool.Custom custom -> {
                losses.coerced(
                        at, "The free-text tool `" + custom.name() + "` goes as a function with the field `input`.");
                if (custom.format() != null) {
                    losses.dropped(losses.path(at, Detail.FORMAT), "Cohere holds a tool's text to no grammar.");
                }
                yield function(custom.name(), custom.description(), text());
            }
            case Tool.Hosted _ -> {
                losses.dropped(at, "Cohere runs no such tool itself.");
                yield null;
            }
        };
    }

    private static ObjectNode function(String name, @Nullable String description, JsonNode parameters) {
        ObjectNode node = Json.object().put("type", "function");
        ObjectNode function = node.putObject("function").put("name", name);
        if (description != null) {
            function.put("description", description);
        }
        function.set("parameters", parameters);
        return node;
    }

    private JsonNode schema(@Nullable JsonNode schema, String at) {
        if (schema != null) {
            return schema;
        }
        losses.tell(at, Verdict.ADDED, "Cohere demands a schema.");
        ObjectNode none = Json.object().put("type", "object");
        none.putObject("properties");
        return none;
    }

    private static ObjectNode text() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("input").put("type", "string");
        schema.putArray("required").add("input");
        return schema;
    }
}
