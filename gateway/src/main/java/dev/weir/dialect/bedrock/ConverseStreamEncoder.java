package dev.weir.dialect.bedrock;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.BlockByBlock;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventStreamWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream as ConverseStream's messages: `messageStart`, the blocks, `messageStop`, `metadata`.
///
/// Blocks are numbered densely and told one after the other: what a second open block says waits until the first has
/// ended. Words begin a block with their first piece, for Bedrock has no word for the beginning of a text. The hot
/// path, a delta, is bytes around one JSON string in a message whose headers are made once.
final class ConverseStreamEncoder implements StreamEncoder, BlockByBlock.Teller<ConverseStreamEncoder.Open> {
    private static final EventStreamWriter MESSAGE_START = EventStreamWriter.event("messageStart");
    private static final EventStreamWriter START = EventStreamWriter.event("contentBlockStart");
    private static final EventStreamWriter DELTA = EventStreamWriter.event("contentBlockDelta");
    private static final EventStreamWriter STOP = EventStreamWriter.event("contentBlockStop");
    private static final EventStreamWriter MESSAGE_STOP = EventStreamWriter.event("messageStop");
    private static final EventStreamWriter METADATA = EventStreamWriter.event("metadata");

    private final AnswerLosses losses;
    private final AnswerBlocks words;
    private final List<Open> blocks = new ArrayList<>();
    private final BlockByBlock<Open> order = new BlockByBlock<>(this);
    private final ByteSink scratch = new ByteSink(256);
    private final ObjectNode metadata = Json.object();
    private final ObjectNode stop = Json.object();
    private Finish finish = new Finish(Stop.COMPLETE, null, null, Extras.NONE);
    private @Nullable Usage usage;
    private int next;
    private int calls;
    private boolean begun;
    private boolean over;

    ConverseStreamEncoder(AnswerLosses losses) {
        this.losses = losses;
        this.words = new AnswerBlocks(losses);
    }

    /// A block as far as it must be remembered.
    static final class Open {
        private final BlockKind kind;
        private final int index;
        private int number = -1;
        private @Nullable StringBuilder free;
        private @Nullable Seal seal;

        private Open(BlockKind kind, int index) {
            this.kind = kind;
            this.index = index;
        }
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (over) {
            return;
        }
        switch (event) {
            case StreamEvent.Started _ -> begin(out);
            case StreamEvent.BlockStarted e
            when e.choice() == 0 -> {
                Open block = new Open(e.kind(), blocks.size());
                blocks.add(block);
                order.event(block, e, out);
            }
            case StreamEvent.BlockDelta e when e.choice() == 0 -> order.event(blocks.get(e.block()), e, out);
            case StreamEvent.BlockSealed e when e.choice() == 0 -> order.event(blocks.get(e.block()), e, out);
            case StreamEvent.BlockEnded e when e.choice() == 0 -> order.event(blocks.get(e.block()), e, out);
            case StreamEvent.ChoiceFinished e when e.choice() == 0 -> finish = e.finish();
            case StreamEvent.BlockStarted e -> losses.otherChoice(e.choice());
            case StreamEvent.ChoiceFinished e -> losses.otherChoice(e.choice());
            case StreamEvent.BlockDelta _, StreamEvent.BlockSealed _, StreamEvent.BlockEnded _ -> {}
            case StreamEvent.LogprobsAdded _ -> losses.logprobs();
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.Noted e -> note(e.extras());
            case StreamEvent.Ended _ -> complete(out);
            case StreamEvent.Failed e -> {
                over = true;
                ConverseErrorReply.write(e.failure(), out);
            }
        }
    }

    private void begin(ByteSink out) {
        if (!begun) {
            begun = true;
            send(MESSAGE_START, Json.object().put("role", "assistant"), out);
        }
    }

    /// Fields of Bedrock's own stand in the last messages.
    private void note(Extras extras) {
        if (!AnswerLosses.isOurs(extras) || !extras.at().isEmpty()) {
            losses.extras(extras);
            return;
        }
        extras.fields()
                .forEach((name, value) ->
                        (name.equals("additionalModelResponseFields") ? stop : metadata).set(name, value));
    }

    private void complete(ByteSink out) {
        begin(out);
        over = true;
        String word = StopWords.word(finish, calls);
        losses.finish(finish, word);
        stop.put("stopReason", word);
        if (finish.matched() != null) {
            stop.withObjectProperty("additionalModelResponseFields").put("stop_sequence", finish.matched());
        }
        send(MESSAGE_STOP, stop, out);
        if (usage == null) {
            losses.noUsage();
        }
        metadata.set("usage", usage == null ? UsageWriter.none() : UsageWriter.write(usage));
        metadata.putIfAbsent("metrics", AnswerWriter.latency());
        send(METADATA, metadata, out);
    }

    // One block after the other.

    @Override
    public void start(Open block, ByteSink out) {
        switch (block.kind) {
            case BlockKind.TextBlock _, BlockKind.ThoughtBlock _ -> {}
            case BlockKind.RefusalBlock _ -> losses.refusal(block.index);
            case BlockKind.ToolCallBlock call -> {
                calls++;
                number(block, out);
                opened(
                        block,
                        "toolUse",
                        Json.object().put("toolUseId", call.id()).put("name", call.name()),
                        out);
                if (call.kind() == Part.ToolKind.CUSTOM) {
                    losses.freeText(call.name(), block.index);
                    block.free = new StringBuilder();
                }
            }
            case BlockKind.HostedCallBlock call -> {
                losses.beside(call.marks(), null);
                number(block, out);
                opened(block, "toolUse", AnswerBlocks.hosted(call.id(), call.name()), out);
            }
            case BlockKind.Whole whole -> whole(block, whole.part(), out);
        }
    }

