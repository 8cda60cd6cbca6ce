package dev.weir.dialect.responses;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The items of this API that tell of tools which a provider runs itself, and other providers' words for the same
/// tools.
enum HostedKind {
    WEB_SEARCH("ws", "web_search_call", "searching"),
    CODE("ci", "code_interpreter_call", "interpreting"),
    FILE_SEARCH("fs", "file_search_call", "searching"),
    MCP("mcp", "mcp_call", "");

    private static final Set<String> SEARCHES =
            Set.of("web_search", "web_fetch", "GOOGLE_SEARCH_WEB", "GOOGLE_SEARCH", "URL_CONTEXT");
    private static final Set<String> CODES = Set.of(
            "code_interpreter",
            "code_execution",
            "bash_code_execution",
            "text_editor_code_execution",
            "executableCode");

    private final String prefix;
    private final String type;
    private final String busy;

    HostedKind(String prefix, String type, String busy) {
        this.prefix = prefix;
        this.type = type;
        this.busy = busy;
    }

    /// Of the ids.
    String prefix() {
        return prefix;
    }

    /// Of the items.
    String type() {
        return type;
    }

    /// What an event says while the tool runs, or nothing.
    String busy() {
        return busy;
    }

    /// The kind of a call, or null when this API runs no such tool.
    static @Nullable HostedKind of(String id, String name) {
        if (id.startsWith("mcptoolu_") || id.startsWith("mcp_")) {
            return MCP;
        }
        if (SEARCHES.contains(name)) {
            return WEB_SEARCH;
        }
        if (CODES.contains(name)) {
            return CODE;
        }
        return name.equals("file_search") || name.equals("FILE_SEARCH") ? FILE_SEARCH : null;
    }

    /// The fields of an item that has only begun.
    void begin(ObjectNode item, String name) {
        switch (this) {
            case WEB_SEARCH -> item.putObject("action").put("type", "search").put("query", "");
            case CODE -> {
                item.put("code", "");
                item.put("container_id", "");
                item.putArray("outputs");
            }
            case FILE_SEARCH -> {
                item.putArray("queries");
                item.putNull("results");
            }
            case MCP -> {
                item.put("name", name);
                item.put("server_label", "");
                item.put("arguments", "");
                item.putNull("output");
                item.putNull("error");
            }
        }
    }

    /// Writes what was asked of the tool.
    ///
    /// @param input as the provider spelled it
    void ask(ObjectNode item, String input) {
        JsonNode read = Json.readOrNull(input);
        JsonNode asked = read == null ? Json.object() : read;
        switch (this) {
            case WEB_SEARCH -> item.set("action", action(asked));
            case CODE ->
                item.put(
                        "code",
                        asked.path("code").asString(asked.path("command").asString(input)));
            case FILE_SEARCH -> item.set("queries", queries(asked));
            case MCP -> item.put("arguments", input);
        }
    }

    private static ObjectNode action(JsonNode asked) {
        if (asked instanceof ObjectNode own && own.path("type").isString()) {
            return own;
        }
        String url = asked.path("url").asString("");
        if (!url.isEmpty()) {
            return Json.object().put("type", "open_page").put("url", url);
        }
        ArrayNode queries = queries(asked);
        ObjectNode action = Json.object().put("type", "search");
        action.put("query", queries.isEmpty() ? "" : queries.get(0).asString(""));
        if (queries.size() > 1) {
            action.set("queries", queries);
        }
        return action;
    }

    private static ArrayNode queries(JsonNode asked) {
        if (asked.path("queries") instanceof ArrayNode list) {
            return list;
        }
        String query = asked.path("query").asString("");
        return query.isEmpty() ? Json.array() : Json.array().add(query);
    }

    /// Writes what the tool brought, as far as this API has fields for it.
    void bring(ObjectNode item, Part.HostedResult result) {
        JsonNode content = result.content();
        boolean failed = result.outcome() == Part.Outcome.ERROR;
        switch (this) {
            case WEB_SEARCH -> sources(item, content);
            case CODE -> item.set("outputs", outputs(content));
            case FILE_SEARCH -> item.set("results", content);
            case MCP -> item.put(failed ? "error" : "output", words(content));
        }
        if (failed) {
            item.put("status", "failed");
        }
    }

    private static void sources(ObjectNode item, JsonNode content) {
        ArrayNode sources = Json.array();
        for (JsonNode each : content.isArray() ? content : Json.array().add(content)) {
            String url = each.path("url").asString("");
            if (!url.isEmpty()) {
                sources.addObject().put("type", "url").put("url", url);
            }
        }
        if (!sources.isEmpty() && item.path("action") instanceof ObjectNode action) {
            action.set("sources", sources);
        }
    }

    private static ArrayNode outputs(JsonNode content) {
        if (content instanceof ArrayNode own) {
            return own;
        }
        List<String> logs = new ArrayList<>();
        for (String name : new String[] {"stdout", "stderr", "output"}) {
            String said = content.path(name).asString("");
            if (!said.isEmpty()) {
                logs.add(said);
            }
        }
        ArrayNode out = Json.array();
        if (!logs.isEmpty()) {
            out.addObject().put("type", "logs").put("logs", String.join("\n", logs));
        }
        return out;
    }

    /// A result as words: itself, or the texts in it.
    private static String words(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder out = new StringBuilder();
        for (JsonNode each : content) {
            out.append(each.path("text").asString(""));
        }
        return out.isEmpty() ? Json.text(content) : out.toString();
    }
}
