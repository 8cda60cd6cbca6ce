package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a client must find off a recorded answer of Cohere's.
final class RecordedCohere {
    private RecordedCohere() {}

    static Expected expected(Recording recording, List<JsonNode> documents) {
        JsonNode answer = recording.streamed() ? fold(documents) : documents.getFirst();
        if (recording.status() != 200) {
            String message = answer.path("message").asString("");
            return new Expected(recording, "cohere-chat", "", List.of(), null, null, message);
        }
        StringBuilder text = new StringBuilder();
        answer.path("message")
                .path("content")
                .forEach(block -> text.append(block.path("text").asString("")));
        List<JsonNode> calls = new ArrayList<>();
        answer.path("message").path("tool_calls").forEach(calls::add);
        JsonNode billed = answer.path("usage").path("billed_units");
        return new Expected(
                recording,
                "cohere-chat",
                text.toString(),
                calls,
                finish(answer.path("finish_reason").asString("")),
                List.of(
                        billed.path("input_tokens").asLong(-1),
                        billed.path("output_tokens").asLong(-1)),
                null);
    }

    /// What a client of Cohere's finds in an answer.
    static RecordedClient.Found found(JsonNode answer) {
        String reason = answer.path("finish_reason").asString("");
        StringBuilder text = new StringBuilder();
        // The words of a refusal are a text of their own, the last.
        int shown = answer.path("message").path("content").size() - (reason.equals("ERROR_TOXIC") ? 1 : 0);
        for (int i = 0; i < shown; i++) {
            text.append(
                    answer.path("message").path("content").get(i).path("text").asString(""));
        }
        List<String> calls = new ArrayList<>();
        answer.path("message").path("tool_calls").forEach(call -> calls.add(Expected.call(call)));
        String finish = finish(reason);
        JsonNode billed = answer.path("usage").path("billed_units");
        return new RecordedClient.Found(
                text.toString(),
                calls,
                finish == null ? reason : finish,
                List.of(
                        billed.path("input_tokens").asLong(-1),
                        billed.path("output_tokens").asLong(-1)));
    }

    private static @Nullable String finish(String reason) {
        return switch (reason) {
            case "COMPLETE", "STOP_SEQUENCE" -> "stop";
            case "MAX_TOKENS" -> "length";
            case "TOOL_CALL" -> "tool_calls";
            case "ERROR_TOXIC" -> "content_filter";
            default -> null;
        };
    }

    /// Events of a stream as the answer that they amount to.
    static JsonNode fold(List<JsonNode> events) {
        ObjectNode out = Json.object();
        ObjectNode message = out.putObject("message");
        for (JsonNode event : events) {
            JsonNode said = event.path("delta").path("message");
            switch (event.path("type").asString("")) {
                case "message-start" -> out.set("id", event.get("id"));
                case "content-start" -> grow(message.withArray("content").addObject(), said.path("content"));
                case "content-delta" ->
                    grow(
                            (ObjectNode) message.path("content")
                                    .get(event.path("index").asInt()),
                            said.path("content"));
                case "tool-plan-delta" -> grow(message, said);
                case "tool-call-start" ->
                    message.withArray("tool_calls").add(said.path("tool_calls").deepCopy());
                case "tool-call-delta" -> {
                    ArrayNode calls = message.withArray("tool_calls");
                    grow(
                            (ObjectNode) calls.get(event.path("index").asInt()).path("function"),
                            said.path("tool_calls").path("function"));
                }
                case "citation-start" -> message.withArray("citations").add(said.path("citations"));
                case "message-end" -> out.setAll((ObjectNode) event.path("delta"));
                default -> {}
            }
        }
        return out;
    }

    private static void grow(ObjectNode into, JsonNode more) {
        more.forEachEntry((name, value) -> into.put(name, into.path(name).asString("") + value.asString("")));
    }
}