    private void number(Open block, ByteSink out) {
        if (block.number < 0) {
            begin(out);
            order.begun(block);
            block.number = next++;
        }
    }

    private void opened(Open block, String kind, ObjectNode content, ByteSink out) {
        ObjectNode event = Json.object();
        event.putObject("start").set(kind, content);
        send(START, event.put("contentBlockIndex", block.number), out);
    }

    /// Tells a block that came whole as if it had come in pieces.
    private void whole(Open block, Part part, ByteSink out) {
        ObjectNode said = words.block(part, block.index);
        if (said == null) {
            return;
        }
        if (said.has("text")) {
            words(block, said.path("text").asString(""), out);
        } else if (said.path("citationsContent") instanceof ObjectNode cited && part instanceof Part.Text text) {
            words(block, text.text(), out);
            cited.path("citations").forEach(citation -> delta(block, "citation", citation, out));
        } else if (said.path("reasoningContent") instanceof ObjectNode reasoning) {
            reasoning(block, reasoning, out);
        } else if (said.path("toolUse") instanceof ObjectNode use) {
            calls += use.has("type") ? 0 : 1;
            number(block, out);
            String input = Json.text(use.path("input"));
            opened(block, "toolUse", use.without("input"), out);
            delta(block, "toolUse", Json.object().put("input", input), out);
        } else if (said.path("toolResult") instanceof ObjectNode brought) {
            number(block, out);
            JsonNode content = brought.remove("content");
            opened(block, "toolResult", brought, out);
            delta(block, "toolResult", content, out);
        } else if (said.path("image") instanceof ObjectNode image) {
            number(block, out);
            JsonNode source = image.remove("source");
            opened(block, "image", image, out);
            delta(block, "image", Json.object().set("source", source), out);
        } else {
            losses.part(part, block.index);
        }
    }

    private void reasoning(Open block, ObjectNode reasoning, ByteSink out) {
        JsonNode hidden = reasoning.get("redactedContent");
        number(block, out);
        if (hidden != null) {
            delta(block, "reasoningContent", Json.object().set("redactedContent", hidden), out);
            return;
        }
        JsonNode text = reasoning.path("reasoningText");
        if (!text.path("text").asString("").isEmpty()) {
            delta(block, "reasoningContent", Json.object().set("text", text.get("text")), out);
        }
        if (text.has("signature")) {
            delta(block, "reasoningContent", Json.object().set("signature", text.get("signature")), out);
        }
    }

    private void delta(Open block, String kind, JsonNode more, ByteSink out) {
        number(block, out);
        ObjectNode event = Json.object().put("contentBlockIndex", block.number);
        event.putObject("delta").set(kind, more);
        send(DELTA, event, out);
    }

    @Override
    public void delta(Open block, Delta delta, ByteSink out) {
        switch (delta) {
            case Delta.Words said -> words(block, said.text(), out);
            case Delta.Args args -> {
                if (block.free != null) {
                    block.free.append(args.text());
                } else if (block.number >= 0 && !args.text().isEmpty()) {
                    piece(block, "\"toolUse\":{\"input\":", args.text(), "}}}", out);
                }
            }
            case Delta.Cited cited -> cite(block, cited.annotation(), out);
        }
    }

    private void words(Open block, String text, ByteSink out) {
        if (text.isEmpty()) {
            return;
        }
        number(block, out);
        if (block.kind instanceof BlockKind.ThoughtBlock) {
            piece(block, "\"reasoningContent\":{\"text\":", text, "}}}", out);
        } else {
            piece(block, "\"text\":", text, "}}", out);
        }
    }

    private void piece(Open block, String before, String text, String behind, ByteSink out) {
        scratch.clear();
        scratch.ascii("{\"contentBlockIndex\":").number(block.number).ascii(",\"delta\":{");
        scratch.ascii(before).json(text).ascii(behind);
        DELTA.write(scratch, out);
    }

    private void cite(Open block, Annotation annotation, ByteSink out) {
        delta(block, "citation", words.citation(annotation, block.index), out);
    }

    @Override
    public void seal(Open block, Seal seal) {
        block.seal = seal;
    }

    @Override
    public void end(Open block, ByteSink out) {
        String own = AnswerBlocks.own(block.seal);
        if (block.seal != null && (own == null || !(block.kind instanceof BlockKind.ThoughtBlock))) {
            losses.seal(block.index);
        } else if (own != null && block.kind instanceof BlockKind.ThoughtBlock) {
            delta(block, "reasoningContent", Json.object().put("signature", own), out);
        }
        if (block.free != null) {
            piece(
                    block,
                    "\"toolUse\":{\"input\":",
                    Json.text(Json.object().put("input", block.free.toString())),
                    "}}}",
                    out);
        }
        if (block.number >= 0) {
            send(STOP, Json.object().put("contentBlockIndex", block.number), out);
            order.ended(out);
        }
    }

    private static void send(EventStreamWriter type, ObjectNode payload, ByteSink out) {
        type.write(Json.bytes(payload), out);
    }
}
