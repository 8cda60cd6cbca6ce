package dev.weir.sim;

import dev.weir.sim.Transcript.Who;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads and checks the items of a response's input, those of the response that it builds on before them.
final class ResponsesTurns {
    /// What stands under an encrypted reasoning item: it holds for every conversation of this simulator.
    static final String SEALED = "reasoning";

    private static final int MEDIA_TOKENS = 85;

    private final Realm realm;
    private final JsonNode body;
    private final Transcript transcript;
    private final List<PromptCache.Prefix> prefixes = new ArrayList<>();
    private final ArrayNode items = Json.array();
    private final Map<String, String> open = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    ResponsesTurns(Realm realm, JsonNode body, Transcript transcript) {
        this.realm = realm;
        this.body = body;
        this.transcript = transcript;
    }

    void read() {
        instructions();
        previous();
        input();
    }

    /// How much of the conversation each item of the input ends.
    List<PromptCache.Prefix> prefixes() {
        return prefixes;
    }

    /// All of them, as they came.
    ArrayNode items() {
        return items;
    }

    private void instructions() {
        if (body.path("instructions").isString()) {
            transcript.turn(Who.SYSTEM);
            transcript.text(body.path("instructions").stringValue());
        }
    }

    private void previous() {
        JsonNode id = body.path("previous_response_id");
        if (!Json.given(id)) {
            return;
        }
        ArrayNode kept = realm.shelf()
                .find(id.stringValue(""))
                .orElseThrow(() -> Problem.invalid(
                                "previous_response_id",
                                "previous_response_not_found",
                                "Previous response with id '" + id.stringValue("") + "' not found.")
                        .rejected());
        kept.forEach(items::add);
        for (int i = 0; i < kept.size(); i++) {
            item(kept.get(i), "previous[" + i + "]");
        }
    }

    private void input() {
        JsonNode input = body.path("input");
        if (input.isString()) {
            transcript.turn(Who.USER);
            transcript.text(input.stringValue());
            items.add(Json.object().put("role", "user").put("content", input.stringValue()));
        } else if (input.isArray() && !input.isEmpty()) {
            for (int i = 0; i < input.size(); i++) {
                items.add(input.get(i));
                item(input.get(i), "input[" + i + "]");
                prefixes.add(transcript.prefix());
            }
        } else {
            throw ResponsesRequest.missing("input").rejected();
        }
        if (!open.isEmpty()) {
            throw ResponsesRequest.invalid(
                    "input",
                    "No tool output found for function call "
                            + open.keySet().iterator().next() + ".");
        }
    }

    private void item(JsonNode item, String at) {
        String type = item.path("type").stringValue(item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> message(item, at);
            case "reasoning" -> reasoning(item, at);
            case "function_call", "custom_tool_call" -> {
                String id = ResponsesRequest.required(item, "call_id", at);
                String name = ResponsesRequest.required(item, "name", at);
                transcript.turn(Who.ASSISTANT);
                transcript.call(
                        name,
                        item.path("arguments").stringValue(item.path("input").stringValue("")));
                open.put(id, name);
                names.put(id, name);
            }
            case "function_call_output", "custom_tool_call_output" -> {
                String id = ResponsesRequest.required(item, "call_id", at);
                if (open.remove(id) == null) {
                    throw ResponsesRequest.invalid(
                            "input", "No tool call found for function call output with call_id " + id + ".");
                }
                transcript.turn(Who.TOOL);
                transcript.result(names.getOrDefault(id, "tool"), flat(item.path("output")));
            }
            case "web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call" ->
                transcript.turn(Who.ASSISTANT);
            case "item_reference" ->
                throw Problem.invalid(
                                "input",
                                "item_not_found",
                                "Item with id '" + item.path("id").stringValue("") + "' not found.")
                        .rejected();
            default ->
                throw Problem.invalid(
                                at + ".type",
                                "invalid_value",
                                "Invalid value: '" + type + "'. Supported values are: 'message', 'reasoning',"
                                        + " 'function_call', 'function_call_output' and the other items of this API.")
                        .rejected();
        }
    }

