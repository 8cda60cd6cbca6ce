package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a call that the provider ran itself. What it brought belongs to the same item, so the item waits for it.
final class HostedWriter implements BlockWriter {
    private final Output output;
    private final HostedKind kind;
    private final String at;
    private final AnswerLosses losses;
    private final ObjectNode item = Json.object();
    private final int index;
    private final StringBuilder input = new StringBuilder();
    private boolean over;

    /// @param at where the call stands in the provider's answer
    HostedWriter(Output output, HostedKind kind, String name, Extras extras, String at, AnswerLosses losses) {
        this.output = output;
        this.kind = kind;
        this.at = at;
        this.losses = losses;
        this.index = output.next();
        item.put("id", output.id(kind.prefix()));
        item.put("type", kind.type());
        item.put("status", "in_progress");
        kind.begin(item, name);
        JsonNode server = extras.fields().get("server_name");
        if (kind == HostedKind.MCP && server != null && server.isString()) {
            item.set("server_label", server);
        }
        output.add(item);
        progress("in_progress");
    }

    private void progress(String what) {
        if (!what.isEmpty()) {
            output.progress("response." + kind.type() + "." + what, index);
        }
    }

    @Override
    public void delta(Delta delta) {
        if (delta instanceof Delta.Args(String more)) {
            input.append(more);
        }
    }

    @Override
    public void seal(Seal seal) {
        losses.dropped(at + "/seal", "A call that the provider ran itself bears no seal here.");
    }

    @Override
    public void end() {
        kind.ask(item, input.toString());
        losses.tell(at, Verdict.COERCED, "The provider's own tool is told as a " + kind.type() + ".");
        switch (kind) {
            case CODE ->
                output.events()
                        .send(output.about("response.code_interpreter_call_code.done", index)
                                .put("code", item.path("code").asString("")));
            case MCP ->
                output.events()
                        .send(output.about("response.mcp_call_arguments.done", index)
                                .put("arguments", input.toString()));
            case WEB_SEARCH, FILE_SEARCH -> {}
        }
        progress(kind.busy());
    }

    void bring(Part.HostedResult result) {
        kind.bring(item, result);
        close();
    }

    /// The item is complete, whatever more might have come.
    void close() {
        if (over) {
            return;
        }
        over = true;
        boolean failed = item.path("status").asString("").equals("failed");
        if (!failed) {
            item.put("status", "completed");
        }
        progress(failed && kind == HostedKind.MCP ? "failed" : "completed");
        output.done(index);
    }
}
