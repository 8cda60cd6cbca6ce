package dev.weir.dialect.cohere;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the stream of one answer: `message-start`, content, plan, calls and citations, `message-end`.
///
/// It goes by `type` inside the data. One block is open at a time. A text stays open behind its `content-end` until
/// something else begins, for its citations may follow it. The answer is whole at `message-end` alone.
final class CohereStreamDecoder implements StreamDecoder {
    private static final String OWNER = CohereProviderCodec.DIALECT;
    private static final int MAX_INVALID = 3;

    private final StringBuilder text = new StringBuilder();
    private @Nullable BlockKind open;
    private int blocks;
    private int openIndex = -1;
    private int calls;
    private int citations;
    private int invalid;
    private boolean started;
    private boolean over;

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (over || frame.isSilent()) {
            return;
        }
        if (frame.says("[DONE]")) {
            end(out);
        } else if (Json.readOrNull(frame.data(), frame.from(), frame.to()) instanceof ObjectNode object) {
            event(AnswerReader.fields(object, ""), frame.name(), out);
        } else if (++invalid > MAX_INVALID) {
            fail(new Failure.Broken("the provider's stream holds frames that are not JSON", 200), out);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        if (!over) {
            fail(new Failure.Truncated("the provider's stream ended before its message-end"), out);
        }
    }

    private void event(Fields event, @Nullable String name, Consumer<StreamEvent> out) {
        String said = event.text("type");
        String type = said == null ? name : said;
        Integer at = event.integer("index");
        int index = at == null ? 0 : at;
        Fields delta = event.object("delta");
        Fields message = delta == null ? null : delta.object("message");
        switch (type) {
            case "message-start" -> start(event, message, out);
            case "content-start" -> contentStart(message, index, out);
            case "content-delta" -> contentDelta(event, message, index, out);
            case "content-end" -> contentEnd(out);
            case "tool-plan-delta" -> plan(message, out);
            case "tool-call-start" -> callStart(message, index, out);
            case "tool-call-delta" -> callDelta(message, index, out);
            case "tool-call-end" -> close(out);
            case "citation-start" -> cite(message, out);
            case "citation-end" -> {}
            case "message-end" -> {
                event.skip("id");
                messageEnd(delta, out);
                return;
            }
            case null -> {
                fail(CohereErrors.inside(event.node()), out);
                return;
            }
            default -> {
                note(new Extras(OWNER, "", Map.of(type, event.node())), out);
                return;
            }
        }
        note(event.rest(), out);
        if (delta != null) {
            note(delta.rest(), out);
        }
        if (message != null) {
            note(message.rest(), out);
        }
    }

    private void start(Fields event, @Nullable Fields message, Consumer<StreamEvent> out) {
        if (message != null) {
            message.skip("role");
            if (message.node().path("tool_plan").asString("").isEmpty()) {
                message.skip("tool_plan");
            }
        }
        String id = event.text("id");
        if (!started) {
            started = true;
            out.accept(new StreamEvent.Started(new Head(id, null, null)));
        }
    }

    private void ensureStarted(Consumer<StreamEvent> out) {
        if (!started) {
            started = true;
            out.accept(new StreamEvent.Started(new Head(null, null, null)));
        }
    }

    private void contentStart(@Nullable Fields message, int index, Consumer<StreamEvent> out) {
        Fields content = message == null ? null : message.object("content");
        String type = content == null ? null : content.text("type");
        if (content == null) {
            return;
        }
        begin("thinking".equals(type) ? new BlockKind.ThoughtBlock(Form.FULL) : new BlockKind.TextBlock(), index, out);
        words(content, out);
        note(content.rest(), out);
    }

    private void contentDelta(Fields event, @Nullable Fields message, int index, Consumer<StreamEvent> out) {
        Fields content = message == null ? null : message.object("content");
        Fields logprobs = event.object("logprobs");
        if (content != null) {
            boolean thinks = content.has("thinking");
            boolean fits = thinks ? open instanceof BlockKind.ThoughtBlock : open instanceof BlockKind.TextBlock;
            if (!fits || index != openIndex) {
                begin(thinks ? new BlockKind.ThoughtBlock(Form.FULL) : new BlockKind.TextBlock(), index, out);
            }
            words(content, out);
            note(content.rest(), out);
        }
        List<Logprob> tokens = AnswerReader.logprobs(logprobs);
        if (!tokens.isEmpty()) {
            out.accept(new StreamEvent.LogprobsAdded(0, tokens));
        }
        if (logprobs != null) {
            note(logprobs.rest(), out);
        }
    }

