package dev.weir.dialect.gemini;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream as `GenerateContentResponse` objects, one to an event.
///
/// A Gemini stream has no last word: whoever reads it takes the end of the input for the end of the answer. So what
/// makes an answer look whole (finish reasons, and with them the counts and the sources) is held until it is whole, and
/// goes out in one last chunk; a stream that fails ends in a chunk whose first key is `error`, which is where Google's
/// SDK for Python looks. The SDKs take no comments, no event names and no `[DONE]`.
///
/// Words go out as they come. A call goes out whole when it has ended, for Gemini has its arguments as an object. A
/// signature that comes behind its words goes out on an empty part of the same kind, as Google does it. The words of a
/// refusal are no answer, and stand beside how it ended.
///
/// The hot path, a delta, is bytes around one JSON string: no tree, and nothing computed twice.
final class GeminiStreamEncoder implements StreamEncoder {
    private static final byte[] BEGIN = ascii("data: {\"candidates\":[{\"content\":{\"parts\":[");
    private static final byte[] TEXT = ascii("{\"text\":");
    private static final byte[] THOUGHT = ascii(",\"thought\":true");
    private static final byte[] END_OF_EVENT = ascii("\n\n");

    private final Identity identity;
    private final AnswerLosses losses;
    private final PartWriter parts;
    private final TreeMap<Integer, Candidate> candidates = new TreeMap<>();
    private final List<Extras> noted = new ArrayList<>();
    private Head head = new Head(null, null, null);
    private byte[] tail = new byte[0];
    private @Nullable Usage usage;
    private State state = State.FRESH;

    private enum State {
        FRESH,
        BEGUN,
        OVER
    }

    GeminiStreamEncoder(Identity identity, AnswerLosses losses) {
        this.identity = identity;
        this.losses = losses;
        this.parts = new PartWriter(losses);
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (state == State.OVER) {
            return;
        }
        switch (event) {
            case StreamEvent.Started e -> start(e.head());
            case StreamEvent.BlockStarted e -> candidate(e.choice()).start(e.kind(), out);
            case StreamEvent.BlockDelta e -> candidate(e.choice()).delta(e.block(), e.delta(), out);
            case StreamEvent.BlockSealed e -> candidate(e.choice()).blocks.get(e.block()).seal = e.seal();
            case StreamEvent.BlockEnded e -> candidate(e.choice()).end(e.block(), out);
            case StreamEvent.LogprobsAdded e -> candidate(e.choice()).logprobs(e.logprobs(), out);
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.ChoiceFinished e -> candidate(e.choice()).finish = e.finish();
            case StreamEvent.Noted e -> noted.add(e.extras());
            case StreamEvent.Ended _ -> finish(out);
            case StreamEvent.Failed e -> fail(e.failure(), out);
        }
    }

