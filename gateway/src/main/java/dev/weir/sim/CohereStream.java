package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Frame.Stencil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Writes an answer as a stream of Cohere's events.
final class CohereStream {

    private final CohereWriter turn;
    private final List<Frame> frames = new ArrayList<>();
    private int contents;
    private int calls;
    private int citations;

    CohereStream(CohereWriter turn) {
        this.turn = turn;
    }

    static String event(ObjectNode event) {
        return "event: " + event.path("type").stringValue("") + "\ndata: " + Json.write(event) + "\n\n";
    }

    Reply write(Answer answer) {
        ObjectNode begun = Json.object().put("id", turn.dice().id("", 36)).put("type", "message-start");
        ObjectNode message = begun.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "");
        message.putArray("tool_calls");
        message.putArray("citations");
        frames.add(Frame.side(event(begun)));
        boolean planned = false;
        for (Piece piece : CohereWriter.shown(answer)) {
            switch (piece) {
                case Piece.Thought(String text) -> content("thinking", text, Optional.empty());
                case Piece.Text(String text, var source) -> content("text", text, source);
                case Piece.Call call -> {
                    if (!planned) {
                        planned = true;
                        plan();
                    }
                    call(call);
                }
                case Piece.Search _, Piece.Redacted _ -> {}
            }
        }
        if (answer.stop() == Stop.REFUSED) {
            content("text", CohereWriter.REFUSAL, Optional.empty());
        }
        ObjectNode end = Json.object().put("type", "message-end");
        end.putObject("delta")
                .put("finish_reason", CohereWriter.finish(answer.stop()))
                .set("usage", turn.usage(answer));
        frames.add(Frame.end(event(end)));
        Map<String, String> headers = new HashMap<>(Cohere.headers(turn.dice().id("", 32)));
        headers.put("content-type", "text/event-stream");
        return new Reply.Events(headers, frames);
    }

    private static ObjectNode of(String type, int index) {
        return Json.object().put("type", type).put("index", index);
    }

    private static ObjectNode message(ObjectNode event) {
        return event.putObject("delta").putObject("message");
    }

    private void content(String type, String text, Optional<Answer.Source> source) {
        ObjectNode start = of("content-start", contents);
        message(start).putObject("content").put("type", type).put(type, "");
        frames.add(Frame.side(event(start)));
        ObjectNode delta = of("content-delta", contents);
        message(delta).putObject("content").put(type, Stencil.HOLE);
        Stencil stencil = Stencil.of(event(delta));
        int size = turn.behaviour().pace().chunk();
        for (String piece : Tokens.split(text, size)) {
            int tokens = size == 1 ? 1 : Tokens.count(piece);
            if (turn.wishes().logprobs() && type.equals("text")) {
                ObjectNode told = of("content-delta", contents);
                message(told).putObject("content").put(type, piece);
                told.set("logprobs", CohereWriter.logprob(piece));
                frames.add(Frame.content(event(told), tokens));
            } else {
                frames.add(stencil.content(piece, tokens));
            }
        }
        source.ifPresent(from -> {
            ObjectNode cited = of("citation-start", citations);
            message(cited).set("citations", CohereWriter.citation(from, text, contents));
            frames.add(Frame.side(event(cited)));
            frames.add(Frame.side(event(of("citation-end", citations++))));
        });
        frames.add(Frame.side(event(of("content-end", contents++))));
    }

    private void plan() {
        ObjectNode event = Json.object().put("type", "tool-plan-delta");
        message(event).put("tool_plan", CohereWriter.PLAN);
        frames.add(Frame.content(event(event), Tokens.count(CohereWriter.PLAN)));
    }

    private void call(Piece.Call call) {
        ObjectNode whole = turn.call(call);
        ((ObjectNode) whole.get("function")).put("arguments", "");
        ObjectNode start = of("tool-call-start", calls);
        message(start).set("tool_calls", whole);
        frames.add(Frame.content(event(start), Tokens.count(call.name())));
        for (String piece : Tokens.split(
                call.arguments(), Math.max(2, turn.behaviour().pace().chunk()))) {
            ObjectNode delta = of("tool-call-delta", calls);
            message(delta).putObject("tool_calls").putObject("function").put("arguments", piece);
            frames.add(Frame.content(event(delta), Tokens.count(piece)));
        }
        frames.add(Frame.side(event(of("tool-call-end", calls++))));
    }
}