    private void words(Fields content, Consumer<StreamEvent> out) {
        String words = content.text(open instanceof BlockKind.ThoughtBlock ? "thinking" : "text");
        if (words != null && !words.isEmpty()) {
            if (open instanceof BlockKind.TextBlock) {
                text.append(words);
            }
            out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Words(words)));
        }
    }

    private void contentEnd(Consumer<StreamEvent> out) {
        if (!(open instanceof BlockKind.TextBlock)) {
            close(out);
        }
    }

    private void plan(@Nullable Fields message, Consumer<StreamEvent> out) {
        String words = message == null ? null : message.text("tool_plan");
        if (words == null || words.isEmpty()) {
            return;
        }
        if (!(open instanceof BlockKind.ThoughtBlock thought && thought.form() == Form.SUMMARY)) {
            begin(new BlockKind.ThoughtBlock(Form.SUMMARY), -1, out);
        }
        out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Words(words)));
    }

    private void callStart(@Nullable Fields message, int index, Consumer<StreamEvent> out) {
        Fields call = message == null ? null : message.object("tool_calls");
        if (call == null) {
            return;
        }
        call.skip("type");
        String id = call.text("id");
        Fields function = call.object("function");
        String name = function == null ? null : function.text("name");
        String known = id == null ? "call_" + calls : id;
        calls++;
        begin(new BlockKind.ToolCallBlock(known, Part.ToolKind.FUNCTION, name == null ? "" : name), index, out);
        arguments(function, out);
        note(call.rest(), out);
    }

    private void callDelta(@Nullable Fields message, int index, Consumer<StreamEvent> out) {
        Fields call = message == null ? null : message.object("tool_calls");
        if (call == null) {
            return;
        }
        if (open instanceof BlockKind.ToolCallBlock && index == openIndex) {
            arguments(call.object("function"), out);
            note(call.rest(), out);
        } else {
            note(AnswerReader.all(call), out);
        }
    }

    private void arguments(@Nullable Fields function, Consumer<StreamEvent> out) {
        String arguments = function == null ? null : function.text("arguments");
        if (arguments != null && !arguments.isEmpty()) {
            out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Args(arguments)));
        }
        if (function != null) {
            note(function.rest(), out);
        }
    }

    private void cite(@Nullable Fields message, Consumer<StreamEvent> out) {
        JsonNode raw = message == null ? null : message.any("citations");
        for (JsonNode each :
                raw == null ? Json.array() : raw.isArray() ? raw : Json.array().add(raw)) {
            if (!(each instanceof ObjectNode object)) {
                continue;
            }
            Fields citation = AnswerReader.fields(object, "/message/citations/" + citations++);
            if (open instanceof BlockKind.TextBlock && Citations.isOnText(object)) {
                out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Cited(Citations.read(citation, text))));
            } else {
                note(citation.rest(), out);
            }
        }
    }

    private void messageEnd(@Nullable Fields delta, Consumer<StreamEvent> out) {
        ensureStarted(out);
        close(out);
        String raw = delta == null ? null : delta.text("finish_reason");
        String error = delta == null ? null : delta.text("error");
        JsonNode counts = delta == null ? null : delta.any("usage");
        Usage usage = UsageReader.read(counts);
        if (usage != null) {
            out.accept(new StreamEvent.Metered(usage));
        } else if (counts != null && delta != null) {
            delta.leave("usage");
        }
        if (delta != null) {
            note(delta.rest(), out);
        }
        Failure failure = FinishWords.failure(raw, error);
        if (failure != null) {
            fail(failure, out);
            return;
        }
        over = true;
        out.accept(new StreamEvent.ChoiceFinished(0, new Finish(FinishWords.read(raw), raw, null, Extras.NONE)));
        out.accept(new StreamEvent.Ended());
    }

    private void begin(BlockKind kind, int index, Consumer<StreamEvent> out) {
        ensureStarted(out);
        close(out);
        open = kind;
        openIndex = index;
        text.setLength(0);
        out.accept(new StreamEvent.BlockStarted(0, blocks++, kind));
    }

    private void close(Consumer<StreamEvent> out) {
        if (open != null) {
            open = null;
            openIndex = -1;
            out.accept(new StreamEvent.BlockEnded(0, blocks - 1));
        }
    }

    private void fail(Failure failure, Consumer<StreamEvent> out) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }

    private void note(Extras extras, Consumer<StreamEvent> out) {
        if (!extras.isEmpty()) {
            ensureStarted(out);
            out.accept(new StreamEvent.Noted(extras));
        }
    }
}
