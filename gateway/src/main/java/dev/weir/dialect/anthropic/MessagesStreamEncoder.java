package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.BlockByBlock;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.dialect.anthropic.AnswerBlocks.Called;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream as Anthropic's events: `message_start`, each block from `content_block_start` to
/// `content_block_stop`, `message_delta`, `message_stop`.
///
/// Blocks are numbered densely
/// from 0 and told one after the other, as Anthropic does: what a second open block says waits until the first has
/// ended. A block of words begins with its first word, for an empty text could not be sent back. `message_start` waits
/// for the first block, for usage may be known by then; what is known at the end replaces it.
///
/// The hot path, a delta, is bytes around one JSON string: no tree, and nothing computed twice.
final class MessagesStreamEncoder implements StreamEncoder, BlockByBlock.Teller<MessagesStreamEncoder.Open> {
    private final Identity identity;
    private final AnswerLosses losses;
    private final AnswerBlocks words;
    private final List<Open> blocks = new ArrayList<>();
    private final BlockByBlock<Open> order = new BlockByBlock<>(this);
    private final Map<String, JsonNode> own = new LinkedHashMap<>();
    private final Map<String, JsonNode> beside = new LinkedHashMap<>();
    /// Fields of blocks that have not begun.
    private final Map<Integer, Extras> ahead = new HashMap<>(0);
    private final StringBuilder refusal = new StringBuilder();
    private Head head = new Head(null, null, null);
    private Finish finish = new Finish(Stop.COMPLETE, null, null, Extras.NONE);
    private @Nullable Usage usage;
    private Called called = Called.NO;
    private State state = State.FRESH;
    private int next;

    private enum State {
        FRESH,
        BEGUN,
        OVER
    }

    MessagesStreamEncoder(Identity identity, Consumer<Loss> losses) {
        this.identity = identity;
        this.losses = new AnswerLosses(losses);
        this.words = new AnswerBlocks(this.losses);
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (state == State.OVER) {
            return;
        }
        switch (event) {
            case StreamEvent.Started e -> head = state == State.FRESH && head.id() == null ? e.head() : head;
            case StreamEvent.BlockStarted e -> {
                if (isOurs(e.choice())) {
                    Open block = new Open(e.kind(), blocks.size());
                    blocks.add(block);
                    order.event(block, e, out);
                }
            }
            case StreamEvent.BlockDelta e -> block(e.choice(), e.block(), e, out);
            case StreamEvent.BlockSealed e -> block(e.choice(), e.block(), e, out);
            case StreamEvent.BlockEnded e -> block(e.choice(), e.block(), e, out);
            case StreamEvent.LogprobsAdded _ -> losses.logprobs();
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.ChoiceFinished e -> finish = isOurs(e.choice()) ? e.finish() : finish;
            case StreamEvent.Noted e -> note(e.extras());
            case StreamEvent.Ended _ -> complete(out);
            case StreamEvent.Failed e -> fail(e.failure(), out);
        }
    }

    private boolean isOurs(int choice) {
        if (choice > 0) {
            losses.otherChoice(choice);
        }
        return choice == 0;
    }

    /// A block as far as it must be remembered.
    static final class Open {
        private final BlockKind kind;
        private final int index;
        private int number = -1;
        private byte[] prefix = new byte[0];
        private @Nullable StringBuilder free;
        /// Whether its arguments have begun.
        private boolean meant;
        private @Nullable Seal seal;
        private boolean ended;

        private Open(BlockKind kind, int index) {
            this.kind = kind;
            this.index = index;
        }

        private boolean hasBegun() {
            return number >= 0;
        }
    }

    // One block after the other.

    private void block(int choice, int index, StreamEvent event, ByteSink out) {
        if (choice == 0) {
            order.event(blocks.get(index), event, out);
        }
    }

    @Override
    public void start(Open block, ByteSink out) {
        switch (block.kind) {
            case BlockKind.TextBlock _, BlockKind.ThoughtBlock _, BlockKind.RefusalBlock _ -> {}
            case BlockKind.ToolCallBlock call -> {
                called = Called.YES;
                begin(block, words.begin(call, block.index), MessageEvents.ARGUMENTS, out);
                if (call.kind() == Part.ToolKind.CUSTOM) {
                    words.freeText(call.name(), AnswerLosses.path(block.index));
                    block.free = new StringBuilder();
                }
            }
            case BlockKind.HostedCallBlock call ->
                begin(block, words.begin(call, block.index), MessageEvents.ARGUMENTS, out);
            case BlockKind.Whole whole -> whole(block, whole.part(), out);
        }
    }

