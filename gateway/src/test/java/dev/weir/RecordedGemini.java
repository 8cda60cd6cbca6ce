package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a client must find off a recorded Gemini answer, and what a client of Gemini's finds in one.
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

    /// Chunks of a stream as one answer, whose parts stand one behind the other.
    static JsonNode fold(List<JsonNode> chunks) {
        ObjectNode out = Json.object();
        Map<Integer, ObjectNode> candidates = new TreeMap<>();
        for (JsonNode chunk : chunks) {
            chunk.forEachEntry((name, value) -> {
                if (!name.equals("candidates")) {
                    out.set(name, value);
                }
            });
            for (JsonNode candidate : chunk.path("candidates")) {
                ObjectNode into =
                        candidates.computeIfAbsent(candidate.path("index").asInt(0), _ -> Json.object());
                candidate.forEachEntry((name, value) -> {
                    if (name.equals("content")) {
                        value.path("parts").forEach(part -> add(into.withArray("/content/parts"), part));
                    } else {
                        into.set(name, value);
                    }
                });
            }
        }
        ArrayNode list = out.putArray("candidates");
        candidates.values().forEach(list::add);
        return out;
    }

    /// Adds a part of a stream; words flow into those of the same kind before them.
    private static void add(ArrayNode parts, JsonNode part) {
        JsonNode last = parts.path(parts.size() - 1);
        boolean flows = part.path("text").isString()
                && last instanceof ObjectNode
                && last.path("text").isString()
                && !last.has("thoughtSignature")
                && last.path("thought").equals(part.path("thought"));
        if (flows) {
            ObjectNode joined = (ObjectNode) part.deepCopy();
            parts.set(
                    parts.size() - 1,
                    joined.put(
                            "text",
                            last.path("text").asString("") + part.path("text").asString("")));
        } else {
            parts.add(part);
        }
    }

    /// What a client of Gemini's finds in an answer, in OpenAI's words.
    static RecordedClient.Found found(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        JsonNode candidate = answer.path("candidates").path(0);
        for (JsonNode part : candidate.path("content").path("parts")) {
            JsonNode call = part.path("functionCall");
            if (call.isObject()) {
                calls.add(call.path("name").asString("") + " " + (call.has("args") ? call.path("args") : "{}"));
            } else if (!part.path("thought").asBoolean(false)) {
                text.append(part.path("text").asString(""));
            }
        }
        String reason = candidate.path("finishReason").asString("");
        String finish = finish(reason, !calls.isEmpty());
        List<Long> tokens = tokens(answer.path("usageMetadata"));
        return new RecordedClient.Found(
                text.toString(), calls, finish == null ? reason : finish, tokens == null ? List.of(-1L, -1L) : tokens);
    }

    /// What an answer carries of other providers in the envelopes of its signatures.
    static List<JsonNode> opened(JsonNode answer) {
        List<JsonNode> out = new ArrayList<>();
        for (JsonNode candidate : answer.path("candidates")) {
            for (JsonNode part : candidate.path("content").path("parts")) {
                String signature = part.path("thoughtSignature").asString("");
                if (signature.startsWith("d2Vpci1zZWFs")) {
                    byte[] bytes = Base64.getDecoder().decode(signature);
                    String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", 5);
                    out.add(Json.string(words[4]));
                }
            }
        }
        return out;
    }
}
