package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what a client must find off a recorded answer of Bedrock's.
final class RecordedBedrock {
    private RecordedBedrock() {}

    static Expected expected(Recording recording, List<JsonNode> documents) {
        JsonNode answer = documents.getFirst();
        if (recording.status() != 200) {
            String message = answer.path("message").asString("");
            return new Expected(recording, "bedrock-converse", "", List.of(), null, null, message);
        }
        StringBuilder text = new StringBuilder();
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode block : answer.path("output").path("message").path("content")) {
            text.append(block.path("text").asString(""));
            JsonNode use = block.path("toolUse");
            // What Bedrock ran itself is no call of the client's.
            if (!use.isMissingNode() && !use.path("type").asString("").equals("server_tool_use")) {
                calls.add(Json.object()
                        .put("name", use.path("name").asString(""))
                        .put("arguments", Json.text(use.path("input"))));
            }
        }
        JsonNode usage = answer.path("usage");
        return new Expected(
                recording,
                "bedrock-converse",
                text.toString(),
                calls,
                finish(answer.path("stopReason").asString("")),
                List.of(
                        usage.path("inputTokens").asLong(0)
                                + usage.path("cacheReadInputTokens").asLong(0)
                                + usage.path("cacheWriteInputTokens").asLong(0),
                        usage.path("outputTokens").asLong(0)),
                null);
    }

    private static @Nullable String finish(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens" -> "length";
            case "tool_use" -> "tool_calls";
            case "guardrail_intervened", "content_filtered" -> "content_filter";
            default -> null;
        };
    }
}
