package dev.weir.dialect.openai;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One choice of a stream of chunks, cut into blocks: a block goes on while deltas of its kind come, and ends with the
/// first of another kind. One block is open at a time; a call whose arguments come between another's is not to be
/// mended, and its late arguments go into the extras.
final class ChoiceDecoder {
    private final int choice;
    private final Notes notes;
    private final Map<Integer, String> callIds = new HashMap<>();
    private int blocks;
    private int open = -1;
    private @Nullable BlockKind kind;
    private int openCall = -1;
    private int calls;
    private boolean called;
    private boolean sealed;
    /// Words of the open thought that stood in a plain field: another Weir repeats them whole where it seals them.
    private final StringBuilder plain = new StringBuilder();
    private String summaryId = "";
    private @Nullable SoundPieces sound;
    private boolean finished;

    ChoiceDecoder(int choice, Notes notes) {
        this.choice = choice;
        this.notes = notes;
    }

    boolean isFinished() {
        return finished;
    }

    void chunk(Fields choice, Consumer<StreamEvent> out) {
        Fields delta = choice.object(choice.has("delta") ? "delta" : "message");
        Fields logprobs = choice.object("logprobs");
        String raw = AnswerReader.words(choice, "finish_reason");
        String matched = raw == null ? null : AnswerReader.words(choice, "stop_reason");
        if (finished) {
            // A second farewell (OpenRouter) says nothing new.
            return;
        }
        if (delta != null) {
            delta(delta, out);
            notes.tell(delta.rest(), out);
        }
        List<Logprob> tokens = AnswerReader.logprobs(logprobs);
        if (!tokens.isEmpty()) {
            out.accept(new StreamEvent.LogprobsAdded(this.choice, tokens));
        }
        if (raw != null) {
            finish(raw, matched, out);
        }
    }

    void finish(@Nullable String raw, @Nullable String matched, Consumer<StreamEvent> out) {
        close(out);
        Part said = sound == null ? null : sound.sound();
        if (said != null) {
            whole(said, out);
        }
        finished = true;
        Finish finish = new Finish(FinishWords.read(raw, called, matched), raw, matched, Extras.NONE);
        out.accept(new StreamEvent.ChoiceFinished(choice, finish));
    }

    private void delta(Fields delta, Consumer<StreamEvent> out) {
        delta.skip("role");
        String reasoning = AnswerReader.words(delta, "reasoning_content");
        String other = AnswerReader.words(delta, "reasoning");
        String thought = reasoning == null ? other : reasoning;
        if (thought != null) {
            words(new BlockKind.ThoughtBlock(Form.FULL), thought, out);
            plain.append(thought);
        }
        for (Fields detail : details(delta)) {
            detail(detail, thought != null, out);
        }
        content(delta, out);
        String refusal = AnswerReader.words(delta, "refusal");
        if (refusal != null) {
            words(new BlockKind.RefusalBlock(), refusal, out);
        }
        if (kind instanceof BlockKind.TextBlock) {
            for (Annotation citation : AnswerReader.citations(delta)) {
                out.accept(new StreamEvent.BlockDelta(choice, open, new Delta.Cited(citation)));
            }
        }
        for (Part image : AnswerReader.images(delta)) {
            whole(image, out);
        }
        Fields audio = delta.node().path("audio").isObject() ? delta.object("audio") : null;
        if (audio != null) {
            sound = sound == null ? new SoundPieces() : sound;
            sound.add(audio);
        }
        Seal seal = AnswerReader.google(delta);
        if (seal != null) {
            open(new BlockKind.TextBlock(), out);
            out.accept(new StreamEvent.BlockSealed(choice, open, seal));
        }
        for (Fields call : delta.objects("tool_calls")) {
            call(call, out);
        }
        legacyCall(delta, out);
    }

    private static List<Fields> details(Fields delta) {
        JsonNode details = delta.node().get("reasoning_details");
        return details != null && details.isArray() ? delta.objects("reasoning_details") : List.of();
    }

    private void content(Fields delta, Consumer<StreamEvent> out) {
        if (!(delta.node().get("content") instanceof ArrayNode)) {
            String text = AnswerReader.words(delta, "content");
            if (text != null) {
                words(new BlockKind.TextBlock(), text, out);
            }
            return;
        }
        for (Fields part : delta.objects("content")) {
            switch (part.node().path("type").asString("")) {
                case "text" -> {
                    String text = AnswerReader.words(part, "text");
                    if (text != null) {
                        words(new BlockKind.TextBlock(), text, out);
                    }
                }
                case "thinking" -> {
                    String text = AnswerReader.thinking(part);
                    if (!text.isEmpty()) {
                        words(new BlockKind.ThoughtBlock(Form.FULL), text, out);
                    }
                    String signature = AnswerReader.words(part, "signature");
                    if (signature != null) {
                        sealThought(new Seal(Issuers.MISTRAL, signature), out);
                    }
                }
                default -> whole(new Part.Foreign(ChatClientCodec.DIALECT, part.node(), Marks.NONE), out);
            }
        }
    }

    /// @param told whether the words of this delta stood in a plain field, too
    private void detail(Fields detail, boolean told, Consumer<StreamEvent> out) {
        String issuer = Issuers.ofFormat(detail.text("format"));
        String type = detail.node().path("type").asString("");
        boolean summary = type.equals("reasoning.summary");
        String words = AnswerReader.words(detail, summary ? "summary" : "text");
        boolean repeated = words != null && kind instanceof BlockKind.ThoughtBlock && endsWith(plain, words);
        String id = detail.node().path("id").asString("");
        summaryId = summary ? id : summaryId;
        if (id.startsWith(ThoughtReader.MADE_ID)) {
            detail.skip("id");
        }
        if (words != null && !told && !repeated) {
            words(new BlockKind.ThoughtBlock(summary ? Form.SUMMARY : Form.FULL), words, out);
        }
        String signature = AnswerReader.words(detail, "signature");
        if (signature != null) {
            sealThought(new Seal(issuer, signature), out);
        }
        String data = AnswerReader.words(detail, "data");
        if (data != null) {
            encrypted(detail, new Seal(issuer, data), out);
        }
        detail.skip("type");
        detail.skip("index");
        notes.tell(detail.rest(), out);
    }

