package dev.weir.dialect.openai;

import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Adds the chunks of a stream up as the strictest of the official SDKs' helpers do, and fails at the first chunk that
/// one of them would stumble over: in Python strings are concatenated, lists are merged by `index`, which every entry
/// must carry, `index` and `type` replace; in Node a role, a finish reason and the type of a call must be there.
/// Written from their behaviour, so that the encoder is not checked by its own ideas.
public final class StrictFold {
    private final List<ObjectNode> choices = new ArrayList<>();
    private @Nullable JsonNode usage;
    private @Nullable JsonNode error;
    private boolean done;

    private StrictFold() {}

    public static StrictFold of(byte[] stream) {
        StrictFold fold = new StrictFold();
        String text = new String(stream, StandardCharsets.UTF_8);
        if (!text.isEmpty() && !text.endsWith("\n\n")) {
            throw new AssertionError("the last event has no blank line");
        }
        for (String event : text.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                fold.event(event);
            }
        }
        return fold;
    }

    public boolean isDone() {
        return done;
    }

    public @Nullable JsonNode usage() {
        return usage;
    }

    public @Nullable JsonNode error() {
        return error;
    }

    public List<ObjectNode> choices() {
        return choices;
    }

    public JsonNode message(int choice) {
        return choices.get(choice).path("message");
    }

    private void event(String event) {
        if (done || error != null) {
            throw new AssertionError("an event after the last one: " + event);
        }
        if (!event.startsWith("data: ") || event.indexOf('\n') >= 0) {
            throw new AssertionError("not one data line: " + event);
        }
        String data = event.substring("data: ".length());
        if (data.equals("[DONE]")) {
            done = true;
            choices.forEach(StrictFold::complete);
            return;
        }
        JsonNode chunk = Objects.requireNonNull(Json.readOrNull(data), data);
        if (chunk.has("error")) {
            error = chunk.path("error");
            return;
        }
        require(chunk.path("object").asString("").equals("chat.completion.chunk"), "object", chunk);
        require(chunk.path("id").isString() && chunk.path("model").isString(), "id and model", chunk);
        require(chunk.path("created").isIntegralNumber(), "created", chunk);
        require(chunk.path("choices").isArray(), "choices", chunk);
        require(usage == null, "nothing after usage", chunk);
        if (chunk.path("usage").isObject()) {
            require(chunk.path("choices").isEmpty(), "usage without choices", chunk);
            usage = chunk.path("usage");
        }
        for (JsonNode choice : chunk.path("choices")) {
            choice(choice, chunk);
        }
    }

    private void choice(JsonNode choice, JsonNode chunk) {
        int index = choice.path("index").asInt(-1);
        require(index >= 0 && index <= choices.size(), "dense choices", chunk);
        require(choice.path("delta").isObject(), "delta", chunk);
        require(choice.has("finish_reason"), "finish_reason", chunk);
        if (index == choices.size()) {
            ObjectNode fresh = Json.object();
            fresh.put("index", index).putObject("message");
            choices.add(fresh);
            require(choice.path("delta").path("role").asString("").equals("assistant"), "role first", chunk);
        }
        ObjectNode whole = choices.get(index);
        require(!whole.has("finish_reason"), "nothing after finish_reason", chunk);
        accumulate((ObjectNode) whole.get("message"), (ObjectNode) choice.get("delta"));
        if (choice.path("logprobs").isObject()) {
            ArrayNode content = whole.withArrayProperty("logprobs");
            choice.path("logprobs").path("content").forEach(content::add);
        }
        if (choice.path("finish_reason").isString()) {
            whole.set("finish_reason", choice.get("finish_reason"));
        }
        if (choice.has("stop_reason")) {
            whole.set("stop_reason", choice.get("stop_reason"));
        }
    }

    private static void complete(ObjectNode choice) {
        require(choice.path("finish_reason").isString(), "a finish reason", choice);
        require(choice.path("message").path("role").asString("").equals("assistant"), "one role", choice);
    }

    private static void accumulate(ObjectNode whole, ObjectNode delta) {
        delta.forEachEntry((key, value) -> {
            JsonNode old = whole.get(key);
            if (key.equals("tool_calls") && old == null) {
                ArrayNode list = whole.putArray(key);
                value.forEach(entry -> entry(list, entry));
                list.forEach(StrictFold::call);
            } else if (old == null || old.isNull() || key.equals("index") || key.equals("type")) {
                whole.set(key, value.deepCopy());
            } else if (old.isString() && value.isString()) {
                whole.put(key, old.stringValue() + value.stringValue());
            } else if (old instanceof ObjectNode inner && value instanceof ObjectNode more) {
                accumulate(inner, more);
            } else if (old instanceof ArrayNode list && value instanceof ArrayNode more) {
                more.forEach(entry -> entry(list, entry));
                if (key.equals("tool_calls")) {
                    list.forEach(StrictFold::call);
                }
            } else if (!value.isNull()) {
                throw new AssertionError("cannot add " + value + " to " + old);
            }
        });
    }

    /// What the first word of a call must say.
    private static void call(JsonNode call) {
        String type = call.path("type").asString("");
        require(type.equals("function") || type.equals("custom"), "the type of a call", call);
        require(call.path("id").isString() && call.path(type).path("name").isString(), "id and name", call);
    }

    private static void entry(ArrayNode list, JsonNode entry) {
        if (!(entry instanceof ObjectNode object) || !object.has("index")) {
            throw new AssertionError("a list entry without index: " + entry);
        }
        int index = object.path("index").asInt();
        if (index < list.size() && list.get(index) instanceof ObjectNode known) {
            accumulate(known, object);
        } else if (index == list.size()) {
            list.add(object.deepCopy());
        } else {
            throw new AssertionError("a list entry out of order: " + entry);
        }
    }

    private static void require(boolean ok, String what, JsonNode chunk) {
        if (!ok) {
            throw new AssertionError(what + ": " + chunk);
        }
    }
}
