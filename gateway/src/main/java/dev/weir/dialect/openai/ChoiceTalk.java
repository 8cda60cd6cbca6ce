package dev.weir.dialect.openai;

import dev.weir.chat.Annotation;
import dev.weir.chat.Finish;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Json;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One choice as it is being told.
final class ChoiceTalk {
    private static final byte[] ROLE = Chunks.ascii("\"role\":\"assistant\"");
    private static final byte[] CONTENT = Chunks.ascii("\"content\":");
    private static final byte[] REFUSAL = Chunks.ascii("\"refusal\":");
    private static final byte[] REASONING = Chunks.ascii("\"reasoning_content\":");
    private static final byte[] CALL = Chunks.ascii("\"tool_calls\":[{\"index\":");
    private static final byte[] ARGUMENTS = Chunks.ascii(",\"function\":{\"arguments\":");
    private static final byte[] INPUT = Chunks.ascii(",\"custom\":{\"input\":");
    private static final byte[] END_OF_CALL = Chunks.ascii("}}]");

    private final int choice;
    private final Chunks chunks;
    private final Losses losses;
    /// The choice of the number before, which begins before this one.
    private final @Nullable ChoiceTalk before;
    private final List<Block> blocks = new ArrayList<>();
    private boolean begun;
    private int calls;
    private int content;
    private int citations;
    private int details;
    private int images;
    private @Nullable Seal textSeal;
    private String textSealPath = "";

    /// A block of a choice as far as it must be remembered.
    private static final class Block {
        private final BlockKind kind;
        /// Words of a text or thought; null for other kinds.
        private final @Nullable StringBuilder words;
        /// The tool call's place among the calls of its choice, or -1.
        private final int call;
        private @Nullable List<Annotation> citations;
        private @Nullable Seal seal;
        private boolean grew;

        private Block(BlockKind kind, int call) {
            this.kind = kind;
            this.call = call;
            this.words = switch (kind) {
                case BlockKind.TextBlock _, BlockKind.ThoughtBlock _ -> new StringBuilder();
                case BlockKind.RefusalBlock _,
                        BlockKind.ToolCallBlock _,
                        BlockKind.HostedCallBlock _,
                        BlockKind.Whole _ -> null;
            };
        }
    }

    ChoiceTalk(int choice, Chunks chunks, Losses losses, @Nullable ChoiceTalk before) {
        this.choice = choice;
        this.chunks = chunks;
        this.losses = losses;
        this.before = before;
    }

    /// Everything of a chunk up to the first field of its delta, the role before it when it was not said yet.
    private void chunk(ByteSink out) {
        if (begun) {
            head(out);
            return;
        }
        begun = true;
        if (before != null && !before.begun) {
            before.empty(out);
        }
        head(out);
        out.write(ROLE);
        out.write(',');
    }

    private void head(ByteSink out) {
        chunks.head(choice, out);
    }

    /// A chunk that says the role and nothing.
    private void empty(ByteSink out) {
        chunk(out);
        out.write(CONTENT);
        out.ascii("\"\"");
        chunks.goesOn(out);
    }

    void seal(int index, Seal seal) {
        blocks.get(index).seal = seal;
    }

    void start(BlockKind kind, ByteSink out) {
        int index = blocks.size();
        Block block = new Block(kind, kind instanceof BlockKind.ToolCallBlock ? calls++ : -1);
        blocks.add(block);
        switch (kind) {
            case BlockKind.TextBlock _, BlockKind.RefusalBlock _, BlockKind.ThoughtBlock _ -> {}
            case BlockKind.ToolCallBlock call -> call(block.call, call, out);
            case BlockKind.HostedCallBlock hosted ->
                losses.tell(
                        path(hosted, index), Verdict.DROPPED, "A call that the provider ran itself has no place here.");
            case BlockKind.Whole whole -> whole(whole.part(), index, out);
        }
    }

    private String path(BlockKind.HostedCallBlock hosted, int index) {
        String at = hosted.marks().extras().at();
        return at.isEmpty() ? path(index) : at;
    }

    private String path(int index) {
        return "/choices/" + choice + "/parts/" + index;
    }

