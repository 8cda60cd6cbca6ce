package dev.weir.sim;

import dev.weir.sim.Prompt.Choice;
import dev.weir.sim.Prompt.Offer;
import dev.weir.sim.Prompt.Tool;
import dev.weir.sim.Transcript.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads tools, system and turns of a Messages request, in the order in which Anthropic caches them.
final class AnthropicTurns {

    private static final int MEDIA_TOKENS = 100;
    private static final int MOST_MARKERS = 4;

    private final Realm realm;
    private final JsonNode body;
    private final Transcript transcript = new Transcript();
    private final Map<String, String> toolNames = new HashMap<>();
    private final List<PromptCache.Prefix> markers = new ArrayList<>();
    private boolean hour;

    AnthropicTurns(Realm realm, JsonNode body) {
        this.realm = realm;
        this.body = body;
    }

    /// Input tokens by what the prompt cache did for them.
    ///
    /// @param hour whether the writes are kept for an hour, else five minutes
    record Cached(int read, int written, boolean hour) {}

    Prompt.Talk end() {
        if (Json.given(body.path("cache_control"))) {
            mark(body);
        }
        return transcript.end();
    }

    /// What the prompt cache does for the markers; the second time it is another thing.
    Cached cached() {
        if (markers.isEmpty()) {
            return new Cached(0, 0, false);
        }
        if (markers.size() > MOST_MARKERS + 1) {
            throw Problem.invalid(
                            "A maximum of 4 blocks with cache_control may be provided. Found " + markers.size() + ".")
                    .rejected();
        }
        int read = realm.cache().see(markers);
        return new Cached(read, markers.getLast().tokens() - read, hour);
    }

    private void mark(JsonNode holder) {
        JsonNode control = holder.path("cache_control");
        if (Json.given(control)) {
            hour |= control.path("ttl").stringValue("5m").equals("1h");
            markers.add(transcript.prefix());
        }
    }

    Offer tools() {
        transcript.overhead(ModelName.parse(body.path("model").stringValue("")).base());
        List<Tool> tools = new ArrayList<>();
        boolean search = false;
        JsonNode given = body.path("tools");
        for (int i = 0; i < given.size(); i++) {
            JsonNode tool = given.get(i);
            String type = tool.path("type").stringValue("custom");
            transcript.overhead(Json.write(tool));
            mark(tool);
            search |= type.startsWith("web_search");
            if (type.equals("custom")) {
                if (!tool.path("input_schema").isObject()) {
                    throw Problem.invalid("tools." + i + ".custom.input_schema: Field required")
                            .rejected();
                }
                if (!tool.path("name").stringValue("").matches("[a-zA-Z0-9_-]{1,128}")) {
                    throw Problem.invalid(
                                    "tools." + i + ".custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
                            .rejected();
                }
                tools.add(new Tool(tool.path("name").stringValue(), tool.path("input_schema")));
            }
        }
        JsonNode choice = body.path("tool_choice");
        int most = choice.path("disable_parallel_tool_use").asBoolean(false) ? 1 : Integer.MAX_VALUE;
        return new Offer(tools, choice(choice, tools), most, search);
    }

    private static Choice choice(JsonNode choice, List<Tool> tools) {
        if (!Json.given(choice)) {
            return new Choice.Free();
        }
        String type = choice.path("type").stringValue("");
        return switch (type) {
            case "auto" -> new Choice.Free();
            case "none" -> new Choice.Never();
            case "any" -> new Choice.Any();
            case "tool" -> {
                String name = choice.path("name").stringValue("");
                if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                    throw Problem.invalid("tool_choice: Tool '" + name + "' not found in provided tools")
                            .rejected();
                }
                yield new Choice.Named(name);
            }
            default ->
                throw Problem.invalid("tool_choice: Input tag '" + type + "' does not match any of the expected"
                                + " tags: 'any', 'auto', 'none', 'tool'")
                        .rejected();
        };
    }

