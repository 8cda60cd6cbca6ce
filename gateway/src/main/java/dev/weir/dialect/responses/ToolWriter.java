package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes tools, flat, and those that share a namespace in it; and the choice between them.
final class ToolWriter {
    private final RequestLosses losses;
    private final ObjectNode body;
    private final Unsaid unsaid;
    private final ArrayNode tools = Json.array();
    private @Nullable JsonNode namespace;
    private ArrayNode members = tools;

    /// What is written where the caller did not say whether arguments must follow their schema.
    enum Unsaid {
        LEFT_OUT,
        LENIENT
    }

    ToolWriter(RequestLosses losses, ObjectNode body, Unsaid unsaid) {
        this.unsaid = unsaid;
        this.losses = losses;
        this.body = body;
    }

    void write(ToolSet set) {
        for (int i = 0; i < set.tools().size(); i++) {
            tool(set.tools().get(i), losses.path(set.tools().get(i), i));
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
            if (set.parallel() != null) {
                body.put("parallel_tool_calls", set.parallel());
            }
        }
        choice(set);
    }

    private void tool(Tool tool, String at) {
        switch (tool) {
            case Tool.Function function -> {
                ObjectNode out = place(function.marks()).addObject();
                out.put("type", "function");
                out.put("name", function.name());
                if (function.description() != null) {
                    out.put("description", function.description());
                }
                out.set("parameters", function.schema() == null ? empty() : function.schema());
                if (function.strict() != null || unsaid == Unsaid.LENIENT) {
                    out.put("strict", Boolean.TRUE.equals(function.strict()));
                }
                losses.marks(withoutNamespace(function.marks()), at, out);
            }
            case Tool.Custom custom -> {
                ObjectNode out = place(custom.marks()).addObject();
                out.put("type", "custom");
                out.put("name", custom.name());
                if (custom.description() != null) {
                    out.put("description", custom.description());
                }
                if (custom.format() != null) {
                    out.set("format", format(custom.format()));
                }
                losses.marks(withoutNamespace(custom.marks()), at, out);
            }
            case Tool.Hosted hosted -> {
                place(Marks.NONE);
                ObjectNode out = hosted(hosted, at);
                if (out != null) {
                    tools.add(out);
                }
                losses.marks(hosted.marks(), at, null);
            }
        }
    }

    private static ObjectNode empty() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    /// Chat Completions wraps a grammar once more.
    private static JsonNode format(JsonNode format) {
        if (!(format.get("grammar") instanceof ObjectNode grammar)) {
            return format;
        }
        ObjectNode out = Json.object().put("type", "grammar");
        out.setAll(grammar);
        return out;
    }

    /// Where the next tool belongs: among the others, or in its namespace.
    private ArrayNode place(Marks marks) {
        JsonNode wanted = marks.extras().owner().equals(ResponsesClientCodec.DIALECT)
                ? marks.extras().fields().get(ToolReader.NAMESPACE)
                : null;
        if (wanted == null) {
            members = tools;
        } else if (!wanted.equals(namespace)) {
            ObjectNode out = tools.addObject();
            out.put("type", ToolReader.NAMESPACE);
            wanted.forEachEntry(out::set);
            members = out.putArray("tools");
        }
        namespace = wanted;
        return members;
    }

    private static Marks withoutNamespace(Marks marks) {
        if (!marks.extras().fields().containsKey(ToolReader.NAMESPACE)) {
            return marks;
        }
        Map<String, JsonNode> rest = new LinkedHashMap<>(marks.extras().fields());
        rest.remove(ToolReader.NAMESPACE);
        return new Marks(
                marks.seal(),
                marks.cache(),
                new Extras(marks.extras().owner(), marks.extras().at(), rest));
    }

    private @Nullable ObjectNode hosted(Tool.Hosted tool, String at) {
        if (tool.dialect().equals(ResponsesClientCodec.DIALECT)) {
            if (tool.raw() instanceof ObjectNode raw) {
                return raw.deepCopy();
            }
            losses.dropped(at, "A tool of the provider's own is an object.");
            return null;
        }
        return switch (tool.kind()) {
            case WEB_SEARCH -> {
                losses.tell(at, Verdict.COERCED, "The provider's own tool is OpenAI's web_search.");
                yield search(tool.raw());
            }
            case CODE_EXECUTION -> {
                losses.tell(at, Verdict.COERCED, "The provider's own tool is OpenAI's code_interpreter.");
                ObjectNode out = Json.object().put("type", "code_interpreter");
                out.putObject("container").put("type", "auto");
                yield out;
            }
            case WEB_FETCH, FILE_SEARCH, OTHER -> {
                losses.dropped(at, "A tool that only " + tool.dialect() + " has.");
                yield null;
            }
        };
    }

    /// A web search, with what other dialects say of it in other words.
    private static ObjectNode search(JsonNode raw) {
        ObjectNode out = Json.object().put("type", "web_search");
        JsonNode size = raw.path("search_context_size");
        if (size.isString()) {
            out.set("search_context_size", size);
        }
        JsonNode place = raw.path("user_location");
        JsonNode inner = place.path("approximate").isObject() ? place.path("approximate") : place;
        if (inner instanceof ObjectNode location) {
            ObjectNode where = out.putObject("user_location").put("type", "approximate");
            for (String name : List.of("city", "country", "region", "timezone")) {
                if (location.path(name).isString()) {
                    where.set(name, location.get(name));
                }
            }
        }
        JsonNode domains = raw.path("allowed_domains");
        if (domains.isArray()) {
            out.putObject("filters").set("allowed_domains", domains);
        }
        return out;
    }

    private void choice(ToolSet set) {
        switch (set.choice()) {
            case ToolChoice.Unsaid _ -> {}
            case ToolChoice.Auto _ -> body.put("tool_choice", "auto");
            case ToolChoice.None _ -> body.put("tool_choice", "none");
            case ToolChoice.Required _ -> body.put("tool_choice", "required");
            case ToolChoice.Named named -> body.set("tool_choice", named(named.kind(), named.name()));
            case ToolChoice.Allowed allowed -> {
                ObjectNode out = body.putObject("tool_choice");
                out.put("type", "allowed_tools");
                out.put("mode", allowed.mode().name().toLowerCase(Locale.ROOT));
                ArrayNode names = out.putArray("tools");
                allowed.names().forEach(name -> names.add(allowed(set, name)));
            }
        }
    }

    private static ObjectNode allowed(ToolSet set, String name) {
        for (Tool tool : set.tools()) {
            if (tool instanceof Tool.Custom custom && custom.name().equals(name)) {
                return named(ToolKind.CUSTOM, name);
            }
            if (tool instanceof Tool.Hosted hosted
                    && hosted.raw().path("type").asString("").equals(name)) {
                return Json.object().put("type", name);
            }
        }
        return named(ToolKind.FUNCTION, name);
    }

    private static ObjectNode named(ToolKind kind, String name) {
        return Json.object()
                .put("type", kind == ToolKind.CUSTOM ? "custom" : "function")
                .put("name", name);
    }
}