    private void reasoning(JsonNode item, String at) {
        if (!item.path("summary").isArray()) {
            throw ResponsesRequest.missing(at + ".summary").rejected();
        }
        transcript.turn(Who.ASSISTANT);
        JsonNode sealed = item.path("encrypted_content");
        if (sealed.isString() && !realm.openAiSeals().holds(sealed.stringValue(), SEALED)) {
            throw Problem.invalid(
                            at + ".encrypted_content",
                            "invalid_encrypted_content",
                            "The encrypted content for item " + item.path("id").stringValue("")
                                    + " could not be verified.")
                    .rejected();
        }
    }

    private void message(JsonNode message, String at) {
        String role = message.path("role").stringValue("");
        switch (role) {
            case "system", "developer" -> transcript.turn(Who.SYSTEM);
            case "user" -> transcript.turn(Who.USER);
            case "assistant" -> transcript.turn(Who.ASSISTANT);
            default -> throw ResponsesRequest.invalid(at + ".role", "Invalid value: '" + role + "'.");
        }
        JsonNode content = message.path("content");
        if (content.isString()) {
            transcript.text(content.stringValue());
            return;
        }
        if (!content.isArray()) {
            throw ResponsesRequest.missing(at + ".content").rejected();
        }
        for (int i = 0; i < content.size(); i++) {
            part(content.get(i), role.equals("assistant"), at + ".content[" + i + "]");
        }
    }

    private void part(JsonNode part, boolean answered, String at) {
        String type = part.path("type").stringValue("");
        boolean ours = type.equals("output_text") || type.equals("refusal");
        if (ours != answered) {
            throw Problem.invalid(
                            at,
                            "invalid_value",
                            "Invalid value: '" + type + "'. Supported values are: "
                                    + (answered
                                            ? "'output_text' and 'refusal'."
                                            : "'input_text', 'input_image', and 'input_file'."))
                    .rejected();
        }
        switch (type) {
            case "input_text", "output_text" -> transcript.text(ResponsesRequest.required(part, "text", at));
            case "refusal" -> transcript.text(ResponsesRequest.required(part, "refusal", at));
            case "input_image" ->
                transcript.media(
                        part.has("file_id")
                                ? "image file"
                                : medium("image", part.path("image_url").stringValue(""), at),
                        MEDIA_TOKENS);
            case "input_file" ->
                transcript.media(
                        part.has("file_data")
                                ? medium("document", part.path("file_data").stringValue(""), at)
                                : "file",
                        MEDIA_TOKENS);
            case "input_audio" ->
                transcript.media(
                        Check.medium(
                                "audio",
                                "audio/"
                                        + part.path("input_audio")
                                                .path("format")
                                                .stringValue(""),
                                part.path("input_audio").path("data").stringValue("")),
                        MEDIA_TOKENS);
            default ->
                throw ResponsesRequest.invalid(
                        at + ".type",
                        "Invalid value: '" + type
                                + "'. Supported values are: 'input_text', 'input_image', and 'input_file'.");
        }
    }

    private static String medium(String kind, String url, String at) {
        int comma = url.indexOf(',');
        if (url.startsWith("http")) {
            return kind + " url " + url;
        }
        if (!url.startsWith("data:") || comma < 0) {
            throw Problem.invalid(at, "invalid_image_url", "Expected a valid URL or a data URL.")
                    .rejected();
        }
        return Check.medium(kind, url.substring(5, comma).replaceFirst(";.*", ""), url.substring(comma + 1));
    }

    private static String flat(JsonNode output) {
        StringBuilder text = new StringBuilder(output.stringValue(""));
        if (output.isArray()) {
            output.forEach(part -> text.append(part.path("text").stringValue("")));
        }
        return text.toString();
    }
}
