package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Behaviour.Reasoning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as OpenAI's Chat Completions, whole; streams are [OpenAiStream]'s.
record OpenAiWriter(Dice dice, Head head, Prompt prompt, Behaviour behaviour, Wishes wishes, int cached)
        implements Dialect.Turn {

    /// What every answer and chunk repeats.
    ///
    /// @param sent the model's name as sent
    /// @param model the model's name as answered
    record Head(String sent, String model, long created) {}

    /// In what form the client wants the answer.
    ///
    /// @param logprobs how many alternatives of each token, absent for no log-probabilities
    /// @param customTools the tools whose input is free text
    record Wishes(
            boolean stream,
            boolean usage,
            boolean obfuscation,
            OptionalInt logprobs,
            String tier,
            Set<String> customTools) {
        public Wishes {
            customTools = Set.copyOf(customTools);
        }
    }

    @Override
    public String model() {
        return head.sent;
    }

    @Override
    public Reply write(List<Answer> answers) {
        if (wishes.stream) {
            return new OpenAiStream(this).write(answers);
        }
        ArrayNode choices = Json.array();
        int tokens = 0;
        String id = dice.id("chatcmpl-", 29);
        for (int i = 0; i < answers.size(); i++) {
            choices.add(choice(answers.get(i), i));
            tokens += answers.get(i).thought() + answers.get(i).visible();
        }
        ObjectNode body = Json.object()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", head.created)
                .put("model", head.model);
        body.set("choices", choices);
        body.set("usage", usage(answers));
        body.put("service_tier", wishes.tier).put("system_fingerprint", "fp_0000simsim");
        return new Reply.Whole(200, OpenAi.headers(dice.id("req_", 32)), Json.write(body), tokens);
    }

    private ObjectNode choice(Answer answer, int index) {
        ObjectNode message = Json.object().put("role", "assistant");
        String text = text(answer);
        boolean silent = answer.stop() == Stop.REFUSED
                || (text.isEmpty() && answer.pieces().stream().anyMatch(Piece.Call.class::isInstance));
        message.put("content", silent ? null : text);
        reasoning(answer).ifPresent(thought -> message.put(thought.field, thought.text));
        ArrayNode calls = Json.array();
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Call call) {
                calls.add(call(call));
            }
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        message.put("refusal", answer.stop() == Stop.REFUSED ? REFUSAL : null);
        message.set("annotations", annotations(answer));
        ObjectNode choice = Json.object().put("index", index);
        choice.set("message", message);
        if (wishes.logprobs.isPresent() && !silent) {
            choice.set("logprobs", logprobs(Tokens.split(text, 1)));
        } else {
            choice.putNull("logprobs");
        }
        return choice.put("finish_reason", finish(answer.stop()));
    }

    static final String REFUSAL = "I'm sorry, but I can't help with that.";

    /// Reasoning that hosts beside OpenAI show, under the name that they use.
    record Reasoned(String field, String text) {}

    Optional<Reasoned> reasoning(Answer answer) {
        if (behaviour.ways().reasoning() == Reasoning.HIDDEN) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Thought(String thought)) {
                text.append(thought);
            }
        }
        String field = behaviour.ways().reasoning() == Reasoning.REASONING ? "reasoning" : "reasoning_content";
        return text.isEmpty() ? Optional.empty() : Optional.of(new Reasoned(field, text.toString()));
    }

    /// The visible text of an answer.
    static String text(Answer answer) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Text(String part, var _)) {
                text.append(part);
            }
        }
        return text.toString();
    }

    ObjectNode call(Piece.Call call) {
        if (wishes.customTools.contains(call.name())) {
            return Json.object()
                    .put("id", dice.id("call_", 24))
                    .put("type", "custom")
                    .set("custom", Json.object().put("name", call.name()).put("input", call.arguments()));
        }
        ObjectNode function = Json.object().put("name", call.name()).put("arguments", call.arguments());
        return Json.object()
                .put("id", dice.id("call_", 24))
                .put("type", "function")
                .set("function", function);
    }

    /// The citations of an answer, in characters of its text.
    ArrayNode annotations(Answer answer) {
        ArrayNode annotations = Json.array();
        int at = 0;
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Text(String text, var source)) {
                int end = at + text.length();
                if (source.isPresent()) {
                    annotations.add(citation(source.get(), at, end));
                }
                at = end;
            }
        }
        return annotations;
    }

    private static ObjectNode citation(Source source, int start, int end) {
        ObjectNode cited = Json.object()
                .put("end_index", end)
                .put("start_index", start)
                .put("title", source.title())
                .put("url", source.url());
        return Json.object().put("type", "url_citation").set("url_citation", cited);
    }

    /// Made-up log-probabilities: the same token has the same one, and the chosen one is the likeliest.
    ObjectNode logprobs(List<String> tokens) {
        return Json.object()
                .set("content", tokens(tokens, wishes.logprobs.orElse(0)))
                .putNull("refusal");
    }

    /// @param alternatives how many of each token
    static ArrayNode tokens(List<String> tokens, int alternatives) {
        ArrayNode content = Json.array();
        for (String token : tokens) {
            ObjectNode entry = logprob(token, 0);
            ArrayNode top = Json.array();
            for (int rank = 0; rank < alternatives; rank++) {
                top.add(logprob(rank == 0 ? token : token + rank, rank));
            }
            content.add(entry.set("top_logprobs", top));
        }
        return content;
    }

    private static ObjectNode logprob(String token, int rank) {
        double value = -(Math.floorMod(token.hashCode(), 100) + 1) / 1000.0 - rank;
        ObjectNode entry = Json.object().put("token", token).put("logprob", value);
        ArrayNode bytes = entry.putArray("bytes");
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xFF);
        }
        return entry;
    }

    ObjectNode usage(List<Answer> answers) {
        int thought = 0;
        int completion = 0;
        for (Answer answer : answers) {
            thought += answer.thought();
            completion += answer.thought() + answer.visible();
        }
        int input = prompt.talk().tokens();
        ObjectNode usage = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", completion)
                .put("total_tokens", input + completion);
        usage.set(
                "prompt_tokens_details",
                Json.object().put("cached_tokens", cached).put("audio_tokens", 0));
        usage.set(
                "completion_tokens_details",
                Json.object()
                        .put("reasoning_tokens", thought)
                        .put("audio_tokens", 0)
                        .put("accepted_prediction_tokens", 0)
                        .put("rejected_prediction_tokens", 0));
        return usage;
    }

    static String finish(Stop stop) {
        return switch (stop) {
            case END, SEQUENCE, REFUSED -> "stop";
            case LENGTH -> "length";
            case CALLS -> "tool_calls";
            case BLOCKED -> "content_filter";
        };
    }

    /// The pieces of an answer that this dialect shows, in order.
    static List<Piece> shown(Answer answer) {
        List<Piece> shown = new ArrayList<>(answer.pieces());
        shown.removeIf(piece -> piece instanceof Piece.Search || piece instanceof Piece.Redacted);
        return shown;
    }
}
