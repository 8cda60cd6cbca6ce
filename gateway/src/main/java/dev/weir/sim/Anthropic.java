package dev.weir.sim;

import dev.weir.sim.Problem.Kind;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages API, under both of its versions.
final class Anthropic implements Dialect {

    private final Realm realm;

    Anthropic(Realm realm) {
        this.realm = realm;
    }

    @Override
    public Optional<String> apiKey(Inbound in) {
        return in.header("x-api-key").filter(key -> !key.isBlank()).or(in::bearer);
    }

    @Override
    public Problem noKey() {
        return Problem.of(401, Kind.NO_KEY, "x-api-key header is required");
    }

    @Override
    public Problem badKey() {
        return Problem.of(401, Kind.BAD_KEY, "invalid x-api-key");
    }

    @Override
    public Problem tooLong(int tokens) {
        return Problem.of(
                400,
                Kind.CONTEXT_LENGTH,
                "prompt is too long: " + Math.max(tokens, AnthropicRequest.CONTEXT + 1) + " tokens > "
                        + AnthropicRequest.CONTEXT + " maximum");
    }

    @Override
    public Turn read(Inbound in, JsonNode body) {
        return new AnthropicRequest(realm, in, body).read();
    }

    @Override
    public boolean answers(String path) {
        return path.equals("/v1/messages");
    }

    @Override
    public boolean counts(String path) {
        return path.equals("/v1/messages/count_tokens");
    }

    @Override
    public Reply.Whole count(Inbound in, JsonNode body, String requestId) {
        int tokens = new AnthropicRequest(realm, in, body).count();
        return new Reply.Whole(200, headers(requestId), Json.write(Json.object().put("input_tokens", tokens)), 0);
    }

    @Override
    public Reply.Whole models(Inbound in, Optional<String> id, String requestId) {
        if (id.isPresent()) {
            ModelName name = ModelName.parse(id.get());
            return name.known(ModelName.ANTHROPIC, realm.world().models())
                    ? new Reply.Whole(200, headers(requestId), Json.write(model(name.base())), 0)
                    : error(noModel(name.sent()), requestId);
        }
        ArrayNode data = Json.array();
        ModelName.ANTHROPIC.forEach(each -> data.add(model(each)));
        ObjectNode list = Json.object();
        list.set("data", data);
        list.put("has_more", false)
                .put("first_id", ModelName.ANTHROPIC.getFirst())
                .put("last_id", ModelName.ANTHROPIC.getLast());
        return new Reply.Whole(200, headers(requestId), Json.write(list), 0);
    }

    private static ObjectNode model(String id) {
        return Json.object()
                .put("type", "model")
                .put("id", id)
                .put("display_name", "Simulated " + id)
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("lifecycle", "active")
                .put("max_input_tokens", AnthropicRequest.CONTEXT)
                .put("max_tokens", AnthropicRequest.MOST_OUTPUT);
    }

    static Problem noModel(String model) {
        return Problem.of(404, Kind.NO_MODEL, "model: " + model);
    }

    static Map<String, String> headers(String requestId) {
        return Map.of(
                "content-type", "application/json",
                "request-id", requestId,
                "anthropic-ratelimit-requests-limit", "4000",
                "anthropic-ratelimit-requests-remaining", "3999",
                "anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z");
    }

    @Override
    public Reply.Whole error(Problem problem, String requestId) {
        return new Reply.Whole(problem.status(), headers(requestId), Json.write(shape(problem, requestId)), 0);
    }

    @Override
    public String errorEvent(Problem problem, String requestId) {
        return "event: error\n" + Frame.data(shape(problem, requestId));
    }

    @Override
    public String garbage() {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"ty\n\n";
    }

    private static ObjectNode shape(Problem problem, String requestId) {
        ObjectNode error = Json.object().put("type", type(problem)).put("message", problem.message());
        ObjectNode body = Json.object().put("type", "error");
        body.set("error", error);
        return body.put("request_id", requestId);
    }

    private static String type(Problem problem) {
        return switch (problem.kind()) {
            case INVALID, CONTEXT_LENGTH, CONTENT_FILTER, OTHER -> "invalid_request_error";
            case NO_KEY, BAD_KEY -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NO_MODEL, NO_ROUTE -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case INTERNAL -> "api_error";
            case OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
        };
    }
}
