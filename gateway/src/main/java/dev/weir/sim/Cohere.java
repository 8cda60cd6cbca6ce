package dev.weir.sim;

import dev.weir.sim.Problem.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cohere's Chat API, version 2.
final class Cohere implements Dialect {

    static final List<String> MODELS = List.of("command-sim", "command-sim-thinking");

    private final Realm realm;

    Cohere(Realm realm) {
        this.realm = realm;
    }

    @Override
    public Optional<String> apiKey(Inbound in) {
        return in.bearer();
    }

    @Override
    public Problem noKey() {
        return Problem.of(401, Kind.NO_KEY, "no api key supplied");
    }

    @Override
    public Problem badKey() {
        return Problem.of(401, Kind.BAD_KEY, "invalid api token");
    }

    @Override
    public Problem tooLong(int tokens) {
        return Problem.of(
                400,
                Kind.CONTEXT_LENGTH,
                "too many tokens: total number of tokens in the prompt cannot exceed " + CohereRequest.CONTEXT
                        + " - received " + Math.max(tokens, CohereRequest.CONTEXT + 1) + ".");
    }

    @Override
    public boolean answers(String path) {
        return path.equals("/v2/chat");
    }

    @Override
    public boolean counts(String path) {
        return false;
    }

    @Override
    public Reply.Whole count(Inbound in, JsonNode body, String requestId) {
        throw new IllegalStateException("Cohere's Chat does not count tokens");
    }

    @Override
    public Reply.Whole models(Inbound in, Optional<String> id, String requestId) {
        if (id.isPresent()) {
            ModelName name = ModelName.parse(id.get());
            return name.known(MODELS, realm.world().models())
                    ? new Reply.Whole(200, headers(requestId), Json.write(model(name.base())), 0)
                    : error(noModel(name.sent()), requestId);
        }
        ArrayNode models = Json.array();
        MODELS.forEach(each -> models.add(model(each)));
        return new Reply.Whole(200, headers(requestId), Json.write(Json.object().set("models", models)), 0);
    }

    private static ObjectNode model(String name) {
        ObjectNode model = Json.object().put("name", name).put("is_deprecated", false);
        model.putArray("endpoints").add("chat");
        return model.put("finetuned", false).put("context_length", CohereRequest.CONTEXT);
    }

    static Problem noModel(String model) {
        return noModel(model, MODELS);
    }

    static Problem noModel(String model, List<String> models) {
        return Problem.of(
                404,
                Kind.NO_MODEL,
                "model '" + model + "' not found, make sure the correct model ID was used and that you have access to"
                        + " the model. The simulator has " + String.join(", ", models) + ".");
    }

    @Override
    public Turn read(Inbound in, JsonNode body) {
        return new CohereRequest(realm, in, body).read();
    }

    static Map<String, String> headers(String requestId) {
        return Map.of("content-type", "application/json", "x-debug-trace-id", requestId);
    }

    @Override
    public Reply.Whole error(Problem problem, String requestId) {
        ObjectNode body = Json.object().put("id", requestId).put("message", problem.message());
        return new Reply.Whole(problem.status(), headers(requestId), Json.write(body), 0);
    }

    @Override
    public String errorEvent(Problem problem, String requestId) {
        ObjectNode event = Json.object().put("type", "message-end");
        event.putObject("delta").put("finish_reason", "ERROR").put("error", problem.message());
        return CohereStream.event(event);
    }

    @Override
    public String garbage() {
        return "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"del\n\n";
    }
}
