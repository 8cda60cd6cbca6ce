package dev.weir.sim;

import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Fault.Oddity;
import dev.weir.sim.GeminiWriter.Form;
import dev.weir.sim.GeminiWriter.Spent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as a stream of whole GenerateContentResponses: as events, or as one JSON array.
final class GeminiStream {

    private final GeminiWriter turn;
    private final String id;
    private final List<Frame> frames = new ArrayList<>();
    private Spent spent = new Spent(0, 0, false);

    GeminiStream(GeminiWriter turn, String id) {
        this.turn = turn;
        this.id = id;
    }

    /// A part of a candidate on its way, with what it costs.
    private record Step(int candidate, ObjectNode part, int visible, int thought) {}

    Reply write(List<Answer> answers) {
        spent = new Spent(0, 0, GeminiWriter.searches(answers));
        if (answers.getFirst().stop() == Stop.BLOCKED) {
            ObjectNode blocked = Json.object();
            blocked.set("promptFeedback", Json.object().put("blockReason", "PROHIBITED_CONTENT"));
            frames.add(Frame.finish(written(blocked)));
        } else {
            candidates(answers);
        }
        Map<String, String> headers = new HashMap<>(Gemini.headers());
        if (turn.wishes().form() == Form.EVENTS) {
            headers.put("content-type", "text/event-stream");
        } else {
            frames.add(Frame.end("]"));
        }
        return new Reply.Events(headers, frames);
    }

    private void candidates(List<Answer> answers) {
        List<List<Step>> steps = new ArrayList<>();
        int longest = 0;
        for (int i = 0; i < answers.size(); i++) {
            steps.add(steps(answers.get(i), i));
            longest = Math.max(longest, steps.get(i).size());
        }
        for (int step = 0; step < longest; step++) {
            for (int i = 0; i < answers.size(); i++) {
                if (step < steps.get(i).size()) {
                    boolean last = step == steps.get(i).size() - 1;
                    frames.add(frame(steps.get(i).get(step), answers.get(i), last ? Place.LAST : Place.EARLIER));
                }
            }
        }
    }

    /// Whether a step ends its candidate.
    private enum Place {
        EARLIER,
        LAST
    }

    private List<Step> steps(Answer answer, int candidate) {
        List<Step> steps = new ArrayList<>();
        int size = turn.behaviour().pace().chunk();
        int hidden = turn.wishes().thoughts() ? 0 : answer.thought();
        for (ObjectNode part : turn.parts(answer)) {
            boolean thought = part.path("thought").asBoolean(false);
            if (!part.has("text")) {
                int cost = Tokens.count(part.path("functionCall").path("name").stringValue(""))
                        + Tokens.count(Json.write(part.path("functionCall").path("args")));
                steps.add(new Step(candidate, part, cost, hidden));
                hidden = 0;
                continue;
            }
            for (String piece : Tokens.split(part.path("text").stringValue(""), size)) {
                int tokens = Tokens.count(piece);
                ObjectNode step = Json.object().put("text", piece);
                steps.add(
                        thought
                                ? new Step(candidate, step.put("thought", true), 0, tokens)
                                : new Step(candidate, step, tokens, hidden));
                hidden = thought ? hidden : 0;
            }
            if (part.has("thoughtSignature")) {
                ObjectNode signed = Json.object().put("text", "");
                signed.set("thoughtSignature", part.path("thoughtSignature"));
                steps.add(new Step(candidate, signed, 0, 0));
            }
        }
        boolean called = answer.stop() == Stop.CALLS && turn.head().signs();
        if (steps.isEmpty() || called) {
            steps.add(new Step(candidate, Json.object().put("text", ""), 0, 0));
        }
        return steps;
    }

    private Frame frame(Step step, Answer answer, Place place) {
        spent = spent.plus(step.visible, step.thought);
        ObjectNode candidate = Json.object();
        ArrayNode parts = Json.array();
        if (answer.stop() != Stop.REFUSED) {
            parts.add(step.part);
        }
        candidate.set("content", turn.content(parts));
        if (place == Place.LAST) {
            turn.finish(candidate, answer, step.candidate);
        } else if (!turn.odd().contains(Oddity.INDEX)) {
            candidate.put("index", step.candidate);
        }
        if (turn.odd().contains(Oddity.EMPTY)) {
            frames.add(Frame.side(
                    written(Json.object().set("candidates", Json.array().add(Json.object())))));
        }
        if (turn.odd().contains(Oddity.FINISH) && place == Place.EARLIER && frames.size() % 5 == 4) {
            candidate.put("finishReason", "STOP");
        }
        String text = written(Json.object().set("candidates", Json.array().add(candidate)));
        int tokens = step.visible + (step.part.has("thought") ? step.thought : 0);
        return place == Place.LAST && tokens == 0 ? Frame.finish(text) : Frame.content(text, tokens);
    }

    private String written(ObjectNode chunk) {
        if (!turn.odd().contains(Oddity.USAGE)) {
            chunk.set("usageMetadata", turn.usage(spent));
        }
        chunk.put("modelVersion", turn.head().model());
        chunk.put("responseId", turn.odd().contains(Oddity.IDS) ? turn.responseId() : id);
        if (turn.wishes().form() == Form.EVENTS) {
            return "data: " + Json.write(chunk) + "\r\n\r\n";
        }
        return (frames.isEmpty() ? "[" : ",\r\n") + Json.pretty(chunk);
    }
}
