package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client must find of a recorded answer, in OpenAI's words: read off the recording itself, field by field,
/// without any codec of ours.
///
/// @param finish OpenAI's word, or null where any will do
/// @param tokens prompt and completion, or null where the recording has no usage
/// @param error words that the error must hold, or null where it is no error
record Expected(
        Recording recording,
        String api,
        String text,
        List<JsonNode> calls,
        @Nullable String finish,
        @Nullable List<Long> tokens,
        @Nullable String error) {

    static Expected of(String api, Recording recording) {
        List<JsonNode> documents = documents(recording);
        return switch (api) {
            case "anthropic-messages" -> RecordedAnthropic.expected(recording, documents);
            case "gemini-generate", "gemini-stream" -> RecordedGemini.expected(recording, api, documents);
            case "openai-responses" -> RecordedResponses.expected(recording, documents);
            case "cohere-chat" -> RecordedCohere.expected(recording, documents);
            case "bedrock-converse", "bedrock-converse-stream" -> RecordedBedrock.expected(recording, documents);
            default -> chat(recording, api, documents);
        };
    }

    /// Whether the recording is an answer that came to its end.
    boolean isComplete() {
        return error == null && finish != null;
    }

    void holds(RecordedClient client, HttpResponse<String> answer) {
        if (error != null) {
            client.mustSayError(answer, error);
            return;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        RecordedClient.Found found = client.found(client.read(answer));
        assertThat(found.text()).as("text").isEqualTo(text);
        assertThat(found.calls())
                .as("tool calls")
                .isEqualTo(calls.stream().map(Expected::call).toList());
        if (finish != null) {
            assertThat(found.finish()).as("finish").isEqualTo(finish);
        }
        if (tokens != null) {
            long outside = client.speaks(api) ? 0 : reasoningOutside();
            assertThat(found.tokens()).as("usage").isEqualTo(List.of(tokens.get(0), tokens.get(1) + outside));
        }
    }

    /// Reasoning that a host of OpenAI's dialect counts beside the completion, as its total tells (xAI): across
    /// dialects it is part of what was written.
    private long reasoningOutside() {
        if (!api.equals("openai-chat")) {
            return 0;
        }
        JsonNode whole = recording.streamed() ? folded(documents(recording)) : json(recording.text());
        JsonNode usage = whole.path("usage");
        long reasoning =
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
        long rest = usage.path("total_tokens").asLong(0)
                - usage.path("prompt_tokens").asLong(0)
                - usage.path("completion_tokens").asLong(0);
        return rest == reasoning ? reasoning : 0;
    }

    /// A body that must be JSON.
    static JsonNode json(String body) {
        return Objects.requireNonNull(Json.readOrNull(body), () -> "no JSON: " + body);
    }

    /// A call for comparison: its name and its arguments by meaning, and its id where the provider gave one.
    static String call(JsonNode call) {
        JsonNode custom = call.path("custom");
        if (!custom.path("name").asString("").isEmpty()) {
            return custom(custom.path("name").asString(""), custom.path("input").asString(""));
        }
        JsonNode function = call.has("function") ? call.get("function") : call;
        String arguments = function.path("arguments").asString("");
        JsonNode read = Json.readOrNull(arguments);
        return function.path("name").asString("") + " " + (read == null ? arguments : read.toString());
    }

    /// A call that takes free text, as dialects that have none such say it.
    static String custom(String name, String input) {
        return name + " " + Json.object().put("input", input);
    }

    /// Text of a content, which may be a list.
    static String words(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder out = new StringBuilder();
        content.forEach(part -> out.append(part.path("text").asString("")));
        return out.toString();
    }

    /// The JSON documents of an answer: itself, or the payloads of its stream.
    static List<JsonNode> documents(Recording recording) {
        if (!recording.events().isEmpty()) {
            return List.of(RecordedBedrock.fold(recording.events()));
        }
        if (recording.streamed()) {
            return frames(recording.text());
        }
        JsonNode node = Json.readOrNull(recording.text());
        return node == null ? List.of() : List.of(node);
    }

    /// The documents whose every leaf must be somewhere: a stream of Anthropic's is one message in pieces, one of the
    /// Responses API ends in its response.
    static List<JsonNode> accounted(String api, Recording recording) {
        List<JsonNode> documents = documents(recording);
        if (!recording.streamed()) {
            return documents;
        }
        return switch (api) {
            case "anthropic-messages" -> List.of(RecordedAnthropic.fold(documents));
            case "openai-responses" -> List.of(RecordedResponses.unsealed(RecordedResponses.last(documents)));
            case "cohere-chat" -> List.of(RecordedCohere.fold(documents));
            default -> documents;
        };
    }

    static List<JsonNode> frames(String stream) {
        List<JsonNode> out = new ArrayList<>();
        stream.lines().forEach(line -> {
            JsonNode node = line.startsWith("data:") ? Json.readOrNull(line.substring(5)) : null;
            if (node instanceof ObjectNode) {
                out.add(node);
            }
        });
        return out;
    }

    /// The bytes of a stream without which it is not complete: up to the last finish reason.
    static int lastNeeded(String api, Recording recording) {
        if (!recording.events().isEmpty()) {
            return RecordedBedrock.lastNeeded(recording);
        }
        String mark = switch (api) {
            case "anthropic-messages" -> "\"stop_reason\"";
            case "gemini-stream" -> "\"finishReason\"";
            case "openai-responses" -> "response.completed";
            default -> "\"finish_reason\"";
        };
        String text = recording.text();
        // A fixture may hold several answers one behind the other; the first end is the end.
        int end = text.indexOf("message_stop");
        int at = end > 0 ? end : text.length();
        do {
            at = text.lastIndexOf(mark, at - 1);
        } while (at > 0 && text.startsWith("null", at + mark.length() + 1));
        return RecordedExchangesTest.utf8(text.substring(0, Math.max(0, at))).length;
    }

    /// Chunks of an OpenAI stream folded into the answer they amount to, as a client that adds up deltas does it.
    static JsonNode folded(List<JsonNode> frames) {
        ObjectNode out = Json.object();
        Map<Integer, ObjectNode> choices = new TreeMap<>();
        for (JsonNode frame : frames) {
            if (frame.has("error") && !frame.get("error").isNull()) {
                out.set("error", frame.get("error"));
            }
            JsonNode usage = frame.path("usage").isObject()
                    ? frame.path("usage")
                    : frame.path("x_groq").path("usage");
            if (usage.isObject()) {
                out.set("usage", usage);
            }
            for (JsonNode choice : frame.path("choices")) {
                ObjectNode into = choices.computeIfAbsent(choice.path("index").asInt(0), _ -> {
                    ObjectNode fresh = Json.object();
                    fresh.putObject("message");
                    return fresh;
                });
                if (!choice.path("finish_reason").asString("").isEmpty()) {
                    into.set("finish_reason", choice.get("finish_reason"));
                }
                add((ObjectNode) into.get("message"), choice.path("delta"));
            }
        }
        ArrayNode list = out.putArray("choices");
        choices.values().forEach(list::add);
        return out;
    }

    private static void add(ObjectNode message, JsonNode delta) {
        delta.forEachEntry((name, value) -> {
            if (name.equals("tool_calls")) {
                value.forEach(call -> addCall(message.withArray("tool_calls"), call));
            } else if (name.equals("content")) {
                message.put(name, message.path(name).asString("") + words(value));
            } else if (name.startsWith("reasoning") && value.isString()) {
                message.put(name, message.path(name).asString("") + value.stringValue());
            } else if (value.isArray()) {
                value.forEach(message.withArray(name)::add);
            } else if (!value.isNull()) {
                message.set(name, value);
            }
        });
    }

    private static void addCall(ArrayNode calls, JsonNode call) {
        // Mistral's calls come whole and without an index.
        int index = call.has("index") ? call.get("index").asInt() : calls.size();
        while (calls.size() <= index) {
            calls.addObject().putObject("function");
        }
        ObjectNode into = (ObjectNode) calls.get(index);
        if (!call.path("id").asString("").isEmpty()) {
            into.set("id", call.get("id"));
        }
        if (call.has("extra_content")) {
            into.set("extra_content", call.get("extra_content"));
        }
        boolean free = !call.path("custom").path("name").asString("").isEmpty()
                || !call.path("custom").path("input").asString("").isEmpty();
        if (free) {
            ObjectNode custom = into.withObjectProperty("custom");
            call.path("custom")
                    .forEachEntry(
                            (name, value) -> custom.put(name, custom.path(name).asString("") + value.asString("")));
            return;
        }
        ObjectNode function = (ObjectNode) into.get("function");
        JsonNode more = call.path("function");
        if (!more.path("name").asString("").isEmpty()) {
            function.set("name", more.get("name"));
        }
        function.put(
                "arguments",
                function.path("arguments").asString("") + more.path("arguments").asString(""));
    }

    private static Expected chat(Recording recording, String api, List<JsonNode> documents) {
        JsonNode whole =
                recording.streamed() ? folded(documents) : documents.isEmpty() ? Json.object() : documents.getFirst();
        JsonNode failed = whole.get("error");
        if (recording.status() != 200 || failed != null && !failed.isNull()) {
            JsonNode message = failed == null ? whole.path("message") : failed.path("message");
            return new Expected(recording, api, "", List.of(), null, null, message.asString(""));
        }
        JsonNode message = whole.path("choices").path(0).path("message");
        List<JsonNode> calls = new ArrayList<>();
        message.path("tool_calls").forEach(calls::add);
        JsonNode usage = whole.path("usage");
        String finish = whole.path("choices").path(0).path("finish_reason").asString("");
        return new Expected(
                recording,
                api,
                words(message.path("content")),
                calls,
                finish.isEmpty() ? null : finish,
                usage.has("prompt_tokens")
                        ? List.of(
                                usage.path("prompt_tokens").asLong(-1),
                                usage.path("completion_tokens").asLong(-1))
                        : null,
                null);
    }
}
