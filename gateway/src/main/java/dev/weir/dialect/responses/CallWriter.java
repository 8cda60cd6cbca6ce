package dev.weir.dialect.responses;

import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes a call that the client is to answer. Its seal follows as an item of its own, for a call has no field for one.
final class CallWriter implements BlockWriter {
    private final Output output;
    private final BlockKind.ToolCallBlock call;
    private final AnswerLosses losses;
    private final ObjectNode item = Json.object();
    private final int index;
    private final StringBuilder input = new StringBuilder();
    private final EventWriter.Line line;
    private @Nullable Seal seal;

    CallWriter(Output output, BlockKind.ToolCallBlock call, AnswerLosses losses) {
        this.output = output;
        this.call = call;
        this.losses = losses;
        this.index = output.next();
        boolean custom = call.kind() == ToolKind.CUSTOM;
        item.put("id", output.id(custom ? "ctc" : "fc"));
        item.put("type", custom ? "custom_tool_call" : "function_call");
        item.put("status", "in_progress");
        item.put("call_id", call.id());
        item.put("name", call.name());
        item.put(field(), "");
        output.add(item);
        this.line = new EventWriter.Line(
                event("delta"), "\"item_id\":\"" + item.path("id").asString("") + "\",\"output_index\":" + index, "");
    }

    private String field() {
        return call.kind() == ToolKind.CUSTOM ? "input" : "arguments";
    }

    private String event(String what) {
        return (call.kind() == ToolKind.CUSTOM
                        ? "response.custom_tool_call_input."
                        : "response.function_call_arguments.")
                + what;
    }

    @Override
    public void delta(Delta delta) {
        if (delta instanceof Delta.Args(String more) && !more.isEmpty()) {
            input.append(more);
            output.events().delta(line, more);
        }
    }

    @Override
    public void seal(Seal latest) {
        seal = latest;
    }

    @Override
    public void end() {
        if (input.isEmpty() && call.kind() == ToolKind.FUNCTION) {
            delta(new Delta.Args("{}"));
            losses.tell(
                    "/output/" + index + "/arguments",
                    Verdict.ADDED,
                    "A call without arguments is one with an empty object.");
        }
        item.put(field(), input.toString());
        item.put("status", "completed");
        ObjectNode done = output.about(event("done"), index);
        if (call.kind() == ToolKind.FUNCTION) {
            done.put("name", call.name());
        }
        output.events().send(done.put(field(), input.toString()));
        output.done(index);
        if (seal != null) {
            output.seal(SealWords.call(seal, call.id()));
        }
    }
}
