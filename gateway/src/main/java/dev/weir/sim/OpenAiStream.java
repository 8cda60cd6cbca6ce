package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Fault.Oddity;
import dev.weir.sim.Frame.Stencil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as a stream of `chat.completion.chunk`, the choices taking turns.
final class OpenAiStream {

    private static final String PADDING = "x7Kq2mZt9Lw4";

    private final OpenAiWriter turn;
    private final String id;
    private final Set<Oddity> odd;

    OpenAiStream(OpenAiWriter turn) {
        this.turn = turn;
        this.id = turn.dice().id("chatcmpl-", 29);
        this.odd = turn.behaviour().fault().orElse(null) instanceof Fault.Odd(var oddities) ? oddities : Set.of();
    }

    Reply write(List<Answer> answers) {
        List<List<Frame>> choices = new ArrayList<>();
        int longest = 0;
        for (int i = 0; i < answers.size(); i++) {
            List<Frame> frames = choice(answers.get(i), i);
            choices.add(frames);
            longest = Math.max(longest, frames.size());
        }
        List<Frame> all = new ArrayList<>();
        for (int step = 0; step < longest; step++) {
            for (List<Frame> frames : choices) {
                if (step < frames.size()) {
                    all.add(frames.get(step));
                }
            }
        }
        if (odd.contains(Oddity.USAGE)) {
            all.add(all.size() / 2, Frame.side(usageChunk(answers)));
        }
        if (turn.wishes().usage()) {
            all.add(Frame.finish(usageChunk(answers)));
        }
        all.add(Frame.end("data: [DONE]\n\n"));
        Map<String, String> headers = new HashMap<>(OpenAi.headers(turn.dice().id("req_", 32)));
        headers.put("content-type", "text/event-stream; charset=utf-8");
        return new Reply.Events(headers, all);
    }

    private String usageChunk(List<Answer> answers) {
        ObjectNode chunk = envelope(Json.array());
        chunk.set("usage", turn.usage(answers));
        return Frame.data(padded(chunk, 5));
    }

    private List<Frame> choice(Answer answer, int index) {
        List<Frame> frames = new ArrayList<>();
        List<Piece> shown = OpenAiWriter.shown(answer);
        boolean speaks = shown.stream().anyMatch(Piece.Text.class::isInstance);
        boolean calls = shown.stream().anyMatch(Piece.Call.class::isInstance);
        ObjectNode first = Json.object().put("role", "assistant");
        first.put("content", calls && !speaks ? null : "").putNull("refusal");
        if (!odd.contains(Oddity.ROLES)) {
            frames.add(Frame.side(chunk(index, first)));
        }
        turn.reasoning(answer).ifPresent(thought -> text(frames, index, thought.field(), thought.text()));
        int callIndex = 0;
        for (Piece piece : shown) {
            if (piece instanceof Piece.Text(String text, var _)) {
                text(frames, index, "content", text);
            } else if (piece instanceof Piece.Call call) {
                call(frames, index, callIndex++, call);
            }
        }
        ArrayNode annotations = turn.annotations(answer);
        if (!annotations.isEmpty()) {
            frames.add(Frame.side(chunk(index, Json.object().set("annotations", annotations))));
        }
        if (answer.stop() == Stop.REFUSED) {
            text(frames, index, "refusal", OpenAiWriter.REFUSAL);
        }
        frames.add(Frame.finish(last(index, answer.stop())));
        if (odd.contains(Oddity.FINISH)) {
            frames.add(Frame.finish(last(index, answer.stop())));
        }
        return frames;
    }

    private void text(List<Frame> frames, int index, String field, String text) {
        int size = turn.behaviour().pace().chunk();
        boolean plain = odd.isEmpty() && (turn.wishes().logprobs().isEmpty() || !field.equals("content"));
        List<Stencil> stencils = plain ? stencils(index, field) : List.of();
        int number = 0;
        for (String piece : Tokens.split(text, size)) {
            int tokens = size == 1 ? 1 : Tokens.count(piece);
            if (plain) {
                frames.add(stencils.get(number++ % stencils.size()).content(piece, tokens));
                continue;
            }
            if (odd.contains(Oddity.EMPTY)) {
                frames.add(Frame.side(chunk(
                        index, number++ % 2 == 0 ? Json.object() : Json.object().put(field, ""))));
            }
            frames.add(Frame.content(chunk(index, Json.object().put(field, piece)), tokens));
        }
    }

