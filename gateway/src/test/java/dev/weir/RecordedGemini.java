package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what an OpenAI client must find off a recorded Gemini answer.
final class RecordedGemini {
    private RecordedGemini() {}

    static Expected expected(Recording recording, String api, List<JsonNode> documents) {
        if (recording.status() != 200) {
            JsonNode first = documents.getFirst();
            JsonNode error = (first.isArray() ? first.get(0) : first).path("error");
            return new Expected(
                    recording,
                    api,
                    "",
                    List.of(),
                    null,
                    null,
                    error.path("message").asString(""));
        }
        StringBuilder text = new StringBuilder();
        List<JsonNode> calls = new ArrayList<>();
        String finish = null;
        JsonNode usage = Json.object();
        for (JsonNode document : documents) {
            String blocked = document.path("promptFeedback").path("blockReason").asString("");
            if (!blocked.isEmpty() && !document.has("candidates")) {
                return new Expected(recording, api, "", List.of(), null, null, blocked);
            }
            JsonNode candidate = document.path("candidates").path(0);
            for (JsonNode part : candidate.path("content").path("parts")) {
                if (part.has("text") && !part.path("thought").asBoolean(false)) {
                    text.append(part.path("text").asString(""));
                } else if (part.has("functionCall")) {
                    JsonNode call = part.get("functionCall");
                    calls.add(Json.object()
                            .put("name", call.path("name").asString(""))
                            .put("arguments", call.has("args") ? Json.text(call.get("args")) : "{}"));
                }
            }
            if (candidate.has("finishReason")) {
                finish = finish(candidate.path("finishReason").asString(""), !calls.isEmpty());
            }
            if (document.has("usageMetadata")) {
                usage = document.get("usageMetadata");
            }
        }
        return new Expected(recording, api, text.toString(), calls, finish, tokens(usage), null);
    }

    private static @Nullable String finish(String reason, boolean called) {
        return switch (reason) {
            case "STOP" -> called ? "tool_calls" : "stop";
            case "MAX_TOKENS" -> "length";
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" -> "content_filter";
            default -> null;
        };
    }

    /// Gemini counts thoughts outside of the candidates, and tools' prompts outside of the prompt.
    private static @Nullable List<Long> tokens(JsonNode usage) {
        if (!usage.has("promptTokenCount")) {
            return null;
        }
        return List.of(
                usage.path("promptTokenCount").asLong(0)
                        + usage.path("toolUsePromptTokenCount").asLong(0),
                usage.path("candidatesTokenCount").asLong(0)
                        + usage.path("thoughtsTokenCount").asLong(0));
    }
}