    /// A later head (another target's) is ignored: a client keeps one response id.
    private void start(Head begun) {
        if (state != State.FRESH) {
            return;
        }
        state = State.BEGUN;
        head = begun;
        ObjectNode said = Json.object();
        AnswerWords.head(said, head, identity);
        String text = Json.text(said);
        tail = ("," + text.substring(1) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private Candidate candidate(int choice) {
        return candidates.computeIfAbsent(choice, Candidate::new);
    }

    /// The last chunk: how every candidate ended, what was counted, and what is known of it all.
    private void finish(ByteSink out) {
        state = State.OVER;
        ObjectNode chunk = Json.object();
        ArrayNode list = chunk.putArray("candidates");
        candidates.values().forEach(candidate -> candidate.last(list));
        if (usage != null) {
            chunk.set("usageMetadata", AnswerWords.usage(usage));
            AnswerWords.cacheWrites(usage, losses);
        }
        AnswerWords.head(chunk, head, identity);
        for (Extras extras : noted) {
            boolean ofPart = extras.at().contains("/parts/");
            if (ofPart || !OwnFields.restore(extras, chunk)) {
                losses.extras(extras);
            }
        }
        write(chunk, out);
    }

    private void fail(Failure failure, ByteSink out) {
        state = State.OVER;
        noted.forEach(losses::extras);
        write(GeminiErrorReply.body(failure), out);
    }

    private static void write(ObjectNode chunk, ByteSink out) {
        out.ascii("data: ");
        out.write(Json.bytes(chunk));
        out.write(END_OF_EVENT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A block of a candidate as far as it must be remembered.
    private static final class Block {
        private final BlockKind kind;
        /// Words of a text, or arguments of a call.
        private final StringBuilder text = new StringBuilder();
        private final List<Annotation> citations = new ArrayList<>(0);
        private @Nullable Seal seal;

        private Block(BlockKind kind) {
            this.kind = kind;
        }
    }

    /// One candidate as it is being told.
    private final class Candidate {
        private final int index;
        private final byte[] close;
        private final List<Block> blocks = new ArrayList<>();
        private @Nullable Finish finish;

        private Candidate(int index) {
            this.index = index;
            this.close = ascii("],\"role\":\"model\"},\"index\":" + index + "}]");
        }

        private void start(BlockKind kind, ByteSink out) {
            Block block = new Block(kind);
            blocks.add(block);
            if (kind instanceof BlockKind.Whole(Part part)) {
                part(part, AnswerLosses.path(part, index, blocks.size() - 1), out);
            }
        }

        private void delta(int number, Delta delta, ByteSink out) {
            Block block = blocks.get(number);
            switch (delta) {
                case Delta.Words words -> words(block, words.text(), out);
                case Delta.Args args -> block.text.append(args.text());
                case Delta.Cited cited -> block.citations.add(cited.annotation());
            }
        }

        private void words(Block block, String text, ByteSink out) {
            if (text.isEmpty()) {
                return;
            }
            boolean thought = block.kind instanceof BlockKind.ThoughtBlock;
            if (!thought) {
                block.text.append(text);
            }
            if (block.kind instanceof BlockKind.RefusalBlock) {
                return;
            }
            out.write(BEGIN);
            out.write(TEXT);
            out.json(text);
            if (thought) {
                out.write(THOUGHT);
            }
            out.write('}');
            out.write(close);
            out.write(tail);
        }

        private void end(int number, ByteSink out) {
            Block block = blocks.get(number);
            String at = AnswerLosses.path(index, number);
            Seal seal = block.seal;
            switch (block.kind) {
                case BlockKind.TextBlock _ -> seal(null, seal, out);
                case BlockKind.ThoughtBlock thought -> seal(thought.form(), seal, out);
                case BlockKind.ToolCallBlock call ->
                    part(
                            new Part.ToolCall(
                                    call.id(), call.kind(), call.name(), block.text.toString(), Marks.of(seal)),
                            at,
                            out);
                case BlockKind.HostedCallBlock call -> {
                    Marks marks = seal == null ? call.marks() : call.marks().withSeal(seal);
                    Part part = new Part.HostedCall(call.id(), call.name(), block.text.toString(), marks);
                    part(part, AnswerLosses.path(part, index, number), out);
                }
                case BlockKind.RefusalBlock _, BlockKind.Whole _ -> {}
            }
        }

        private void seal(Part.Thought.@Nullable Form thought, @Nullable Seal seal, ByteSink out) {
            if (seal != null) {
                chunk(PartWriter.seal(thought, seal), out);
            }
        }

        private void part(Part part, String at, ByteSink out) {
            ObjectNode node = parts.write(part, at);
            if (node != null) {
                chunk(node, out);
            }
        }

        private void chunk(ObjectNode part, ByteSink out) {
            out.write(BEGIN);
            out.write(Json.bytes(part));
            out.write(close);
            out.write(tail);
        }

        private void logprobs(List<Logprob> logprobs, ByteSink out) {
            AnswerWords.tokenBytes(logprobs, index, losses);
            out.write(BEGIN);
            out.write(TEXT);
            out.ascii("\"\"}");
            // Behind the index, inside the candidate.
            out.write(close, 0, close.length - 2);
            out.ascii(",\"logprobsResult\":");
            out.write(Json.bytes(AnswerWords.logprobs(logprobs)));
            out.ascii("}]");
            out.write(tail);
        }

        private void last(ArrayNode list) {
            ObjectNode out = list.addObject();
            ObjectNode content = out.putObject("content");
            content.putArray("parts").addObject().put("text", "");
            content.put("role", "model");
            if (finish != null) {
                AnswerWords.finish(out, new AnswerWords.Candidate(index, finish, refusal()), losses);
            }
            out.put("index", index);
            ObjectNode grounding = grounding();
            if (grounding != null) {
                out.set("groundingMetadata", grounding);
            }
            if (finish != null && !OwnFields.merge(finish.extras(), out)) {
                losses.extras(finish.extras());
            }
        }

        private String refusal() {
            StringBuilder out = new StringBuilder();
            for (Block block : blocks) {
                if (block.kind instanceof BlockKind.RefusalBlock) {
                    out.append(block.text);
                } else if (block.kind instanceof BlockKind.Whole(Part.Refusal refusal)) {
                    out.append(refusal.text());
                }
            }
            return out.toString();
        }

        private @Nullable ObjectNode grounding() {
            GroundingWriter writer = new GroundingWriter(AnswerDecoder.Form.STREAM, losses);
            for (Block block : blocks) {
                switch (block.kind) {
                    case BlockKind.TextBlock _ -> writer.text(block.citations, block.text.toString(), 0);
                    case BlockKind.HostedCallBlock call -> writer.called(call.name(), block.text.toString());
                    case BlockKind.Whole(Part.Text text) -> writer.text(text.annotations(), text.text(), 0);
                    case BlockKind.RefusalBlock _,
                            BlockKind.ThoughtBlock _,
                            BlockKind.ToolCallBlock _,
                            BlockKind.Whole _ -> {}
                }
            }
            return writer.metadata();
        }
    }
}