    private void call(int index, BlockKind.ToolCallBlock call, ByteSink out) {
        boolean custom = call.kind() == ToolKind.CUSTOM;
        chunk(out);
        out.write(CALL);
        out.number(index).ascii(",\"id\":").json(call.id());
        out.ascii(
                custom
                        ? ",\"type\":\"custom\",\"custom\":{\"name\":"
                        : ",\"type\":\"function\",\"function\":{\"name\":");
        out.json(call.name()).ascii(custom ? ",\"input\":\"\"" : ",\"arguments\":\"\"");
        out.write(END_OF_CALL);
        chunks.goesOn(out);
    }

    void delta(int index, Delta delta, ByteSink out) {
        Block block = blocks.get(index);
        switch (delta) {
            case Delta.Words words -> words(block, words.text(), out);
            case Delta.Args args -> args(block, args.text(), out);
            case Delta.Cited cited -> {
                if (block.citations == null) {
                    block.citations = new ArrayList<>();
                }
                block.citations.add(cited.annotation());
            }
        }
    }

    private void words(Block block, String text, ByteSink out) {
        if (text.isEmpty()) {
            return;
        }
        byte[] field = switch (block.kind) {
            case BlockKind.ThoughtBlock _ -> REASONING;
            case BlockKind.RefusalBlock _ -> REFUSAL;
            case BlockKind.TextBlock _, BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ ->
                CONTENT;
        };
        if (block.words != null) {
            block.words.append(text);
        }
        chunk(out);
        out.write(field);
        out.json(text);
        chunks.goesOn(out);
    }

    private void args(Block block, String text, ByteSink out) {
        if (text.isEmpty() || block.call < 0) {
            return;
        }
        block.grew = true;
        boolean custom = block.kind instanceof BlockKind.ToolCallBlock call && call.kind() == ToolKind.CUSTOM;
        chunk(out);
        out.write(CALL);
        out.number(block.call);
        out.write(custom ? INPUT : ARGUMENTS);
        out.json(text);
        out.write(END_OF_CALL);
        chunks.goesOn(out);
    }

    void end(int index, ByteSink out) {
        Block block = blocks.get(index);
        switch (block.kind) {
            case BlockKind.TextBlock _ -> endText(block, index, out);
            case BlockKind.ThoughtBlock thought -> {
                if (block.seal != null || details > 0) {
                    ArrayNode entries = Json.array();
                    String words = block.words == null ? "" : block.words.toString();
                    details = AnswerWords.details(entries, words, thought.form(), Marks.of(block.seal), details);
                    list("reasoning_details", entries, out);
                }
            }
            case BlockKind.ToolCallBlock call -> endCall(block, call, out);
            case BlockKind.RefusalBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ -> {}
        }
    }

    private void endText(Block block, int index, ByteSink out) {
        StringBuilder words = block.words == null ? new StringBuilder() : block.words;
        if (block.citations != null) {
            ArrayNode entries = Json.array();
            for (Annotation annotation : block.citations) {
                ObjectNode citation = AnswerWords.citation(annotation, words, content);
                if (citation == null) {
                    String at = annotation.extras().at();
                    losses.tell(
                            at.isEmpty() ? path(index) + "/annotations" : at,
                            Verdict.DROPPED,
                            "A citation without a URL has no place here.");
                } else {
                    citation.put("index", citations++);
                    entries.add(citation);
                    losses.extras(annotation.extras());
                }
            }
            if (!entries.isEmpty()) {
                list("annotations", entries, out);
            }
        }
        content += words.codePointCount(0, words.length());
        if (block.seal != null) {
            if (textSeal != null) {
                losses.tell(textSealPath, Verdict.DROPPED, "A message holds one thought signature for its text.");
            }
            textSeal = block.seal;
            textSealPath = path(index) + "/seal";
        }
    }