    /// Tells a block that came whole as if it had come in pieces, where Anthropic does so.
    private void whole(Open block, Part part, ByteSink out) {
        block.seal = part.marks().seal();
        switch (part) {
            case Part.Text text -> {
                words(block, text.text(), out);
                text.annotations().forEach(each -> cite(block, each, out));
                losses.extras(part.marks().extras());
            }
            case Part.Refusal said -> refusal.append(said.text());
            case Part.ToolCall call -> {
                called = Called.YES;
                var kind = new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name());
                begin(block, words.begin(kind, block.index), MessageEvents.ARGUMENTS, out);
                ObjectNode read = words.block(call, block.index);
                piece(block, read == null ? "{}" : Json.text(read.path("input")), out);
                losses.extras(part.marks().extras());
            }
            case Part.Thought thought
            when thought.form() != Part.Thought.Form.REDACTED && !thought.text().isEmpty() -> {
                beginThought(block, out);
                piece(block, thought.text(), out);
                MessageEvents.signature(block.number, Envelope.of(thought.form(), block.seal), out);
                losses.extras(part.marks().extras());
            }
            case Part.Thought _,
                    Part.Media _,
                    Part.HostedCall _,
                    Part.HostedResult _,
                    Part.Foreign _,
                    Part.ToolResult _ -> {
                ObjectNode content = words.block(part, block.index);
                if (content != null) {
                    begin(block, content, "", out);
                }
            }
        }
        block.seal = part instanceof Part.Thought ? null : block.seal;
        stop(block, out);
    }

    /// Writes the start of a block, and prepares the bytes in front of each of its pieces.
    private void begin(Open block, ObjectNode content, String delta, ByteSink out) {
        Extras more = ahead.remove(block.index);
        if (more != null) {
            more.fields().forEach(content::putIfAbsent);
        }
        if (state == State.FRESH) {
            messageStart(out);
        }
        order.begun(block);
        block.number = next++;
        MessageEvents.blockStart(block.number, content, out);
        block.prefix = MessageEvents.prefix(block.number, delta);
    }

    private void beginText(Open block, ByteSink out) {
        if (!block.hasBegun()) {
            begin(block, Json.object().put("type", "text").put("text", ""), MessageEvents.TEXT, out);
        }
    }

    private void beginThought(Open block, ByteSink out) {
        if (!block.hasBegun()) {
            ObjectNode empty =
                    Json.object().put("type", "thinking").put("thinking", "").put("signature", "");
            begin(block, empty, MessageEvents.THINKING, out);
        }
    }

    @Override
    public void delta(Open block, Delta delta, ByteSink out) {
        switch (delta) {
            case Delta.Words said -> words(block, said.text(), out);
            case Delta.Args args -> {
                if (!block.meant) {
                    mean(block, args.text());
                }
                if (block.free != null) {
                    block.free.append(args.text());
                } else if (block.hasBegun() && !args.text().isEmpty()) {
                    piece(block, args.text(), out);
                }
            }
            case Delta.Cited cited -> cite(block, cited.annotation(), out);
        }
    }

    /// Arguments that do not begin as an object are none, and the SDKs would break off over them: they are told at the
    /// end, as those of a whole answer are.
    private void mean(Open block, String text) {
        String begun = text.stripLeading();
        if (begun.isEmpty()) {
            return;
        }
        block.meant = true;
        if (block.free == null && begun.charAt(0) != '{') {
            words.freeText(name(block.kind), AnswerLosses.path(block.index));
            block.free = new StringBuilder();
        }
    }

    private static String name(BlockKind kind) {
        return switch (kind) {
            case BlockKind.ToolCallBlock call -> call.name();
            case BlockKind.HostedCallBlock call -> call.name();
            case BlockKind.TextBlock _, BlockKind.ThoughtBlock _, BlockKind.RefusalBlock _, BlockKind.Whole _ -> "";
        };
    }

    private void words(Open block, String text, ByteSink out) {
        if (text.isEmpty()) {
            return;
        }
        switch (block.kind) {
            case BlockKind.RefusalBlock _ -> {
                refusal.append(text);
                return;
            }
            case BlockKind.ThoughtBlock _ -> beginThought(block, out);
            case BlockKind.TextBlock _, BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ ->
                beginText(block, out);
        }
        piece(block, text, out);
    }

    private static void piece(Open block, String text, ByteSink out) {
        MessageEvents.piece(block.prefix, text, out);
    }

    private void cite(Open block, Annotation annotation, ByteSink out) {
        ObjectNode citation = words.citation(annotation, AnswerLosses.path(block.index));
        if (citation != null) {
            beginText(block, out);
            ObjectNode delta = Json.object().put("type", "citations_delta");
            delta.set("citation", citation);
            MessageEvents.delta(block.number, delta, out);
        }
    }

    @Override
    public void seal(Open block, Seal seal) {
        block.seal = seal;
    }

    @Override
    public void end(Open block, ByteSink out) {
        if (block.ended) {
            return;
        }
        if (block.kind instanceof BlockKind.ThoughtBlock thought) {
            if (block.hasBegun() || block.seal != null) {
                beginThought(block, out);
                MessageEvents.signature(block.number, Envelope.of(thought.form(), block.seal), out);
                block.seal = null;
            }
        } else if (block.free != null) {
            piece(block, Json.text(Json.object().put("input", block.free.toString())), out);
        }
        stop(block, out);
    }

    /// Ends a block; the block that carries its seal follows at once.
    private void stop(Open block, ByteSink out) {
        block.ended = true;
        if (block.hasBegun()) {
            MessageEvents.blockStop(block.number, out);
        }
        Seal seal = block.seal;
        if (seal != null && (block.hasBegun() || isText(block.kind))) {
            Open carrier = new Open(block.kind, block.index);
            Envelope.Kind kind = block.hasBegun() ? Envelope.Kind.PART : Envelope.Kind.TEXT;
            begin(carrier, AnswerBlocks.seal(seal, kind), "", out);
            stop(carrier, out);
        } else {
            if (seal != null) {
                losses.sealOfNothing(block.index);
            }
            if (block.hasBegun()) {
                order.ended(out);
            }
        }
    }

    private static boolean isText(BlockKind kind) {
        return kind instanceof BlockKind.TextBlock
                || kind instanceof BlockKind.Whole whole && whole.part() instanceof Part.Text;
    }

    // The message.

    private void messageStart(ByteSink out) {
        state = State.BEGUN;
        String id = head.id();
        String model = head.model();
        ObjectNode message = Json.object()
                .put("id", id == null ? identity.id() : id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model == null ? identity.model() : model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", usage == null ? AnswerBlocks.unmetered() : words.usage(usage));
        ObjectNode event = Json.object().put("type", "message_start");
        event.set("message", message);
        MessageEvents.write("message_start", event, out);
    }

    private void complete(ByteSink out) {
        if (state == State.FRESH) {
            messageStart(out);
        }
        state = State.OVER;
        ahead.values().forEach(losses::extras);
        ObjectNode event = Json.object().put("type", "message_delta");
        ObjectNode delta = words.end(finish, called, refusal.toString());
        own.forEach(delta::putIfAbsent);
        event.set("delta", delta);
        event.set("usage", words.usage(usage));
        beside.forEach(event::putIfAbsent);
        MessageEvents.write("message_delta", event, out);
        MessageEvents.messageStop(out);
    }

    /// Fields of a message that come with an event go into the last one that can hold them.
    private void note(Extras extras) {
        boolean message = extras.at().equals("/message") || extras.at().equals("/delta");
        if (AnswerBlocks.isOurs(extras) && extras.at().equals("/content/" + blocks.size())) {
            ahead.put(blocks.size(), extras);
        } else if (!AnswerBlocks.isOurs(extras) || !message && !extras.at().isEmpty()) {
            losses.extras(extras);
        } else {
            (message ? own : beside).putAll(extras.fields());
        }
    }

    private void fail(Failure failure, ByteSink out) {
        state = State.OVER;
        MessagesErrorReply.event(failure, out);
    }
}
