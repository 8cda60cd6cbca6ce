package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Fault.Oddity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as Gemini's GenerateContentResponse, whole; streams are [GeminiStream]'s.
record GeminiWriter(Dice dice, Head head, Prompt prompt, Behaviour behaviour, Wishes wishes, int cached, Seals seals)
        implements Dialect.Turn {

    /// What every chunk repeats.
    ///
    /// @param signs whether it is of the generation whose calls have ids and whose answers are signed
    record Head(String sent, String model, boolean signs) {}

    /// In what form the client wants the answer.
    ///
    /// @param thoughts whether thoughts are shown
    /// @param logprobs how many alternatives of each token, absent for no log-probabilities
    record Wishes(Form form, boolean thoughts, OptionalInt logprobs) {}

    /// The three forms of an answer.
    enum Form {
        WHOLE,
        EVENTS,
        ARRAY
    }

    @Override
    public String model() {
        return head.sent;
    }

    Set<Oddity> odd() {
        return behaviour.fault().orElse(null) instanceof Fault.Odd(var oddities) ? oddities : Set.of();
    }

    String responseId() {
        return dice.id("", 23);
    }

    @Override
    public Reply write(List<Answer> answers) {
        String id = responseId();
        if (wishes.form != Form.WHOLE) {
            return new GeminiStream(this, id).write(answers);
        }
        ArrayNode candidates = Json.array();
        Spent spent = new Spent(0, 0, searches(answers));
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            if (answer.stop() != Stop.BLOCKED) {
                candidates.add(candidate(answer, i));
            }
            spent = spent.plus(answer.visible(), answer.thought());
        }
        ObjectNode body = Json.object();
        if (candidates.isEmpty()) {
            body.set("promptFeedback", Json.object().put("blockReason", "PROHIBITED_CONTENT"));
        } else {
            body.set("candidates", candidates);
        }
        body.set("usageMetadata", usage(spent));
        body.put("modelVersion", head.model).put("responseId", id);
        return new Reply.Whole(200, Gemini.headers(), Json.pretty(body), spent.visible + spent.thought);
    }

    private ObjectNode candidate(Answer answer, int index) {
        ArrayNode parts = Json.array();
        parts(answer).forEach(part -> parts.add(part));
        ObjectNode candidate = Json.object();
        candidate.set("content", content(parts));
        finish(candidate, answer, index);
        return candidate;
    }

    /// The content of a candidate; one that was blocked has none, and says so with an empty object.
    ObjectNode content(ArrayNode parts) {
        ObjectNode content = Json.object();
        if (!parts.isEmpty()) {
            content.set("parts", parts);
        }
        return parts.isEmpty() || odd().contains(Oddity.ROLES) ? content : content.put("role", "model");
    }

    /// What stands at the end of a candidate beside its parts.
    void finish(ObjectNode candidate, Answer answer, int index) {
        candidate.put("finishReason", finishReason(answer.stop()));
        if (!odd().contains(Oddity.INDEX)) {
            candidate.put("index", index);
        }
        if (answer.stop() == Stop.CALLS) {
            candidate.put("finishMessage", "Model generated function call(s).");
        }
        if (answer.stop() == Stop.REFUSED) {
            candidate
                    .putArray("safetyRatings")
                    .addObject()
                    .put("category", "HARM_CATEGORY_DANGEROUS_CONTENT")
                    .put("probability", "HIGH")
                    .put("blocked", true);
        }
        GeminiGrounding.of(answer).ifPresent(grounding -> candidate.set("groundingMetadata", grounding));
        if (wishes.logprobs.isPresent()) {
            logprobs(candidate, answer);
        }
    }

    private static String finishReason(Stop stop) {
        return switch (stop) {
            case END, SEQUENCE, CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case REFUSED -> "SAFETY";
            case BLOCKED -> "PROHIBITED_CONTENT";
        };
    }

    /// The parts of an answer; neighbouring texts are one part.
    List<ObjectNode> parts(Answer answer) {
        List<ObjectNode> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean signed = false;
        for (Piece piece : answer.pieces()) {
            switch (piece) {
                case Piece.Thought(String thought)
                when wishes.thoughts ->
                    parts.add(Json.object().put("text", thought).put("thought", true));
                case Piece.Text(String more, var _) -> text.append(more);
                case Piece.Call call -> {
                    if (!text.isEmpty()) {
                        parts.add(Json.object().put("text", text.toString()));
                        text.setLength(0);
                    }
                    parts.add(call(call, signed ? Signing.NONE : Signing.FIRST, answer));
                    signed = true;
                }
                case Piece.Thought _, Piece.Redacted _, Piece.Search _ -> {
                    // Not to be seen in this dialect.
                }
            }
        }
        if (!text.isEmpty()) {
            ObjectNode part = Json.object().put("text", text.toString());
            parts.add(signsText(answer) ? part.put("thoughtSignature", seals.seal("", dice)) : part);
        }
        return parts;
    }

    /// Whether a call is one that carries the signature.
    private enum Signing {
        FIRST,
        NONE
    }

    private ObjectNode call(Piece.Call call, Signing signing, Answer answer) {
        ObjectNode function = Json.object().put("name", call.name());
        function.set("args", args(call.arguments()));
        if (head.signs) {
            function.put("id", dice.id("", 8).toLowerCase(java.util.Locale.ROOT));
        }
        ObjectNode part = Json.object();
        part.set("functionCall", function);
        boolean thinks = head.signs || answer.thought() > 0;
        return signing == Signing.FIRST && thinks ? part.put("thoughtSignature", seals.seal(call.name(), dice)) : part;
    }

    private static JsonNode args(String arguments) {
        try {
            JsonNode read = Json.read(arguments);
            return read.isObject() ? read : Json.object();
        } catch (JacksonException cut) {
            return Json.object();
        }
    }

    /// Whether the text of an answer is signed: the newer generation does so when it thought.
    boolean signsText(Answer answer) {
        return head.signs && answer.thought() > 0 && answer.stop() != Stop.CALLS;
    }

    private void logprobs(ObjectNode candidate, Answer answer) {
        ArrayNode top = Json.array();
        ArrayNode chosen = Json.array();
        double sum = 0;
        List<String> tokens = Tokens.split(OpenAiWriter.text(answer), 1);
        for (String token : tokens) {
            ObjectNode likeliest = logprob(token, 0);
            sum += likeliest.path("logProbability").doubleValue();
            chosen.add(likeliest);
            ArrayNode ranks = Json.array();
            for (int rank = 0; rank < wishes.logprobs.orElse(0); rank++) {
                ranks.add(logprob(rank == 0 ? token : token + rank, rank));
            }
            top.add(Json.object().set("candidates", ranks));
        }
        candidate.put("avgLogprobs", tokens.isEmpty() ? 0 : sum / tokens.size());
        ObjectNode result = Json.object();
        result.set("topCandidates", top);
        candidate.set("logprobsResult", result.set("chosenCandidates", chosen));
    }

    private static ObjectNode logprob(String token, int rank) {
        return Json.object()
                .put("token", token)
                .put("tokenId", Math.floorMod(token.hashCode(), 200_000))
                .put("logProbability", -(Math.floorMod(token.hashCode(), 100) + 1) / 1000.0 - rank);
    }

    /// Tokens of output so far.
    ///
    /// @param searched whether the provider searched, which costs prompt tokens of its own
    record Spent(int visible, int thought, boolean searched) {
        Spent plus(int moreVisible, int moreThought) {
            return new Spent(visible + moreVisible, thought + moreThought, searched);
        }
    }

    static boolean searches(List<Answer> answers) {
        return answers.stream().anyMatch(answer -> answer.pieces().stream().anyMatch(Piece.Search.class::isInstance));
    }

    ObjectNode usage(Spent spent) {
        int input = prompt.talk().tokens();
        int tools = spent.searched ? 50 : 0;
        ObjectNode usage = Json.object().put("promptTokenCount", input);
        if (spent.visible > 0) {
            usage.put("candidatesTokenCount", spent.visible);
        }
        usage.put("totalTokenCount", input + tools + spent.visible + spent.thought);
        if (cached > 0) {
            usage.put("cachedContentTokenCount", cached);
        }
        details(usage, "promptTokensDetails", input);
        if (cached > 0) {
            details(usage, "cacheTokensDetails", cached);
        }
        if (tools > 0) {
            usage.put("toolUsePromptTokenCount", tools);
            details(usage, "toolUsePromptTokensDetails", tools);
        }
        if (spent.thought > 0) {
            usage.put("thoughtsTokenCount", spent.thought);
        }
        return usage;
    }

    private static void details(ObjectNode usage, String field, int tokens) {
        usage.putArray(field).addObject().put("modality", "TEXT").put("tokenCount", tokens);
    }

    /// Bytes of a text in UTF-8, the unit of Gemini's citations.
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
