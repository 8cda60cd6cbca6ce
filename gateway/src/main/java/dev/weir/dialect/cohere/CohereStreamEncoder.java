package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.Finish;
import dev.weir.chat.Logprob;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream of Cohere's events: content, calls and citations between `message-start` and `message-end`.
///
/// Citations wait for the end of their text, for only then their range is known, and so does a call of a tool that
/// takes free text, for its arguments are one field. A failure is a `message-end` whose reason is `ERROR`.
final class CohereStreamEncoder implements StreamEncoder {
    private final Identity identity;
    private final AnswerLosses losses;
    private final List<Open> blocks = new ArrayList<>();
    private int contents;
    private int calls;
    private int citations;
    private boolean begun;
    private boolean over;
    private @Nullable Usage usage;
    private Stop stop = Stop.OTHER;

    CohereStreamEncoder(Identity identity, AnswerLosses losses) {
        this.identity = identity;
        this.losses = losses;
    }

    /// A block as far as it must be remembered.
    ///
    /// @param index among the contents or the calls, -1 where it is not shown
    private record Open(BlockKind kind, int index, StringBuilder words, List<Annotation> cited) {}

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (over) {
            return;
        }
        switch (event) {
            case StreamEvent.Started e -> start(e.head().id(), out);
            case StreamEvent.BlockStarted e when e.choice() == 0 -> started(e.kind(), out);
            case StreamEvent.BlockDelta e when e.choice() == 0 -> delta(blocks.get(e.block()), e.delta(), out);
            case StreamEvent.BlockSealed e when e.choice() == 0 -> losses.seal(e.block());
            case StreamEvent.BlockEnded e when e.choice() == 0 -> ended(blocks.get(e.block()), out);
            case StreamEvent.LogprobsAdded e when e.choice() == 0 -> logprobs(e.logprobs(), out);
            case StreamEvent.ChoiceFinished e when e.choice() == 0 -> finished(e.finish());
            case StreamEvent.BlockStarted e -> losses.otherChoice(e.choice());
            case StreamEvent.ChoiceFinished e -> losses.otherChoice(e.choice());
            case StreamEvent.BlockDelta _,
                    StreamEvent.BlockSealed _,
                    StreamEvent.BlockEnded _,
                    StreamEvent.LogprobsAdded _ -> {}
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.Noted e -> losses.extras(e.extras());
            case StreamEvent.Ended _ -> end(Json.object().put("finish_reason", AnswerWriter.finish(stop, calls)), out);
            case StreamEvent.Failed e ->
                end(
                        Json.object()
                                .put("finish_reason", "ERROR")
                                .put("error", e.failure().message()),
                        out);
        }
    }

    private void start(@Nullable String id, ByteSink out) {
        if (begun) {
            return;
        }
        begun = true;
        ObjectNode event =
                Json.object().put("id", id == null ? identity.id() : id).put("type", "message-start");
        ObjectNode message = event.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "");
        message.putArray("tool_calls");
        message.putArray("citations");
        write("message-start", event, out);
    }

    private void started(BlockKind kind, ByteSink out) {
        int at = blocks.size();
        boolean shown = false;
        switch (kind) {
            case BlockKind.TextBlock _ -> {
                content("text", out);
                shown = true;
            }
            case BlockKind.RefusalBlock _ -> {
                losses.refusal(at);
                content("text", out);
                shown = true;
            }
            case BlockKind.ThoughtBlock _ -> {
                content("thinking", out);
                shown = true;
            }
            case BlockKind.ToolCallBlock call -> {
                ObjectNode event = event("tool-call-start", calls);
                message(event).set("tool_calls", AnswerWriter.call(call.id(), call.name(), ""));
                write("tool-call-start", event, out);
                blocks.add(new Open(kind, calls++, new StringBuilder(), new ArrayList<>()));
                return;
            }
            case BlockKind.HostedCallBlock hosted ->
                losses.part(new Part.HostedCall(hosted.id(), hosted.name(), "", hosted.marks()), at);
            case BlockKind.Whole whole -> whole(whole.part(), at, out);
        }
        blocks.add(new Open(kind, shown ? contents++ : -1, new StringBuilder(), new ArrayList<>()));
    }

    private void content(String type, ByteSink out) {
        ObjectNode event = event("content-start", contents);
        message(event).putObject("content").put("type", type).put(type, "");
        write("content-start", event, out);
    }

    /// A block that came whole: words are told as if they had been streamed.
    private void whole(Part part, int at, ByteSink out) {
        String words = switch (part) {
            case Part.Text text -> text.text();
            case Part.Refusal refusal -> refusal.text();
            case Part.Thought thought -> thought.text();
            case Part.Media _,
                    Part.ToolCall _,
                    Part.ToolResult _,
                    Part.HostedCall _,
                    Part.HostedResult _,
                    Part.Foreign _ -> "";
        };
        if (words.isEmpty()) {
            losses.part(part, at);
            return;
        }
        String type = part instanceof Part.Thought ? "thinking" : "text";
        content(type, out);
        words(type, contents, words, out);
        write("content-end", event("content-end", contents), out);
        contents++;
        losses.marks(part.marks(), at);
    }

    private void delta(Open block, Delta delta, ByteSink out) {
        switch (delta) {
            case Delta.Words words -> {
                if (block.index >= 0 && !words.text().isEmpty()) {
                    block.words.append(words.text());
                    words(
                            block.kind instanceof BlockKind.ThoughtBlock ? "thinking" : "text",
                            block.index,
                            words.text(),
                            out);
                }
            }
            case Delta.Args args -> {
                if (block.index >= 0 && !args.text().isEmpty()) {
                    boolean held = isBlank(block.words);
                    block.words.append(args.text());
                    // White space alone is no arguments yet.
                    if (!takesText(block.kind) && !isBlank(block.words)) {
                        arguments(block.index, held ? block.words.toString() : args.text(), out);
                    }
                }
            }
            case Delta.Cited cited -> block.cited.add(cited.annotation());
        }
    }

    private static boolean isBlank(StringBuilder words) {
        for (int i = 0; i < words.length(); i++) {
            if (!Character.isWhitespace(words.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean takesText(BlockKind kind) {
        return kind instanceof BlockKind.ToolCallBlock call && call.kind() == Part.ToolKind.CUSTOM;
    }

    /// The event of the hot path: bytes around one JSON string.
    private static void words(String type, int index, String text, ByteSink out) {
        out.ascii("event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":")
                .number(index);
        out.ascii(",\"delta\":{\"message\":{\"content\":{\"")
                .ascii(type)
                .ascii("\":")
                .json(text);
        out.ascii("}}}}\n\n");
    }

    private static void arguments(int index, String text, ByteSink out) {
        out.ascii("event: tool-call-delta\ndata: {\"type\":\"tool-call-delta\",\"index\":")
                .number(index);
        out.ascii(",\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":")
                .json(text);
        out.ascii("}}}}}\n\n");
    }

    private void ended(Open block, ByteSink out) {
        if (block.index < 0) {
            return;
        }
        if (block.kind instanceof BlockKind.ToolCallBlock call) {
            String whole = block.words.toString();
            if (takesText(block.kind) || whole.isBlank()) {
                arguments(block.index, AnswerWriter.arguments(call.kind(), whole), out);
            }
            write("tool-call-end", event("tool-call-end", block.index), out);
            return;
        }
        for (Annotation annotation : block.cited) {
            losses.citation(annotation.extras());
            ObjectNode event = event("citation-start", citations);
            message(event).set("citations", Citations.write(annotation, block.words, block.index));
            write("citation-start", event, out);
            write("citation-end", event("citation-end", citations), out);
            citations++;
        }
        write("content-end", event("content-end", block.index), out);
    }

    private void logprobs(List<Logprob> tokens, ByteSink out) {
        losses.alternatives(tokens);
        for (Logprob token : tokens) {
            ObjectNode event = event("content-delta", Math.max(0, contents - 1));
            message(event).putObject("content").put("text", "");
            event.set("logprobs", AnswerWriter.logprob(token));
            write("content-delta", event, out);
        }
    }

    private void finished(Finish finish) {
        stop = finish.stop();
        losses.extras(finish.extras());
        losses.finish(finish);
    }

    private void end(ObjectNode delta, ByteSink out) {
        start(null, out);
        over = true;
        if (usage != null) {
            delta.set("usage", AnswerWriter.usage(usage));
        }
        ObjectNode event = Json.object().put("type", "message-end");
        event.set("delta", delta);
        write("message-end", event, out);
    }

    private static ObjectNode event(String type, int index) {
        return Json.object().put("type", type).put("index", index);
    }

    private static ObjectNode message(ObjectNode event) {
        return event.putObject("delta").putObject("message");
    }

    private static void write(String type, ObjectNode event, ByteSink out) {
        out.ascii("event: ").ascii(type).ascii("\ndata: ");
        out.write(Json.bytes(event));
        out.ascii("\n\n");
    }
}
