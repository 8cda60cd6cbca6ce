package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the messages of ConverseStream. Texts and thoughts begin without a word of it; usage follows the stop reason,
/// or stands before it. The answer is whole once a stop reason was given; an exception ends it in a failure.
final class ConverseStreamDecoder implements StreamDecoder {
    private static final String OWNER = ConverseProviderCodec.DIALECT;

    private @Nullable BlockKind open;
    private @Nullable ObjectNode result;
    private StringBuilder redacted = new StringBuilder();
    private int openIndex = -1;
    private String resultAt = "";
    private int blocks;
    private boolean started;
    private boolean stopped;
    private boolean metered;
    private boolean over;

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        String name = frame.name() == null ? "" : frame.name();
        JsonNode payload = Json.readOrNull(frame.data(), frame.from(), frame.to());
        if (!isEvent(name)) {
            if (name.endsWith("Exception") || name.endsWith("Error") || !(payload instanceof ObjectNode)) {
                fail(BedrockErrors.inside(name, payload), out);
            } else {
                note(new Extras(OWNER, "", Map.of(name, payload)), out);
            }
        } else if (payload instanceof ObjectNode object) {
            event(name, BlockReader.fields(object, ""), out);
        } else {
            fail(new Failure.Broken("the provider sent an event that is no JSON object", 200), out);
        }
    }

    private static boolean isEvent(String name) {
        return switch (name) {
            case "messageStart",
                    "contentBlockStart",
                    "contentBlockDelta",
                    "contentBlockStop",
                    "messageStop",
                    "metadata" -> true;
            default -> false;
        };
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        if (stopped) {
            over = true;
            out.accept(new StreamEvent.Ended());
        } else {
            fail(new Failure.Truncated("the provider's stream ended before its messageStop"), out);
        }
    }

    private void event(String name, Fields event, Consumer<StreamEvent> out) {
        // Padding against those who measure messages.
        event.skip("p");
        ensureStarted(out);
        switch (name) {
            case "messageStart" -> event.skip("role");
            case "contentBlockStart" -> blockStart(event, out);
            case "contentBlockDelta" -> blockDelta(event, out);
            case "contentBlockStop" -> {
                event.skip("contentBlockIndex");
                close(out);
            }
            case "messageStop" -> {
                close(out);
                stopped = true;
                out.accept(new StreamEvent.ChoiceFinished(0, StopWords.finish(event.text("stopReason"))));
            }
            default -> meter(event, out);
        }
        note(event.rest(), out);
        if (stopped && metered) {
            end(out);
        }
    }

    private void meter(Fields event, Consumer<StreamEvent> out) {
        metered = true;
        JsonNode counts = event.any("usage");
        Usage usage = UsageReader.of(event.node());
        if (usage != null) {
            out.accept(new StreamEvent.Metered(usage));
        } else if (counts != null) {
            event.leave("usage");
        }
    }

    private void blockStart(Fields event, Consumer<StreamEvent> out) {
        Integer index = event.integer("contentBlockIndex");
        Fields start = event.object("start");
        Fields use = start == null ? null : start.object("toolUse");
        Fields brought = start == null ? null : start.object("toolResult");
        close(out);
        openIndex = index == null ? blocks : index;
        if (use != null) {
            String type = use.text("type");
            String id = use.text("toolUseId");
            String name = use.text("name");
            String known = id == null ? "call_" + blocks : id;
            begin(
                    "server_tool_use".equals(type)
                            ? new BlockKind.HostedCallBlock(
                                    known, name == null ? "" : name, BlockReader.placed(Extras.NONE, place()))
                            : new BlockKind.ToolCallBlock(known, Part.ToolKind.FUNCTION, name == null ? "" : name),
                    out);
            note(use.rest(), out);
        } else if (brought != null) {
            resultAt = place();
            result = brought.node().deepCopy();
            result.putArray("content");
        }
        if (start != null) {
            note(start.rest(), out);
        }
    }

    /// Where the open block stands in the whole answer.
    private String place() {
        return "/output/message/content/" + openIndex;
    }

    private void blockDelta(Fields event, Consumer<StreamEvent> out) {
        Integer said = event.integer("contentBlockIndex");
        int index = said == null ? openIndex : said;
        if (index != openIndex) {
            close(out);
            openIndex = index;
        }
        Fields delta = event.object("delta");
        if (delta == null) {
            return;
        }
        String text = delta.text("text");
        if (text != null && !text.isEmpty()) {
            words(new BlockKind.TextBlock(), text, out);
        }
        Fields reasoning = delta.object("reasoningContent");
        if (reasoning != null) {
            thought(reasoning, out);
        }
        Fields use = delta.object("toolUse");
        String input = use == null ? null : use.text("input");
        if (input != null
                && !input.isEmpty()
                && (open instanceof BlockKind.ToolCallBlock || open instanceof BlockKind.HostedCallBlock)) {
            out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Args(input)));
        }
        Fields citation = delta.object("citation");
        if (citation != null) {
            if (!(open instanceof BlockKind.TextBlock)) {
                begin(new BlockKind.TextBlock(), out);
            }
            out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Cited(BlockReader.annotation(citation))));
        }
        ArrayNode more = result == null ? null : delta.array("toolResult");
        if (more != null && result != null) {
            result.withArray("content").addAll(more);
        }
        note(delta.rest(), out);
    }

    private void thought(Fields reasoning, Consumer<StreamEvent> out) {
        String text = reasoning.text("text");
        if (text != null && !text.isEmpty()) {
            words(new BlockKind.ThoughtBlock(Form.FULL), text, out);
        }
        String signature = reasoning.text("signature");
        if (signature != null && !signature.isEmpty()) {
            if (!(open instanceof BlockKind.ThoughtBlock)) {
                begin(new BlockKind.ThoughtBlock(Form.FULL), out);
            }
            out.accept(new StreamEvent.BlockSealed(0, blocks - 1, BlockReader.seal(signature)));
        }
        String hidden = reasoning.text("redactedContent");
        if (hidden != null) {
            redacted.append(BlockReader.opened(hidden));
        }
        note(reasoning.rest(), out);
    }

    private void words(BlockKind kind, String text, Consumer<StreamEvent> out) {
        if (open == null || open.getClass() != kind.getClass()) {
            begin(kind, out);
        }
        out.accept(new StreamEvent.BlockDelta(0, blocks - 1, new Delta.Words(text)));
    }

    private void begin(BlockKind kind, Consumer<StreamEvent> out) {
        int index = openIndex;
        close(out);
        openIndex = index;
        open = kind;
        out.accept(new StreamEvent.BlockStarted(0, blocks++, kind));
    }

    private void close(Consumer<StreamEvent> out) {
        openIndex = -1;
        if (open != null) {
            open = null;
            out.accept(new StreamEvent.BlockEnded(0, blocks - 1));
        }
        if (!redacted.isEmpty()) {
            Part hidden = new Part.Thought("", Form.REDACTED, Marks.of(BlockReader.seal(redacted.toString())));
            redacted = new StringBuilder();
            whole(hidden, out);
        }
        if (result != null) {
            Part brought = BlockReader.read(BlockReader.fields(Json.object().set("toolResult", result), resultAt));
            result = null;
            if (brought != null) {
                whole(brought, out);
            }
        }
    }

    private void whole(Part part, Consumer<StreamEvent> out) {
        out.accept(new StreamEvent.BlockStarted(0, blocks, new BlockKind.Whole(part)));
        out.accept(new StreamEvent.BlockEnded(0, blocks++));
    }

    private void ensureStarted(Consumer<StreamEvent> out) {
        if (!started) {
            started = true;
            out.accept(new StreamEvent.Started(new Head(null, null, null)));
        }
    }

    private void note(Extras extras, Consumer<StreamEvent> out) {
        if (!extras.isEmpty()) {
            ensureStarted(out);
            out.accept(new StreamEvent.Noted(extras));
        }
    }

    private void fail(Failure failure, Consumer<StreamEvent> out) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }
}