    private static boolean endsWith(StringBuilder text, String end) {
        int from = text.length() - end.length();
        return from >= 0 && text.indexOf(end, from) == from;
    }

    private void encrypted(Fields detail, Seal seal, Consumer<StreamEvent> out) {
        String id = detail.node().path("id").asString("");
        if (kind instanceof BlockKind.ToolCallBlock call && call.id().equals(id)) {
            out.accept(new StreamEvent.BlockSealed(choice, open, seal));
        } else if (kind instanceof BlockKind.ThoughtBlock
                && (seal.issuer().equals("openai") || !id.isEmpty() && id.equals(summaryId))) {
            sealed = true;
            out.accept(new StreamEvent.BlockSealed(choice, open, seal));
        } else {
            whole(new Part.Thought("", Form.REDACTED, Marks.of(seal)), out);
        }
    }

    private void sealThought(Seal seal, Consumer<StreamEvent> out) {
        open(new BlockKind.ThoughtBlock(Form.FULL), out);
        sealed = true;
        out.accept(new StreamEvent.BlockSealed(choice, open, seal));
    }

    private void call(Fields call, Consumer<StreamEvent> out) {
        Fields body = AnswerReader.callBody(call);
        Integer said = call.integer("index");
        Integer index = said == null || said < 0 || said > ChatStreamDecoder.MAX_INDEX ? null : said;
        String id = AnswerReader.words(call, "id");
        String name = body == null ? null : AnswerReader.words(body, "name");
        int number = number(index, id, name);
        if (number != openCall) {
            if (callIds.containsKey(number)) {
                notes.tell(new Extras(ChatClientCodec.DIALECT, call.at(), fieldsOf(call.node())), out);
                return;
            }
            String known = id == null ? "call_" + number : id;
            boolean custom = body != null && body.at().endsWith("/custom");
            close(out);
            callIds.put(number, known);
            openCall = number;
            called = true;
            start(
                    new BlockKind.ToolCallBlock(
                            known, custom ? ToolKind.CUSTOM : ToolKind.FUNCTION, name == null ? "" : name),
                    out);
        }
        if (body != null) {
            args(AnswerReader.arguments(body, body.at().endsWith("/custom") ? "input" : "arguments"), out);
        }
        Seal seal = AnswerReader.google(call);
        if (seal != null) {
            out.accept(new StreamEvent.BlockSealed(choice, open, seal));
        }
        notes.tell(new Leftovers(call).and("function", body).extras(), out);
    }

    /// Which call this is. Some hosts send no index, some the same for several calls with ids of their own, some repeat
    /// the id in every delta.
    private int number(@Nullable Integer index, @Nullable String id, @Nullable String name) {
        String known = index == null ? null : callIds.get(index);
        boolean other = id != null && known != null && !known.equals(id);
        if (index != null && !other) {
            calls = Math.max(calls, index + 1);
            return index;
        }
        if (id != null) {
            for (Map.Entry<Integer, String> call : callIds.entrySet()) {
                if (call.getValue().equals(id)) {
                    return call.getKey();
                }
            }
        }
        return id == null && name == null && openCall >= 0 ? openCall : calls++;
    }

    private void legacyCall(Fields delta, Consumer<StreamEvent> out) {
        JsonNode legacy = delta.node().path("function_call");
        String name = legacy.path("name").asString("");
        if (name.isEmpty() && !(openCall == -2)) {
            return;
        }
        Fields call = delta.object("function_call");
        if (call == null) {
            return;
        }
        if (openCall != -2) {
            close(out);
            openCall = -2;
            called = true;
            start(new BlockKind.ToolCallBlock("call_0", ToolKind.FUNCTION, name), out);
        }
        args(AnswerReader.arguments(call, "arguments"), out);
    }

    private void args(String text, Consumer<StreamEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new StreamEvent.BlockDelta(choice, open, new Delta.Args(text)));
        }
    }

    private void words(BlockKind wanted, String text, Consumer<StreamEvent> out) {
        open(wanted, out);
        out.accept(new StreamEvent.BlockDelta(choice, open, new Delta.Words(text)));
    }

    /// Goes on with the open block, or begins one of this kind.
    private void open(BlockKind wanted, Consumer<StreamEvent> out) {
        boolean goesOn = kind != null
                && kind.getClass() == wanted.getClass()
                && !(sealed && wanted instanceof BlockKind.ThoughtBlock);
        if (!goesOn) {
            close(out);
            start(wanted, out);
        }
    }

    private void whole(Part part, Consumer<StreamEvent> out) {
        close(out);
        start(new BlockKind.Whole(part), out);
        close(out);
    }

    private void start(BlockKind wanted, Consumer<StreamEvent> out) {
        open = blocks++;
        kind = wanted;
        sealed = false;
        plain.setLength(0);
        out.accept(new StreamEvent.BlockStarted(choice, open, wanted));
    }

    private void close(Consumer<StreamEvent> out) {
        if (kind != null) {
            out.accept(new StreamEvent.BlockEnded(choice, open));
            kind = null;
            open = -1;
            openCall = -1;
        }
    }

    private static Map<String, JsonNode> fieldsOf(ObjectNode node) {
        Map<String, JsonNode> out = new HashMap<>();
        node.forEachEntry(out::put);
        return out;
    }
}
