package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
                usage.has("inputTokens") ? tokens(usage) : null,
                null);
    }

    private static List<Long> tokens(JsonNode usage) {
        return List.of(
                usage.path("inputTokens").asLong(0)
                        + usage.path("cacheReadInputTokens").asLong(0)
                        + usage.path("cacheWriteInputTokens").asLong(0),
                usage.path("outputTokens").asLong(0));
    }

    /// Messages of a stream as the answer that they amount to.
    static JsonNode fold(List<JsonNode> messages) {
        ObjectNode out = Json.object();
        ObjectNode message = out.putObject("output").putObject("message");
        Map<Integer, ObjectNode> blocks = new TreeMap<>();
        for (JsonNode event : messages) {
            JsonNode payload = event.path("payload");
            int index = payload.path("contentBlockIndex").asInt(0);
            switch (event.path("headers").path(":event-type").asString("")) {
                case "messageStart" -> message.set("role", payload.get("role"));
                case "contentBlockStart" ->
                    blocks.put(index, (ObjectNode) payload.get("start").deepCopy());
                case "contentBlockDelta" ->
                    grow(blocks.computeIfAbsent(index, _ -> Json.object()), (ObjectNode) payload.get("delta"));
                case "messageStop" -> out.setAll(unpadded(payload));
                case "metadata" -> out.setAll(unpadded(payload));
                default -> {
                    if (event.path("headers").has(":exception-type")) {
                        out.setAll(unpadded(payload));
                    }
                }
            }
        }
        ArrayNode content = message.putArray("content");
        blocks.values().forEach(block -> content.add(closed(block)));
        return out;
    }

    /// Without what hides the length of a message.
    private static ObjectNode unpadded(JsonNode payload) {
        return ((ObjectNode) payload.deepCopy()).without("p");
    }

    private static void grow(ObjectNode block, ObjectNode delta) {
        if (delta.has("text")) {
            join(block, "text", delta.get("text"));
        } else if (delta.has("toolUse")) {
            join(
                    block.withObjectProperty("toolUse"),
                    "input",
                    delta.path("toolUse").path("input"));
        } else if (delta.has("toolResult")) {
            delta.get("toolResult")
                    .forEach(block.withObjectProperty("toolResult").withArrayProperty("content")::add);
        } else if (delta.has("citation")) {
            block.withArray("citations").add(delta.get("citation"));
        } else if (delta.has("image")) {
            block.withObjectProperty("image").setAll((ObjectNode) delta.get("image"));
        } else if (delta.path("reasoningContent").has("redactedContent")) {
            block.withObjectProperty("reasoningContent").setAll((ObjectNode) delta.get("reasoningContent"));
        } else if (delta.has("reasoningContent")) {
            ObjectNode words = block.withObjectProperty("reasoningContent").withObjectProperty("reasoningText");
            delta.get("reasoningContent").forEachEntry((name, value) -> join(words, name, value));
        } else {
            throw new IllegalStateException("an unknown delta: " + delta);
        }
    }

    private static void join(ObjectNode into, String name, JsonNode more) {
        into.put(name, into.path(name).asString("") + more.asString(""));
    }

    /// A block whose arguments are what their text says.
    private static ObjectNode closed(ObjectNode block) {
        if (block.path("toolUse") instanceof ObjectNode use) {
            use.set("input", Expected.json(use.path("input").asString("{}")));
        }
        return block;
    }

    /// The messages of a stream, in the form of the recordings: read by their description, the checksums checked.
    ///
    /// @param body each byte a character
    static List<JsonNode> messages(String body) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1));
        List<JsonNode> out = new ArrayList<>();
        while (bytes.remaining() >= 16) {
            int from = bytes.position();
            int length = bytes.getInt();
            int headers = bytes.getInt();
            check(bytes, from, 8, bytes.getInt());
            check(bytes, from, length - 4, bytes.getInt(from + length - 4));
            ObjectNode message = Json.object();
            ObjectNode names = message.putObject("headers");
            int payload = bytes.position() + headers;
            while (bytes.position() < payload) {
                String name = text(bytes, bytes.get() & 0xff);
                assertThat(bytes.get()).as("a header's type").isEqualTo((byte) 7);
                names.put(name, text(bytes, bytes.getShort() & 0xffff));
            }
            message.set("payload", Expected.json(text(bytes, from + length - 4 - payload)));
            out.add(message);
            bytes.position(from + length);
        }
        assertThat(bytes.remaining()).as("bytes behind the last message").isZero();
        return out;
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] out = new byte[length];
        bytes.get(out);
        return new String(out, StandardCharsets.UTF_8);
    }

    private static void check(ByteBuffer bytes, int from, int length, int said) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, length));
        assertThat((int) crc.getValue()).as("checksum").isEqualTo(said);
    }

    /// What a client of Bedrock's finds in an answer.
    static RecordedClient.Found found(JsonNode answer) {
        String reason = answer.path("stopReason").asString("");
        JsonNode content = answer.path("output").path("message").path("content");
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        // The words of a refusal are a text of their own, the last.
        int shown = content.size() - (reason.equals("content_filtered") ? 1 : 0);
        for (int i = 0; i < shown; i++) {
            JsonNode block = content.get(i);
            text.append(block.path("text").asString(""));
            block.path("citationsContent")
                    .path("content")
                    .forEach(piece -> text.append(piece.path("text").asString("")));
            JsonNode use = block.path("toolUse");
            if (use.isObject() && !use.path("type").asString("").equals("server_tool_use")) {
                calls.add(use.path("name").asString("") + " " + use.path("input"));
            }
        }
        String finish = finish(reason);
        return new RecordedClient.Found(
                text.toString(), calls, finish == null ? reason : finish, tokens(answer.path("usage")));
    }

    /// Where the message begins that says that the answer is whole.
    static int lastNeeded(Recording recording) {
        ByteBuffer bytes = ByteBuffer.wrap(recording.body());
        int at = 0;
        for (JsonNode event : recording.events()) {
            if (event.path("headers").path(":event-type").asString("").equals("messageStop")) {
                return at;
            }
            at += bytes.getInt(at);
        }
        return at;
    }

    private static @Nullable String finish(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "guardrail_intervened", "content_filtered" -> "content_filter";
            default -> null;
        };
    }
}
