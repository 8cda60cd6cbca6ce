package dev.weir.sim;

import dev.weir.sim.Transcript.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and checks the messages of a chat: who says what, and that every call is answered.
final class OpenAiTurns {
    private static final int IMAGE_TOKENS = 85;

    private final Transcript transcript;
    private final Map<String, String> callNames = new HashMap<>();

    OpenAiTurns(Transcript transcript) {
        this.transcript = transcript;
    }

    /// Reads all messages; returns how much of the conversation each of them ends.
    List<PromptCache.Prefix> read(JsonNode messages) {
        if (!messages.isArray()) {
            throw Problem.invalid("messages", "missing_required_parameter", "Missing required parameter: 'messages'.")
                    .rejected();
        }
        if (messages.isEmpty()) {
            throw Problem.invalid(
                            "messages",
                            "empty_array",
                            "Invalid 'messages': empty array. Expected an array with at least one message.")
                    .rejected();
        }
        List<PromptCache.Prefix> prefixes = new ArrayList<>();
        Set<String> open = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]", open);
            prefixes.add(transcript.prefix());
        }
        if (!open.isEmpty()) {
            throw unanswered("messages", open);
        }
        return prefixes;
    }

    private void message(JsonNode message, String at, Set<String> open) {
        String role = message.path("role").stringValue("");
        if (!role.equals("tool") && !open.isEmpty()) {
            throw unanswered(at, open);
        }
        switch (role) {
            case "system", "developer" -> {
                transcript.turn(Who.SYSTEM);
                content(message.path("content"), at, Set.of("text"));
            }
            case "user" -> {
                transcript.turn(Who.USER);
                if (!Json.given(message.path("content"))) {
                    throw OpenAiRequest.invalid(
                            at + ".content", "Invalid value for 'content': expected a string, got null.");
                }
                content(message.path("content"), at, Set.of("text", "image_url", "input_audio", "file"));
            }
            case "assistant" -> assistant(message, at, open);
            case "tool" -> {
                transcript.turn(Who.TOOL);
                String id = message.path("tool_call_id").stringValue("");
                if (!open.remove(id)) {
                    throw OpenAiRequest.invalid(
                            at + ".role",
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message"
                                    + " with 'tool_calls'.");
                }
                transcript.result(callNames.getOrDefault(id, "tool"), flat(message.path("content")));
            }
            case "function" -> {
                transcript.turn(Who.TOOL);
                transcript.result(message.path("name").stringValue("tool"), flat(message.path("content")));
            }
            default ->
                throw Problem.invalid(
                                at + ".role",
                                "invalid_value",
                                "Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user',"
                                        + " 'function', 'tool', and 'developer'.")
                        .rejected();
        }
    }

    private void assistant(JsonNode message, String at, Set<String> open) {
        transcript.turn(Who.ASSISTANT);
        JsonNode calls = message.path("tool_calls");
        if (calls.isArray() && calls.isEmpty()) {
            throw OpenAiRequest.invalid(at + ".tool_calls", "Invalid '" + at + ".tool_calls': empty array.");
        }
        boolean says = Json.given(message.path("content"))
                || Json.given(message.path("refusal"))
                || Json.given(message.path("audio"));
        if (!says && calls.isEmpty() && !Json.given(message.path("function_call"))) {
            throw OpenAiRequest.invalid(at + ".content", "Invalid value for 'content': expected a string, got null.");
        }
        content(message.path("content"), at, Set.of("text", "refusal"));
        for (JsonNode call : calls) {
            JsonNode function = call.has("custom") ? call.path("custom") : call.path("function");
            String name = function.path("name").stringValue("");
            String id = call.path("id").stringValue("");
            if (id.isEmpty() || name.isEmpty()) {
                throw OpenAiRequest.invalid(
                        at + ".tool_calls", "Missing required parameter: a tool call needs 'id' and a name.");
            }
            open.add(id);
            callNames.put(id, name);
            transcript.call(
                    name,
                    function.path("arguments")
                            .stringValue(function.path("input").stringValue("")));
        }
    }

    private void content(JsonNode content, String at, Set<String> allowed) {
        if (content.isString()) {
            transcript.text(content.stringValue());
            return;
        }
        if (!Json.given(content)) {
            return;
        }
        if (!content.isArray()) {
            throw OpenAiRequest.invalid(
                    at + ".content", "Invalid type for '" + at + ".content': expected a string or an array.");
        }
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String type = part.path("type").stringValue("");
            String where = at + ".content[" + i + "]";
            if (!allowed.contains(type)) {
                throw OpenAiRequest.invalid(
                        where + ".type",
                        "Invalid value: '" + type + "'. Supported values are: " + String.join(", ", allowed) + ".");
            }
            part(part, type, where);
        }
    }

    private void part(JsonNode part, String type, String where) {
        switch (type) {
            case "text", "refusal" -> {
                if (!part.path(type).isString()) {
                    throw OpenAiRequest.invalid(
                            where + "." + type, "Missing required parameter: '" + where + "." + type + "'.");
                }
                transcript.text(part.path(type).stringValue());
            }
            case "image_url" ->
                transcript.media(url("image", part.path("image_url").path("url"), where), IMAGE_TOKENS);
            case "input_audio" -> {
                JsonNode audio = part.path("input_audio");
                transcript.media(
                        Check.medium(
                                "audio",
                                "audio/" + audio.path("format").stringValue(""),
                                audio.path("data").stringValue("")),
                        IMAGE_TOKENS);
            }
            default -> {
                JsonNode file = part.path("file");
                transcript.media(
                        file.has("file_id")
                                ? "file " + file.path("file_id").stringValue("")
                                : url("document", file.path("file_data"), where),
                        IMAGE_TOKENS);
            }
        }
    }

    private static String url(String kind, JsonNode node, String where) {
        String url = node.stringValue("");
        if (url.isEmpty()) {
            throw OpenAiRequest.invalid(where, "Missing required parameter: '" + where + "' needs a URL or data.");
        }
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0) {
            if (kind.equals("image") && !url.startsWith("http")) {
                throw Problem.invalid(where, "invalid_image_url", "Expected a valid URL or a data URL.")
                        .rejected();
            }
            return url.startsWith("http") ? kind + " url " + url : Check.medium(kind, "application/pdf", url);
        }
        String type = url.substring(5, comma).replaceFirst(";.*", "");
        String data = url.substring(comma + 1);
        if (Check.bytes(data).isEmpty()) {
            throw Problem.invalid(where, "invalid_base64", "The data URL is not valid base64.")
                    .rejected();
        }
        return Check.medium(kind, type, data);
    }

    private static String flat(JsonNode content) {
        StringBuilder text = new StringBuilder(content.stringValue(""));
        if (content.isArray()) {
            content.forEach(part -> text.append(part.path("text").stringValue("")));
        }
        return text.toString();
    }

    private static Problem.Rejected unanswered(String at, Set<String> open) {
        return OpenAiRequest.invalid(
                at,
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                        + " 'tool_call_id'. These have no response: " + String.join(", ", open));
    }
}
