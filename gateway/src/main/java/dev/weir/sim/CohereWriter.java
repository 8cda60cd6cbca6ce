package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import dev.weir.sim.Answer.Stop;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as Cohere's, whole; streams are [CohereStream]'s.
///
/// @param model as sent
record CohereWriter(Dice dice, String model, Prompt prompt, Behaviour behaviour, Wishes wishes, int cached)
        implements Dialect.Turn {

    static final String REFUSAL = "I'm sorry, but I can't help with that.";

    /// What Cohere itself adds to every prompt, and does not bill.
    private static final int PREAMBLE = 500;

    /// In what form the client wants the answer.
    record Wishes(boolean stream, boolean logprobs) {}

    @Override
    public Reply write(List<Answer> answers) {
        Answer answer = answers.getFirst();
        if (wishes.stream) {
            return new CohereStream(this).write(answer);
        }
        ObjectNode body = Json.object().put("id", dice.id("", 36)).put("finish_reason", finish(answer.stop()));
        ObjectNode message = body.putObject("message").put("role", "assistant");
        ArrayNode content = Json.array();
        ArrayNode calls = Json.array();
        ArrayNode citations = Json.array();
        for (Piece piece : shown(answer)) {
            switch (piece) {
                case Piece.Thought(String text) ->
                    content.addObject().put("type", "thinking").put("thinking", text);
                case Piece.Text(String text, var source) -> {
                    source.ifPresent(from -> citations.add(citation(from, text, content.size())));
                    content.addObject().put("type", "text").put("text", text);
                }
                case Piece.Call call -> calls.add(call(call));
                case Piece.Search _, Piece.Redacted _ -> {}
            }
        }
        if (answer.stop() == Stop.REFUSED) {
            content.addObject().put("type", "text").put("text", REFUSAL);
        }
        if (!content.isEmpty()) {
            message.set("content", content);
        }
        if (!calls.isEmpty()) {
            message.put("tool_plan", PLAN).set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
        body.set("usage", usage(answer));
        if (wishes.logprobs) {
            ArrayNode logprobs = body.putArray("logprobs");
            for (Piece piece : shown(answer)) {
                if (piece instanceof Piece.Text(String text, var _)) {
                    Tokens.split(text, 1).forEach(token -> logprobs.add(logprob(token)));
                }
            }
        }
        return new Reply.Whole(
                200, Cohere.headers(dice.id("", 32)), Json.write(body), answer.thought() + answer.visible());
    }

    /// What the model says before it calls.
    static final String PLAN = "I will use the tools to find the answer.";

    /// The pieces that Cohere shows: texts without a source become one with those next to them.
    static List<Piece> shown(Answer answer) {
        List<Piece> shown = new ArrayList<>();
        for (Piece piece : answer.pieces()) {
            if (!(piece instanceof Piece.Search) && !(piece instanceof Piece.Redacted)) {
                shown.add(piece);
            }
        }
        return shown;
    }

    ObjectNode call(Piece.Call call) {
        ObjectNode node =
                Json.object().put("id", call.name() + "_" + dice.id("", 12)).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return node;
    }

    /// A citation of a whole block.
    static ObjectNode citation(Source source, String text, int index) {
        ObjectNode citation = Json.object()
                .put("start", 0)
                .put("end", text.codePointCount(0, text.length()))
                .put("text", text);
        ObjectNode from =
                citation.putArray("sources").addObject().put("type", "document").put("id", source.url());
        from.putObject("document")
                .put("title", source.title())
                .put("url", source.url())
                .put("snippet", source.quote());
        return citation.put("content_index", index).put("type", "TEXT_CONTENT");
    }

    static ObjectNode logprob(String token) {
        ObjectNode item = Json.object().put("text", token);
        item.putArray("token_ids").add(Math.floorMod(token.hashCode(), 100_000));
        item.putArray("logprobs").add(-(Math.floorMod(token.hashCode(), 100) + 1) / 1000.0);
        return item;
    }

    ObjectNode usage(Answer answer) {
        int input = prompt.talk().tokens();
        int output = answer.thought() + answer.visible();
        ObjectNode usage = Json.object();
        usage.putObject("billed_units").put("input_tokens", input).put("output_tokens", output);
        usage.putObject("tokens").put("input_tokens", input + PREAMBLE).put("output_tokens", output + 2);
        return usage.put("cached_tokens", cached);
    }

    static String finish(Stop stop) {
        return switch (stop) {
            case END, REFUSED -> "COMPLETE";
            case SEQUENCE -> "STOP_SEQUENCE";
            case LENGTH -> "MAX_TOKENS";
            case CALLS -> "TOOL_CALL";
            case BLOCKED -> "ERROR_TOXIC";
        };
    }
}
