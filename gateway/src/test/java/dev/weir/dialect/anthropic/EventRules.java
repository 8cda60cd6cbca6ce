package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// What every stream of Anthropic's must keep to, or one of its SDKs loses something: each event names itself in its
/// `event:` line, blocks are numbered densely from 0 and told one after the other, each delta fits its block, and
/// exactly one thing is last: `message_stop`, or an error.
final class EventRules {
    private final List<ObjectNode> events = new ArrayList<>();
    private String openBlock = "";
    private int blocks;
    private boolean begun;
    private boolean ending;
    private boolean over;

    private EventRules() {}

    /// The events of a stream that keeps to the rules.
    static List<ObjectNode> of(byte[] bytes) {
        EventRules rules = new EventRules();
        for (Frame frame : Streams.frames(bytes)) {
            ObjectNode event = (ObjectNode) Streams.JSON.readTree(frame.text());
            assertThat(frame.name()).isEqualTo(event.path("type").asString(""));
            rules.see(Objects.requireNonNull(frame.name()), event);
            rules.events.add(event);
        }
        assertThat(rules.over).as("the stream has a last word").isTrue();
        return rules.events;
    }

    private void see(String type, ObjectNode event) {
        assertThat(over).as("an event behind the last: %s", event).isFalse();
        switch (type) {
            case "message_start" -> {
                assertThat(begun).isFalse();
                begun = true;
                assertThat(event.path("message")
                                .path("usage")
                                .path("input_tokens")
                                .isNumber())
                        .isTrue();
            }
            case "content_block_start" -> {
                assertThat(begun && !ending).isTrue();
                assertThat(openBlock).isEmpty();
                assertThat(event.path("index").asInt(-1)).isEqualTo(blocks++);
                openBlock = event.path("content_block").path("type").asString("");
            }
            case "content_block_delta" -> {
                assertThat(event.path("index").asInt(-1)).isEqualTo(blocks - 1);
                assertThat(fits(event.path("delta").path("type").asString("")))
                        .as("%s in %s", event, openBlock)
                        .isTrue();
            }
            case "content_block_stop" -> {
                assertThat(event.path("index").asInt(-1)).isEqualTo(blocks - 1);
                assertThat(openBlock).isNotEmpty();
                openBlock = "";
            }
            case "message_delta" -> {
                assertThat(openBlock).isEmpty();
                assertThat(begun && !ending).isTrue();
                ending = true;
                assertThat(event.path("usage").path("output_tokens").isNumber()).isTrue();
            }
            case "message_stop" -> {
                assertThat(ending).isTrue();
                over = true;
            }
            case "error" -> over = true;
            default -> throw new AssertionError("an event that Anthropic has not: " + event);
        }
    }

    private boolean fits(String delta) {
        return switch (delta) {
            case "text_delta", "citations_delta" -> openBlock.equals("text");
            case "thinking_delta", "signature_delta" -> openBlock.equals("thinking");
            case "input_json_delta" -> openBlock.endsWith("tool_use");
            default -> false;
        };
    }
}
