package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Fields;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A block of a stream that has begun and not ended.
///
/// Arguments that came with the start are said at the end, unless a delta says them: an empty object stands there
/// while they are streamed. A `compaction` block is told when it is whole, for its one delta replaces what the start
/// said.
final class OpenBlock {
    private final int number;
    private final BlockReader reader;
    private final @Nullable BlockKind kind;
    private final @Nullable ObjectNode held;
    private @Nullable String unsaid;
    private int citations;
    private boolean ended;

    private OpenBlock(
            int number,
            BlockReader reader,
            @Nullable BlockKind kind,
            @Nullable ObjectNode held,
            @Nullable String unsaid) {
        this.number = number;
        this.reader = reader;
        this.kind = kind;
        this.held = held;
        this.unsaid = unsaid;
    }

    /// Begins a block as the same block of a whole answer would be read.
    static OpenBlock begin(JsonNode raw, int number, BlockReader reader, Consumer<StreamEvent> out) {
        Part part = reader.read(raw, number);
        return switch (part) {
            case Part.Text text -> {
                OpenBlock block = start(number, reader, new BlockKind.TextBlock(), part, null, out);
                block.say(text.text(), out);
                for (Annotation annotation : text.annotations()) {
                    block.cite(annotation, out);
                }
                yield block;
            }
            case Part.Thought thought
            when thought.form() != Part.Thought.Form.REDACTED -> {
                OpenBlock block = start(number, reader, new BlockKind.ThoughtBlock(thought.form()), part, null, out);
                block.say(thought.text(), out);
                block.seal(thought.marks().seal(), out);
                yield block;
            }
            case Part.ToolCall call ->
                start(
                        number,
                        reader,
                        new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name()),
                        part,
                        call.input(),
                        out);
            case Part.HostedCall call ->
                start(
                        number,
                        reader,
                        new BlockKind.HostedCallBlock(call.id(), call.name(), call.marks()),
                        part,
                        call.input(),
                        out);
            case Part.Foreign foreign
            when isCompaction(foreign) ->
                new OpenBlock(number, reader, null, (ObjectNode) foreign.raw().deepCopy(), null);
            case Part.Thought _,
                    Part.HostedResult _,
                    Part.Foreign _,
                    Part.Refusal _,
                    Part.Media _,
                    Part.ToolResult _ -> {
                BlockKind kind = new BlockKind.Whole(part);
                out.accept(new StreamEvent.BlockStarted(0, number, kind));
                yield new OpenBlock(number, reader, kind, null, null);
            }
        };
    }

    int number() {
        return number;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isHeld() {
        return held != null;
    }

    /// Takes a delta; false when it does not fit this block.
    boolean grow(@Nullable String type, Fields delta, Consumer<StreamEvent> out) {
        return switch (type) {
            case "text_delta" -> kind instanceof BlockKind.TextBlock && words(delta.text("text"), out);
            case "thinking_delta" -> kind instanceof BlockKind.ThoughtBlock && words(delta.text("thinking"), out);
            case "input_json_delta" -> args(delta, out);
            case "signature_delta" -> kind instanceof BlockKind.ThoughtBlock && signature(delta, out);
            case "citations_delta" -> kind instanceof BlockKind.TextBlock && citation(delta, out);
            case "compaction_delta" -> replace(delta);
            case null, default -> false;
        };
    }

    void end(Consumer<StreamEvent> out) {
        if (ended) {
            return;
        }
        ended = true;
        if (held != null) {
            BlockKind whole = new BlockKind.Whole(reader.read(held, number));
            out.accept(new StreamEvent.BlockStarted(0, number, whole));
        }
        if (unsaid != null) {
            out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Args(unsaid)));
        }
        out.accept(new StreamEvent.BlockEnded(0, number));
    }

    private static OpenBlock start(
            int number,
            BlockReader reader,
            BlockKind kind,
            Part part,
            @Nullable String unsaid,
            Consumer<StreamEvent> out) {
        // What stands beside a block's meaning is told before it, for it stands in what the block begins with.
        Extras extras = part.marks().extras();
        if (!extras.isEmpty()) {
            out.accept(new StreamEvent.Noted(extras));
        }
        out.accept(new StreamEvent.BlockStarted(0, number, kind));
        return new OpenBlock(number, reader, kind, null, unsaid);
    }

    private static boolean isCompaction(Part.Foreign foreign) {
        JsonNode type = foreign.raw().get("type");
        return type != null && type.isString() && type.stringValue().equals("compaction");
    }

    private boolean words(@Nullable String text, Consumer<StreamEvent> out) {
        if (text != null) {
            say(text, out);
        }
        return text != null;
    }

    private void say(String text, Consumer<StreamEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Words(text)));
        }
    }

    private boolean args(Fields delta, Consumer<StreamEvent> out) {
        boolean fits = kind instanceof BlockKind.ToolCallBlock || kind instanceof BlockKind.HostedCallBlock;
        String json = fits ? delta.text("partial_json") : null;
        if (json != null && !json.isEmpty()) {
            unsaid = null;
            out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Args(json)));
        }
        return json != null;
    }

    private boolean signature(Fields delta, Consumer<StreamEvent> out) {
        String signature = delta.text("signature");
        seal(signature == null ? null : reader.seal(signature), out);
        return signature != null;
    }

    private void seal(@Nullable Seal seal, Consumer<StreamEvent> out) {
        if (seal != null) {
            out.accept(new StreamEvent.BlockSealed(0, number, seal));
        }
    }

    private boolean citation(Fields delta, Consumer<StreamEvent> out) {
        Fields citation = delta.object("citation");
        if (citation != null) {
            cite(BlockReader.citation(citation), out);
        }
        return citation != null;
    }

    private void cite(Annotation read, Consumer<StreamEvent> out) {
        String at = "/content/" + number + "/citations/" + citations;
        citations++;
        Extras rest = read.extras().isEmpty()
                ? Extras.NONE
                : new Extras(read.extras().owner(), at, read.extras().fields());
        Annotation placed = new Annotation(read.span(), read.url(), read.title(), read.quote(), rest);
        out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Cited(placed)));
    }

    private boolean replace(Fields delta) {
        ObjectNode whole = held;
        if (whole == null) {
            return false;
        }
        delta.node().forEachEntry((name, value) -> {
            delta.skip(name);
            if (!name.equals("type")) {
                whole.set(name, value);
            }
        });
        return true;
    }
}