    /// One stencil where the chunks are not obfuscated, else several whose padding differs.
    private List<Stencil> stencils(int index, String field) {
        List<Stencil> stencils = new ArrayList<>();
        int different = turn.wishes().obfuscation() ? PADDING.length() : 1;
        for (int i = 0; i < different; i++) {
            ArrayNode choices = Json.array().add(part(index, Json.object().put(field, Stencil.HOLE)));
            stencils.add(Stencil.of(Frame.data(padded(withUsage(envelope(choices)), i + 1))));
        }
        return stencils;
    }

    private void call(List<Frame> frames, int index, int callIndex, Piece.Call call) {
        ObjectNode begun = Json.object();
        if (!odd.contains(Oddity.INDEX)) {
            begun.put("index", callIndex);
        }
        ObjectNode whole = turn.call(call);
        begun.setAll(whole);
        boolean custom = whole.has("custom");
        String holder = custom ? "custom" : "function";
        String field = custom ? "input" : "arguments";
        begun.set(holder, Json.object().put("name", call.name()).put(field, ""));
        frames.add(Frame.content(chunk(index, calls(begun)), Tokens.count(call.name())));
        for (String piece : Tokens.split(
                call.arguments(), Math.max(2, turn.behaviour().pace().chunk()))) {
            ObjectNode more = Json.object();
            if (!odd.contains(Oddity.INDEX)) {
                more.put("index", callIndex);
            }
            more.set(holder, Json.object().put(field, piece));
            frames.add(Frame.content(chunk(index, calls(more)), Tokens.count(piece)));
        }
    }

    private static ObjectNode calls(ObjectNode call) {
        return Json.object().set("tool_calls", Json.array().add(call));
    }

    private String last(int index, Stop stop) {
        ObjectNode choice = part(index, Json.object()).put("finish_reason", OpenAiWriter.finish(stop));
        return Frame.data(padded(withUsage(envelope(Json.array().add(choice))), 3));
    }

    private String chunk(int index, ObjectNode delta) {
        if (odd.contains(Oddity.ROLES)) {
            delta.put("role", "assistant");
        }
        ObjectNode choice = part(index, delta);
        JsonNode content = delta.path("content");
        if (turn.wishes().logprobs().isPresent()
                && content.isString()
                && !content.stringValue().isEmpty()) {
            choice.set("logprobs", turn.logprobs(Tokens.split(content.stringValue(), 1)));
        }
        return Frame.data(padded(withUsage(envelope(Json.array().add(choice))), 6));
    }

    private ObjectNode part(int index, ObjectNode delta) {
        ObjectNode choice = Json.object();
        if (!odd.contains(Oddity.INDEX)) {
            choice.put("index", index);
        }
        choice.set("delta", delta);
        return choice.putNull("logprobs").putNull("finish_reason");
    }

    private ObjectNode envelope(ArrayNode choices) {
        ObjectNode chunk = Json.object()
                .put("id", odd.contains(Oddity.IDS) ? turn.dice().id("chatcmpl-", 29) : id)
                .put("object", "chat.completion.chunk")
                .put("created", turn.head().created())
                .put("model", turn.head().model())
                .put("service_tier", turn.wishes().tier())
                .put("system_fingerprint", "fp_0000simsim");
        return chunk.set("choices", choices);
    }

    private ObjectNode withUsage(ObjectNode chunk) {
        return turn.wishes().usage() ? chunk.putNull("usage") : chunk;
    }

    private ObjectNode padded(ObjectNode chunk, int length) {
        return turn.wishes().obfuscation() ? chunk.put("obfuscation", PADDING.substring(0, length)) : chunk;
    }
}
