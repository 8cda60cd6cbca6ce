package dev.weir.sim;

import dev.weir.sim.Problem.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Chat Completions API.
final class OpenAi implements Dialect {

    private static final long LISTED_SINCE = 1_767_225_600L;

    private final Realm realm;

    OpenAi(Realm realm) {
        this.realm = realm;
    }

    @Override
    public Optional<String> apiKey(Inbound in) {
        return in.bearer();
    }

    @Override
    public Problem noKey() {
        return new Problem(
                401,
                Kind.NO_KEY,
                "You didn't provide an API key. Send it in an Authorization header: Bearer YOUR_KEY.",
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Problem badKey() {
        return Problem.of(401, Kind.BAD_KEY, "Incorrect API key provided.");
    }

    @Override
    public Problem tooLong(int tokens) {
        return new Problem(
                400,
                Kind.CONTEXT_LENGTH,
                "This model's maximum context length is " + OpenAiRequest.CONTEXT + " tokens. However, your messages"
                        + " resulted in " + Math.max(tokens, OpenAiRequest.CONTEXT + 1) + " tokens.",
                Optional.of("messages"),
                Optional.empty());
    }

    @Override
    public Turn read(Inbound in, JsonNode body) {
        return new OpenAiRequest(realm, in, body).read();
    }

    @Override
    public boolean answers(String path) {
        return path.equals("/v1/chat/completions");
    }

    @Override
    public boolean counts(String path) {
        return false;
    }

    @Override
    public Reply.Whole count(Inbound in, JsonNode body, String requestId) {
        throw new IllegalStateException("OpenAI's Chat does not count tokens");
    }

    @Override
    public Reply.Whole models(Inbound in, Optional<String> id, String requestId) {
        if (id.isPresent()) {
            ModelName name = ModelName.parse(id.get());
            if (!name.known(ModelName.OPENAI, realm.world().models())) {
                return error(noModel(name.sent()), requestId);
            }
            return new Reply.Whole(200, headers(requestId), Json.write(model(name.base())), 0);
        }
        ArrayNode data = Json.array();
        ModelName.OPENAI.forEach(each -> data.add(model(each)));
        ObjectNode list = Json.object().put("object", "list").set("data", data);
        return new Reply.Whole(200, headers(requestId), Json.write(list), 0);
    }

    private static ObjectNode model(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", LISTED_SINCE)
                .put("owned_by", "weir-sim");
    }

    static Problem noModel(String model) {
        return noModel(model, ModelName.OPENAI);
    }

    static Problem noModel(String model, List<String> models) {
        return new Problem(
                404,
                Kind.NO_MODEL,
                "The model `" + model + "` does not exist or you do not have access to it. The simulator has "
                        + String.join(", ", models) + ".",
                Optional.empty(),
                Optional.of("model_not_found"));
    }

    static Map<String, String> headers(String requestId) {
        return Map.of(
                "content-type", "application/json",
                "x-request-id", requestId,
                "openai-version", "2020-10-01",
                "openai-processing-ms", "12",
                "x-ratelimit-limit-requests", "10000",
                "x-ratelimit-remaining-requests", "9999",
                "x-ratelimit-reset-requests", "6ms");
    }

    @Override
    public Reply.Whole error(Problem problem, String requestId) {
        return new Reply.Whole(problem.status(), headers(requestId), Json.write(shape(problem)), 0);
    }

    @Override
    public String errorEvent(Problem problem, String requestId) {
        return Frame.data(shape(problem));
    }

    @Override
    public String garbage() {
        return "data: {\"id\":\"chatcmpl-broken\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"del\n\n";
    }

    static ObjectNode shape(Problem problem) {
        ObjectNode error = Json.object().put("message", problem.message()).put("type", type(problem));
        error.put("param", problem.param().orElse(null));
        error.put("code", problem.code().or(() -> code(problem)).orElse(null));
        return Json.object().set("error", error);
    }

    private static String type(Problem problem) {
        return switch (problem.kind()) {
            case INVALID, NO_KEY, BAD_KEY, NO_MODEL, NO_ROUTE, TOO_LARGE, CONTEXT_LENGTH, CONTENT_FILTER, OTHER ->
                "invalid_request_error";
            case FORBIDDEN -> "permission_error";
            case RATE_LIMITED -> "requests";
            case INTERNAL, OVERLOADED -> "server_error";
            case TIMEOUT -> "timeout";
        };
    }

    private static Optional<String> code(Problem problem) {
        return switch (problem.kind()) {
            case BAD_KEY -> Optional.of("invalid_api_key");
            case NO_MODEL -> Optional.of("model_not_found");
            case RATE_LIMITED -> Optional.of("rate_limit_exceeded");
            case CONTEXT_LENGTH -> Optional.of("context_length_exceeded");
            case CONTENT_FILTER -> Optional.of("content_policy_violation");
            case INVALID, NO_KEY, FORBIDDEN, NO_ROUTE, TOO_LARGE, INTERNAL, OVERLOADED, TIMEOUT, OTHER ->
                Optional.empty();
        };
    }
}
