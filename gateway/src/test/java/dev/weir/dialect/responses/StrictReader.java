package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a stream as the strictest of OpenAI's SDKs would, each rule of theirs in it, and fails at the first event that
/// one of them would stumble over.
public final class StrictReader implements SseReader.Sink {
    /// The events that the SDKs know; Node's helper throws at any other.
    private static final Set<String> KNOWN = Set.of(
            "response.created",
            "response.in_progress",
            "response.completed",
            "response.incomplete",
            "response.failed",
            "error",
            "response.output_item.added",
            "response.output_item.done",
            "response.content_part.added",
            "response.content_part.done",
            "response.output_text.delta",
            "response.output_text.annotation.added",
            "response.output_text.done",
            "response.refusal.delta",
            "response.refusal.done",
            "response.reasoning_text.delta",
            "response.reasoning_text.done",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_part.done",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.custom_tool_call_input.delta",
            "response.custom_tool_call_input.done",
            "response.web_search_call.in_progress",
            "response.web_search_call.searching",
            "response.web_search_call.completed",
            "response.file_search_call.in_progress",
            "response.file_search_call.searching",
            "response.file_search_call.completed",
            "response.code_interpreter_call.in_progress",
            "response.code_interpreter_call.interpreting",
            "response.code_interpreter_call.completed",
            "response.code_interpreter_call_code.delta",
            "response.code_interpreter_call_code.done",
            "response.mcp_call.in_progress",
            "response.mcp_call.completed",
            "response.mcp_call.failed",
            "response.mcp_call_arguments.done",
            "response.image_generation_call.completed");

    private static final Set<String> LAST = Set.of("response.completed", "response.incomplete", "response.failed");

    private final Map<Integer, JsonNode> added = new HashMap<>();
    private final Map<Integer, JsonNode> done = new HashMap<>();
    private final Set<String> parts = new HashSet<>();
    private final Map<String, StringBuilder> words = new HashMap<>();
    private final List<String> types = new ArrayList<>();
    private String id = "";
    private @Nullable JsonNode last;
    private @Nullable JsonNode error;

    public static StrictReader of(byte[] stream) {
        StrictReader reader = new StrictReader();
        try {
            SseReader sse = new SseReader(1 << 22);
            sse.feed(stream, 0, stream.length, reader);
            sse.end(reader);
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        return reader;
    }

    /// The response of the last event, or null when there was none.
    public @Nullable JsonNode response() {
        return last;
    }

    public boolean isComplete() {
        return last != null && !last.path("status").asString("").equals("failed");
    }

    public @Nullable JsonNode error() {
        return error;
    }

    public List<String> types() {
        return types;
    }

    @Override
    public void unfinished(Frame frame) {
        throw new AssertionError("an event without its blank line: " + frame.text());
    }

    @Override
    public void frame(Frame frame) {
        if (frame.isSilent()) {
            return;
        }
        JsonNode event = Json.read(frame.data(), frame.from(), frame.to());
        String type = event.path("type").asString("");
        assertThat(frame.name()).isEqualTo(type);
        assertThat(KNOWN).as("the events that the SDKs know").contains(type);
        assertThat(last).as("nothing follows the last event").isNull();
        assertThat(event.path("sequence_number").asInt(-1)).as(frame.text()).isEqualTo(types.size());
        if (types.isEmpty()) {
            assertThat(type).as("the first event").isEqualTo("response.created");
        }
        types.add(type);
        if (event.has("response")) {
            String now = event.path("response").path("id").asString("");
            assertThat(now).as("a response keeps its id").isNotEmpty().isEqualTo(id.isEmpty() ? now : id);
            id = now;
        }
        if (type.equals("error")) {
            error = event.path("error");
        } else if (LAST.contains(type)) {
            last = event.path("response");
            end();
        } else if (event.has("output_index")) {
            item(type, event, event.path("output_index").asInt());
        }
    }

    private void item(String type, JsonNode event, int index) {
        if (type.equals("response.output_item.added")) {
            assertThat(index).as("output indexes are dense").isEqualTo(added.size());
            assertThat(event.path("item").path("id").asString("")).isNotEmpty();
            added.put(index, event.path("item"));
            return;
        }
        JsonNode item = Objects.requireNonNull(
                added.get(index), () -> "an item is added before anything is said of it: " + event);
        assertThat(done).as("an item that is done says no more").doesNotContainKey(index);
        if (type.equals("response.output_item.done")) {
            for (String name : List.of("id", "type", "call_id")) {
                assertThat(event.path("item").path(name)).isEqualTo(item.path(name));
            }
            done.put(index, event.path("item"));
            return;
        }
        assertThat(event.path("item_id")).isEqualTo(item.path("id"));
        part(type, event, index);
    }

    private void part(String type, JsonNode event, int index) {
        String name = event.has("content_index") ? "content_index" : "summary_index";
        String place = index + "/" + event.path(name).asString("");
        if (type.endsWith("part.added")) {
            assertThat(parts.add(place)).as("a part is added once").isTrue();
        } else if (event.has(name)) {
            assertThat(parts)
                    .as("a part is added before anything is said of it")
                    .contains(place);
        }
        if (type.endsWith(".delta")) {
            words.computeIfAbsent(place, _ -> new StringBuilder())
                    .append(event.path("delta").asString());
        } else if (type.endsWith("_text.done") || type.equals("response.refusal.done")) {
            String said = words.getOrDefault(place, new StringBuilder()).toString();
            assertThat(event.path(type.equals("response.refusal.done") ? "refusal" : "text")
                            .asString())
                    .isEqualTo(said);
        } else if (type.endsWith("arguments.done") || type.endsWith("input.done")) {
            String said = words.getOrDefault(place, new StringBuilder()).toString();
            if (!said.isEmpty()) {
                assertThat(event.path(event.has("input") ? "input" : "arguments")
                                .asString())
                        .isEqualTo(said);
            }
        }
    }

    private void end() {
        JsonNode response = last;
        if (response == null || response.path("status").asString("").equals("failed")) {
            return;
        }
        assertThat(done.keySet()).as("what was added is done").isEqualTo(added.keySet());
        assertThat(response.path("output").size()).isEqualTo(done.size());
        for (int i = 0; i < done.size(); i++) {
            assertThat(response.path("output").get(i)).isEqualTo(done.get(i));
        }
    }
}
