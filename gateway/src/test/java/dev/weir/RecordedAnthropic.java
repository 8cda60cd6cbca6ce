package dev.weir;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what an OpenAI client must find off a recorded Anthropic answer.
final class RecordedAnthropic {
    /// Deferred tools and client tools alike are called by these blocks; everything else the provider runs itself.
    private static final String CALL = "tool_use";

    private RecordedAnthropic() {}

    static Expected expected(Recording recording, List<JsonNode> documents) {
        if (recording.status() != 200) {
            return new Expected(
                    recording,
                    "anthropic-messages",
                    "",
                    List.of(),
                    null,
                    null,
                    documents.getFirst().path("error").path("message").asString(""));
        }
        JsonNode whole = recording.streamed() ? fold(documents) : documents.getFirst();
        StringBuilder text = new StringBuilder();
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode block : whole.path("content")) {
            if (block.path("type").asString("").equals("text")) {
                text.append(block.path("text").asString(""));
            } else if (block.path("type").asString("").equals(CALL)) {
                calls.add(Json.object()
                        .put("name", block.path("name").asString(""))
                        .put("arguments", Json.text(block.path("input"))));
            }
        }
        return new Expected(
                recording,
                "anthropic-messages",
                text.toString(),
                calls,
                finish(whole.path("stop_reason").asString(""), !calls.isEmpty()),
                tokens(whole.path("usage")),
                null);
    }

    private static @Nullable String finish(String stop, boolean called) {
        return switch (stop) {
            // A turn of tool calls ends in them, whatever else the provider says.
            case "end_turn", "stop_sequence", "pause_turn", "compaction" -> called ? "tool_calls" : "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> null;
        };
    }

    /// Anthropic counts cache outside of the input; compactions are outside of the sums.
    private static @Nullable List<Long> tokens(JsonNode usage) {
        if (!usage.has("input_tokens")) {
            return null;
        }
        long in = usage.path("input_tokens").asLong(0)
                + usage.path("cache_read_input_tokens").asLong(0)
                + usage.path("cache_creation_input_tokens").asLong(0);
        long out = usage.path("output_tokens").asLong(0);
        for (JsonNode iteration : usage.path("iterations")) {
            if (iteration.path("type").asString("").equals("compaction")) {
                in += iteration.path("input_tokens").asLong(0)
                        + iteration.path("cache_read_input_tokens").asLong(0)
                        + iteration.path("cache_creation_input_tokens").asLong(0);
                out += iteration.path("output_tokens").asLong(0);
            }
        }
        return List.of(in, out);
    }

    static JsonNode fold(List<JsonNode> events) {
        ObjectNode message = Json.object();
        ObjectNode usage = Json.object();
        Map<Integer, ObjectNode> blocks = new TreeMap<>();
        Set<Integer> arguments = new HashSet<>();
        for (JsonNode event : events) {
            if (event.path("type").asString("").equals("message_stop")) {
                break;
            }
            int index = event.path("index").asInt(-1);
            switch (event.path("type").asString("")) {
                case "message_start" ->
                    event.path("message").forEachEntry((name, value) -> {
                        if (name.equals("usage")) {
                            value.forEachEntry((count, tokens) -> put(usage, count, tokens));
                        } else if (name.equals("content")) {
                            int at = 0;
                            for (JsonNode block : value) {
                                blocks.put(at++ - 1_000, (ObjectNode) block.deepCopy());
                            }
                        } else {
                            put(message, name, value);
                        }
                    });
                case "content_block_start" -> {
                    JsonNode block = event.path("content_block");
                    blocks.put(index, (ObjectNode) block.deepCopy());
                }
                case "content_block_delta" -> {
                    ObjectNode block = blocks.get(index);
                    JsonNode delta = event.path("delta");
                    if (block != null && delta.has("text")) {
                        block.put(
                                "text",
                                block.path("text").asString("")
                                        + delta.path("text").asString(""));
                    } else if (block != null && delta.has("partial_json")) {
                        String before =
                                arguments.add(index) ? "" : block.path("input").asString("");
                        block.put("input", before + delta.path("partial_json").asString(""));
                    } else if (block != null && delta.has("thinking")) {
                        block.put(
                                "thinking",
                                block.path("thinking").asString("")
                                        + delta.path("thinking").asString(""));
                    } else if (block != null && delta.has("signature")) {
                        block.set("signature", delta.get("signature"));
                    } else if (block != null && delta.has("citation")) {
                        block.withArray("citations").add(delta.get("citation"));
                    }
                }
                case "message_delta" -> {
                    event.path("delta").forEachEntry((name, value) -> put(message, name, value));
                    event.path("usage").forEachEntry((name, value) -> put(usage, name, value));
                }
                default -> {}
            }
        }
        for (ObjectNode block : blocks.values()) {
            if (block.path("input").isString()) {
                JsonNode read = Json.readOrNull(block.path("input").asString(""));
                block.set("input", read == null ? Json.object() : read);
            }
            message.withArray("content").add(block);
        }
        message.set("usage", usage);
        return message;
    }

    private static void put(ObjectNode into, String name, JsonNode value) {
        if (!value.isNull() && !value.isMissingNode()) {
            into.set(name, value);
        }
    }
}