    void system() {
        JsonNode system = body.path("system");
        if (!Json.given(system)) {
            return;
        }
        transcript.turn(Who.SYSTEM);
        if (system.isString()) {
            transcript.text(system.stringValue());
            return;
        }
        for (int i = 0; i < system.size(); i++) {
            text(system.get(i), "system." + i);
            mark(system.get(i));
        }
    }

    /// Reads the turns.
    ///
    /// @param enabled not empty where thinking has a budget, and tool calls must stand behind a thought
    void messages(List<String> enabled) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw Problem.invalid("messages: Field required").rejected();
        }
        if (messages.isEmpty()) {
            throw Problem.invalid("messages: at least one message is required").rejected();
        }
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String at = "messages." + i;
            String role = message.path("role").stringValue("");
            switch (role) {
                case "user" -> user(message.path("content"), at, open);
                case "assistant" -> {
                    unanswered(at, open);
                    assistant(message.path("content"), at, open);
                }
                case "system" -> {
                    transcript.turn(Who.SYSTEM);
                    blocks(message.path("content"), at, Set.of("text", "tool_addition", "tool_removal"));
                }
                default ->
                    throw Problem.invalid(at + ".role: Input should be 'user', 'assistant' or 'system'")
                            .rejected();
            }
        }
        unanswered("messages." + (messages.size() - 1), open);
        if (!enabled.isEmpty()) {
            checkThoughtFirst(messages);
        }
    }

    private static void unanswered(String at, Set<String> open) {
        if (!open.isEmpty()) {
            throw Problem.invalid(at + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", open)
                            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
                            + " message.")
                    .rejected();
        }
    }

    /// With a thinking budget, an assistant turn whose tools were just answered must begin with its thought.
    private static void checkThoughtFirst(JsonNode messages) {
        int last = messages.size() - 1;
        boolean answers = false;
        for (JsonNode block : messages.get(last).path("content")) {
            answers |= block.path("type").stringValue("").equals("tool_result");
        }
        if (answers && last > 0) {
            String first =
                    messages.get(last - 1).path("content").path(0).path("type").stringValue("");
            if (!first.endsWith("thinking")) {
                throw Problem.invalid("messages." + (last - 1) + ".content.0.type: Expected `thinking` or"
                                + " `redacted_thinking`, but found `" + first + "`. When `thinking` is enabled, a final"
                                + " `assistant` message must start with a thinking block.")
                        .rejected();
            }
        }
    }

    private void user(JsonNode content, String at, Set<String> open) {
        transcript.turn(Who.USER);
        Set<String> answered = new LinkedHashSet<>();
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (block.path("type").stringValue("").equals("tool_result")) {
                String id = block.path("tool_use_id").stringValue("");
                if (!open.contains(id) && !answered.contains(id)) {
                    throw Problem.invalid(at + ".content." + i + ": unexpected `tool_use_id` found in `tool_result`"
                                    + " blocks: " + id + ". Each `tool_result` block must have a corresponding"
                                    + " `tool_use` block in the previous message.")
                            .rejected();
                }
                answered.add(id);
                open.remove(id);
            }
        }
        unanswered(at, open);
        blocks(content, at, Set.of("text", "image", "document", "search_result", "tool_result", "container_upload"));
    }

    private void assistant(JsonNode content, String at, Set<String> open) {
        transcript.turn(Who.ASSISTANT);
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            JsonNode block = content.get(i);
            switch (block.path("type").stringValue("")) {
                case "tool_use" -> {
                    String id = block.path("id").stringValue("");
                    if (!id.matches("[a-zA-Z0-9_-]+")) {
                        throw Problem.invalid(at + ".content." + i
                                        + ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")
                                .rejected();
                    }
                    if (!open.add(id)) {
                        throw Problem.invalid(at + ": `tool_use` ids must be unique")
                                .rejected();
                    }
                    if (!block.path("input").isObject()) {
                        throw Problem.invalid(at + ".content." + i + ".tool_use.input: Input should be a valid"
                                        + " dictionary")
                                .rejected();
                    }
                    toolNames.put(id, block.path("name").stringValue("tool"));
                }
                case "thinking" ->
                    seal(block.path("signature"), block.path("thinking").stringValue(""), at, i);
                case "redacted_thinking" -> seal(block.path("data"), "redacted", at, i);
                default -> {
                    // The other blocks have nothing that must hold together.
                }
            }
        }
        blocks(content, at, Set.of());
    }

    private void seal(JsonNode signature, String content, String at, int index) {
        if (!realm.anthropicSeals().holds(signature.stringValue(""), content)) {
            throw Problem.invalid(at + ".content." + index + ": Invalid `signature` in `thinking` block")
                    .rejected();
        }
    }

    /// Reads the blocks of a turn; an empty set allows all of them.
    private void blocks(JsonNode content, String at, Set<String> allowed) {
        if (content.isString()) {
            if (content.stringValue().isEmpty()) {
                throw Problem.invalid(at + ": all messages must have non-empty content except for the optional final"
                                + " assistant message")
                        .rejected();
            }
            transcript.text(content.stringValue());
            return;
        }
        if (!content.isArray()) {
            throw Problem.invalid(at + ".content: Field required").rejected();
        }
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String type = block.path("type").stringValue("");
            String where = at + ".content." + i;
            if (!allowed.isEmpty() && !allowed.contains(type)) {
                throw Problem.invalid(where + ": Input tag '" + type + "' found using 'type' does not match any of the"
                                + " expected tags: " + String.join(", ", allowed))
                        .rejected();
            }
            block(block, type, where);
            mark(block);
        }
    }

    private void block(JsonNode block, String type, String where) {
        switch (type) {
            case "text" -> text(block, where);
            case "image", "document" -> transcript.media(source(type, block.path("source"), where), MEDIA_TOKENS);
            case "search_result" ->
                transcript.media("search result " + block.path("title").stringValue(""), MEDIA_TOKENS);
            case "tool_use" -> transcript.call(block.path("name").stringValue(""), Json.write(block.path("input")));
            case "tool_result" -> result(block, where);
            default -> transcript.overhead(block.path("thinking").stringValue(""));
        }
    }

    private void text(JsonNode block, String where) {
        String text = block.path("text").stringValue("");
        if (text.isEmpty()) {
            throw Problem.invalid(
                            where.replaceFirst("\\.content\\.\\d+$", "") + ": text content blocks must be non-empty")
                    .rejected();
        }
        transcript.text(text);
    }

    private void result(JsonNode block, String where) {
        StringBuilder text = new StringBuilder(block.path("content").stringValue(""));
        if (block.path("content").isArray()) {
            for (JsonNode part : block.path("content")) {
                String type = part.path("type").stringValue("");
                if (type.equals("text")) {
                    text.append(part.path("text").stringValue(""));
                } else if (type.equals("image") || type.equals("document")) {
                    text.append('[')
                            .append(source(type, part.path("source"), where))
                            .append(']');
                }
            }
        }
        String name = toolNames.getOrDefault(block.path("tool_use_id").stringValue(""), "tool");
        transcript.result(block.path("is_error").asBoolean(false) ? name + " (error)" : name, text.toString());
    }

    private static String source(String kind, JsonNode source, String where) {
        return switch (source.path("type").stringValue("")) {
            case "base64" -> {
                String data = source.path("data").stringValue("");
                if (data.isEmpty() || Check.bytes(data).isEmpty()) {
                    throw Problem.invalid(where + "." + kind + ".source.base64: invalid base64 data")
                            .rejected();
                }
                yield Check.medium(kind, source.path("media_type").stringValue(""), data);
            }
            case "url" -> kind + " url " + source.path("url").stringValue("");
            case "file" -> "file " + source.path("file_id").stringValue("");
            case "text" ->
                kind + " text/plain " + source.path("data").stringValue("").length() + " bytes";
            case "content" -> kind + " of " + source.path("content").size() + " blocks";
            default ->
                throw Problem.invalid(where + "." + kind + ".source: Field required")
                        .rejected();
        };
    }
}
