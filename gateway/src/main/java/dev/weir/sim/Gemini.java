package dev.weir.sim;

import dev.weir.sim.Problem.Kind;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's Gemini API, under `/v1` and `/v1beta`.
final class Gemini implements Dialect {

    private final Realm realm;

    Gemini(Realm realm) {
        this.realm = realm;
    }

    /// What a request asks of a model: `/v1beta/models/MODEL:METHOD`.
    record Target(String version, String model, String method) {

        static Target parse(String path) {
            String version = path.startsWith("/v1beta/") ? "v1beta" : "v1";
            String rest = path.substring(version.length() + "/models/".length() + 1);
            int colon = rest.lastIndexOf(':');
            return colon < 0
                    ? new Target(version, rest, "")
                    : new Target(version, rest.substring(0, colon), rest.substring(colon + 1));
        }
    }

    @Override
    public Optional<String> apiKey(Inbound in) {
        return in.header("x-goog-api-key")
                .filter(key -> !key.isBlank())
                .or(() -> in.parameter("key"))
                .or(in::bearer);
    }

    @Override
    public Problem noKey() {
        return Problem.of(
                403,
                Kind.NO_KEY,
                "Method doesn't allow unregistered callers (callers without established identity). Please use an API key.");
    }

    @Override
    public Problem badKey() {
        return Problem.of(400, Kind.BAD_KEY, "API key not valid. Please pass a valid API key.");
    }

    @Override
    public Problem tooLong(int tokens) {
        return Problem.of(
                400,
                Kind.CONTEXT_LENGTH,
                "The input token count (" + Math.max(tokens, GeminiRequest.CONTEXT + 1)
                        + ") exceeds the maximum number of tokens allowed (" + GeminiRequest.CONTEXT + ").");
    }

    @Override
    public Turn read(Inbound in, JsonNode body) {
        return new GeminiRequest(realm, in, body).read();
    }

    @Override
    public boolean answers(String path) {
        return path.contains("/models/")
                && (path.endsWith(":generateContent") || path.endsWith(":streamGenerateContent"));
    }

    @Override
    public boolean counts(String path) {
        return path.contains("/models/") && path.endsWith(":countTokens");
    }

    @Override
    public Reply.Whole count(Inbound in, JsonNode body, String requestId) {
        int tokens = new GeminiRequest(realm, in, body).count();
        ObjectNode counted = Json.object().put("totalTokens", tokens);
        counted.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", tokens);
        return new Reply.Whole(200, headers(), Json.pretty(counted), 0);
    }

    @Override
    public Reply.Whole models(Inbound in, Optional<String> id, String requestId) {
        if (id.isPresent()) {
            ModelName name = ModelName.parse(id.get());
            return name.known(ModelName.GEMINI, realm.world().models())
                    ? new Reply.Whole(200, headers(), Json.pretty(model(name.base())), 0)
                    : error(noModel(new Target(Target.parse(in.path()).version(), name.sent(), "getModel")), "");
        }
        ArrayNode models = Json.array();
        ModelName.GEMINI.forEach(each -> models.add(model(each)));
        return new Reply.Whole(200, headers(), Json.pretty(Json.object().set("models", models)), 0);
    }

    private static ObjectNode model(String id) {
        ObjectNode model = Json.object()
                .put("name", "models/" + id)
                .put("version", "001")
                .put("displayName", "Simulated " + id)
                .put("description", "A simulated model.")
                .put("inputTokenLimit", GeminiRequest.CONTEXT)
                .put("outputTokenLimit", 65_536);
        model.putArray("supportedGenerationMethods").add("generateContent").add("countTokens");
        return model.put("temperature", 1).put("topP", 0.95).put("topK", 64).put("thinking", true);
    }

    static Problem noModel(Target target) {
        return Problem.of(
                404,
                Kind.NO_MODEL,
                "models/" + target.model() + " is not found for API version " + target.version()
                        + ", or is not supported for " + target.method()
                        + ". Call ModelService.ListModels to see the list of available models.");
    }

    static Map<String, String> headers() {
        return Map.of("content-type", "application/json; charset=UTF-8", "server-timing", "gfet4t7; dur=12");
    }

    @Override
    public Reply.Whole error(Problem problem, String requestId) {
        return new Reply.Whole(problem.status(), headers(), Json.pretty(shape(problem)), 0);
    }

    @Override
    public String errorEvent(Problem problem, String requestId) {
        return "data: " + Json.write(shape(problem)) + "\r\n\r\n";
    }

    @Override
    public String garbage() {
        return "data: {\"candidates\": [{\"content\": {\"parts\": [{\"te\r\n\r\n";
    }

    private static ObjectNode shape(Problem problem) {
        ObjectNode error = Json.object()
                .put("code", problem.status())
                .put("message", problem.message())
                .put("status", word(problem));
        if (problem.kind() == Kind.BAD_KEY) {
            error.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                    .put("reason", "API_KEY_INVALID")
                    .put("domain", "googleapis.com");
        }
        return Json.object().set("error", error);
    }

    private static String word(Problem problem) {
        return switch (problem.kind()) {
            case INVALID, CONTEXT_LENGTH, CONTENT_FILTER, TOO_LARGE, OTHER -> "INVALID_ARGUMENT";
            case BAD_KEY -> problem.status() == 401 ? "UNAUTHENTICATED" : "INVALID_ARGUMENT";
            case NO_KEY, FORBIDDEN -> "PERMISSION_DENIED";
            case NO_MODEL, NO_ROUTE -> "NOT_FOUND";
            case RATE_LIMITED -> "RESOURCE_EXHAUSTED";
            case INTERNAL -> "INTERNAL";
            case OVERLOADED -> "UNAVAILABLE";
            case TIMEOUT -> "DEADLINE_EXCEEDED";
        };
    }
}
