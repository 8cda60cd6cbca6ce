package dev.weir.dialect.responses;

import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes a thought as a reasoning item: a full one as its content, a summary as its summary, a hidden one as its seal
/// alone.
final class ThoughtWriter implements BlockWriter {
    private final Output output;
    private final Form form;
    private final ObjectNode item = Json.object();
    private final int index;
    private final StringBuilder words = new StringBuilder();
    private final EventWriter.@Nullable Line line;
    private @Nullable Seal seal;

    ThoughtWriter(Output output, Form form) {
        this.output = output;
        this.form = form;
        this.index = output.next();
        item.put("id", output.id("rs"));
        item.put("type", "reasoning");
        item.putArray("summary");
        String place = "\"item_id\":\"" + item.path("id").asString("") + "\",\"output_index\":" + index;
        output.add(item);
        this.line = switch (form) {
            case FULL -> {
                part("response.content_part.added", "content_index", text("reasoning_text"));
                yield new EventWriter.Line("response.reasoning_text.delta", place + ",\"content_index\":0", "");
            }
            case SUMMARY -> {
                part("response.reasoning_summary_part.added", "summary_index", text("summary_text"));
                yield new EventWriter.Line("response.reasoning_summary_text.delta", place + ",\"summary_index\":0", "");
            }
            case REDACTED -> null;
        };
    }

    private ObjectNode text(String type) {
        return Json.object().put("type", type).put("text", words.toString());
    }

    private void part(String event, String index0, ObjectNode part) {
        ObjectNode out = output.about(event, index).put(index0, 0);
        out.set("part", part);
        output.events().send(out);
    }

    private void done(String event, String index0) {
        output.events().send(output.about(event, index).put(index0, 0).put("text", words.toString()));
    }

    @Override
    public void delta(Delta delta) {
        if (delta instanceof Delta.Words(String more) && line != null && !more.isEmpty()) {
            words.append(more);
            output.events().delta(line, more);
        }
    }

    @Override
    public void seal(Seal latest) {
        seal = latest;
    }

    @Override
    public void end() {
        switch (form) {
            case FULL -> {
                ObjectNode part = text("reasoning_text");
                done("response.reasoning_text.done", "content_index");
                part("response.content_part.done", "content_index", part);
                item.putArray("content").add(part);
            }
            case SUMMARY -> {
                ObjectNode part = text("summary_text");
                done("response.reasoning_summary_text.done", "summary_index");
                part("response.reasoning_summary_part.done", "summary_index", part);
                item.putArray("summary").add(part);
            }
            case REDACTED -> {}
        }
        if (seal != null) {
            item.put("encrypted_content", SealWords.thought(seal));
        }
        output.done(index);
    }
}
