package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an OpenAI client must find of a recorded answer of the Responses API.
final class RecordedResponses {
    private RecordedResponses() {}

    static Expected expected(Recording recording, List<JsonNode> documents) {
        JsonNode whole = recording.streamed() ? last(documents) : documents.getFirst();
        JsonNode failed = whole.path("error");
        if (recording.status() != 200 || failed.isObject()) {
            return expected(recording, whole, null, null, failed.path("message").asString(""));
        }
        JsonNode usage = whole.path("usage");
        return expected(
                recording,
                whole,
                finish(whole),
                usage.isObject()
                        ? List.of(
                                usage.path("input_tokens").asLong(-1),
                                usage.path("output_tokens").asLong(-1))
                        : null,
                null);
    }

    private static Expected expected(
            Recording recording,
            JsonNode whole,
            @Nullable String finish,
            @Nullable List<Long> tokens,
            @Nullable String error) {
        return new Expected(recording, "openai-responses", text(whole), calls(whole), finish, tokens, error);
    }

    static String text(JsonNode response) {
        StringBuilder out = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asString("").equals("message")) {
                out.append(Expected.words(item.path("content")));
            }
        }
        return out.toString();
    }

    /// Calls that the client is to answer, as OpenAI's clients know them.
    static List<JsonNode> calls(JsonNode response) {
        List<JsonNode> out = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            String type = item.path("type").asString("");
            if (type.equals("function_call")) {
                out.add(item);
            } else if (type.equals("custom_tool_call")) {
                out.add(Json.object().set("custom", item));
            }
        }
        return out;
    }

    /// OpenAI Chat's word for how a response ended, or null where it did not end.
    static @Nullable String finish(JsonNode response) {
        return switch (response.path("status").asString("")) {
            case "completed" -> calls(response).isEmpty() ? "stop" : "tool_calls";
            case "incomplete" ->
                switch (response.path("incomplete_details").path("reason").asString("")) {
                    case "max_output_tokens" -> "length";
                    case "content_filter" -> "content_filter";
                    default -> null;
                };
            default -> null;
        };
    }

    /// The answer that a stream amounts to: the response of its last event, or its error.
    static JsonNode last(List<JsonNode> events) {
        JsonNode last = Json.object();
        for (JsonNode event : events) {
            if (event.path("error").isObject()) {
                return Json.object().set("error", event.path("error"));
            }
            if (event.path("response").isObject()) {
                last = event.path("response");
            }
        }
        return last;
    }

    /// Whether a stream says that it is whole.
    static boolean isWhole(String stream) {
        return !stream.contains("event: error")
                && stream.matches("(?s).*\"type\": ?\"response\\.(completed|incomplete)\".*");
    }

    /// The response without the seals of its reasoning, which OpenAI makes anew for every event.
    static JsonNode unsealed(JsonNode response) {
        JsonNode copy = response.deepCopy();
        for (JsonNode item : copy.path("output")) {
            ((ObjectNode) item).remove("encrypted_content");
        }
        return copy;
    }
}