    private void endCall(Block block, BlockKind.ToolCallBlock call, ByteSink out) {
        if (!block.grew && call.kind() == ToolKind.FUNCTION) {
            args(block, "{}", out);
            losses.tell(
                    "/choices/" + choice + "/message/tool_calls/" + block.call + "/function/arguments",
                    Verdict.ADDED,
                    "A call without arguments is one with an empty object.");
        }
        Seal seal = block.seal;
        if (seal != null && seal.issuer().equals(Issuers.GOOGLE)) {
            ArrayNode entries = Json.array();
            entries.addObject().put("index", block.call).set("extra_content", AnswerWords.google(seal));
            list("tool_calls", entries, out);
        } else if (seal != null) {
            ArrayNode entries = Json.array();
            AnswerWords.callDetail(entries, call.id(), seal, details++);
            list("reasoning_details", entries, out);
        }
    }

    private void whole(Part part, int index, ByteSink out) {
        switch (part) {
            case Part.Text text -> replay(new BlockKind.TextBlock(), text.text(), part, out);
            case Part.Refusal refusal -> replay(new BlockKind.RefusalBlock(), refusal.text(), part, out);
            case Part.Thought thought -> {
                Seal seal = part.marks().seal();
                if (!thought.text().isEmpty()) {
                    replay(new BlockKind.ThoughtBlock(thought.form()), thought.text(), part, out);
                } else if (seal != null) {
                    ArrayNode entries = Json.array();
                    details = AnswerWords.details(entries, "", thought.form(), part.marks(), details);
                    list("reasoning_details", entries, out);
                }
            }
            case Part.ToolCall call ->
                replay(new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name()), call.input(), part, out);
            case Part.Media media -> {
                ObjectNode image = AnswerWords.image(media);
                ObjectNode sound = AnswerWords.sound(media);
                if (image != null) {
                    image.put("index", images++);
                    list("images", Json.array().add(image), out);
                } else if (sound != null) {
                    sound.putIfAbsent("id", Json.string("audio_" + choice));
                    chunk(out);
                    chunks.object("audio", sound, out);
                    if (AnswerWords.isOurs(media)) {
                        return;
                    }
                } else {
                    losses.dropped(part, choice, index, "A streamed chat completion has no such media.");
                }
            }
            case Part.HostedCall _, Part.HostedResult _, Part.ToolResult _, Part.Foreign _ ->
                losses.dropped(
                        part, choice, index, "What the provider's own tools did has no place here but in citations.");
        }
        losses.extras(part.marks().extras());
    }

    /// Tells a block that came whole as if it had come in pieces. It takes no place among the blocks.
    private void replay(BlockKind kind, String words, Part part, ByteSink out) {
        Block block = new Block(kind, kind instanceof BlockKind.ToolCallBlock ? calls++ : -1);
        block.seal = part.marks().seal();
        int index = blocks.size();
        blocks.add(block);
        if (kind instanceof BlockKind.ToolCallBlock call) {
            call(block.call, call, out);
            args(block, words, out);
        } else {
            words(block, words, out);
        }
        end(index, out);
        blocks.removeLast();
    }

    /// A chunk whose delta is one list.
    private void list(String field, ArrayNode entries, ByteSink out) {
        chunk(out);
        chunks.list(field, entries, out);
    }

    void logprobs(List<Logprob> logprobs, ByteSink out) {
        if (!begun) {
            empty(out);
        }
        JsonNode node = AnswerWords.logprobs(logprobs);
        head(out);
        chunks.logprobs(node, out);
    }

    void finish(Finish finish, ByteSink out) {
        Seal seal = textSeal;
        if (!begun) {
            empty(out);
        }
        if (seal != null && seal.issuer().equals(Issuers.GOOGLE)) {
            chunk(out);
            out.ascii("\"extra_content\":").write(Json.bytes(AnswerWords.google(seal)));
            chunks.goesOn(out);
        } else if (seal != null) {
            losses.tell(textSealPath, Verdict.DROPPED, "Only Google's signatures have a place on text.");
        }
        losses.finish(finish, choice);
        losses.extras(finish.extras());
        head(out);
        out.ascii("},\"finish_reason\":").json(AnswerWords.finish(finish, calls > 0));
        if (finish.matched() != null) {
            out.ascii(",\"stop_reason\":").json(finish.matched());
        }
        chunks.finished(out);
    }
}
