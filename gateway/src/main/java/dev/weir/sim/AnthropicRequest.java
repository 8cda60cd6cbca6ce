package dev.weir.sim;

import dev.weir.sim.Behaviour.Prefill;
import dev.weir.sim.ModelName.Mind;
import dev.weir.sim.Prompt.Bounds;
import dev.weir.sim.Prompt.Form;
import dev.weir.sim.Prompt.Offer;
import dev.weir.sim.Prompt.Thinking;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and checks the body of `POST /v1/messages`; its turns are [AnthropicTurns]'.
final class AnthropicRequest {

    static final int CONTEXT = 200_000;
    static final int MOST_OUTPUT = 64_000;

    private static final Set<String> VERSIONS = Set.of("2023-01-01", "2023-06-01", "2026-10-21");
    private static final Set<String> FIELDS =
            Set.of(("model messages max_tokens cache_control thinking output_config output_format service_tier speed"
                            + " diagnostics system tools tool_choice stop_sequences metadata container stream"
                            + " inference_geo temperature top_p top_k context_management mcp_servers billing_policy"
                            + " compaction fallbacks thread betas")
                    .split(" ", -1));

    private final Realm realm;
    private final Inbound in;
    private final JsonNode body;

    AnthropicRequest(Realm realm, Inbound in, JsonNode body) {
        this.realm = realm;
        this.in = in;
        this.body = body;
    }

    AnthropicWriter read() {
        ModelName model = model();
        Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
        checkFields(behaviour);
        int maxTokens = maxTokens();
        Thinking thinking = thinking(model, maxTokens);
        checkSampling(model, thinking);
        AnthropicTurns turns = new AnthropicTurns(realm, body);
        Offer offer = turns.tools();
        turns.system();
        turns.messages(enabled());
        Prompt.Talk talk = turns.end();
        if (talk.tokens() > CONTEXT) {
            throw new Anthropic(realm).tooLong(talk.tokens()).rejected();
        }
        checkPrefill(model, behaviour, thinking, talk.prefill());
        Bounds bounds = new Bounds(
                OptionalInt.of(maxTokens), Check.texts(body.path("stop_sequences")), 1, OptionalLong.empty());
        Prompt prompt = new Prompt(talk, offer, form(), bounds, thinking);
        AnthropicWriter.Head head = new AnthropicWriter.Head(
                model.sent(),
                model.base(),
                body.path("thinking").path("display").stringValue("").equals("omitted"),
                body.path("stream").asBoolean(false));
        return new AnthropicWriter(
                realm.dice(model.sent(), prompt), head, prompt, behaviour, turns.cached(), realm.anthropicSeals());
    }

    int count() {
        model();
        AnthropicTurns turns = new AnthropicTurns(realm, body);
        turns.tools();
        turns.system();
        turns.messages(List.of());
        return turns.end().tokens();
    }

    private ModelName model() {
        String version = in.header("anthropic-version")
                .orElseThrow(() ->
                        Problem.invalid("anthropic-version: header is required").rejected());
        if (!VERSIONS.contains(version)) {
            throw Problem.invalid("anthropic-version: \"" + version + "\" is not a valid version")
                    .rejected();
        }
        if (!body.isObject()) {
            throw Problem.invalid("The request body is not valid JSON: an object is expected")
                    .rejected();
        }
        String sent = body.path("model").stringValue("");
        if (sent.isEmpty()) {
            throw Problem.invalid("model: Field required").rejected();
        }
        ModelName model = ModelName.parse(sent);
        if (!model.known(ModelName.ANTHROPIC, realm.world().models())) {
            throw Anthropic.noModel(sent).rejected();
        }
        return model;
    }

    private void checkFields(Behaviour behaviour) {
        if (behaviour.ways().unknown() == Behaviour.Unknown.REFUSE) {
            for (String field : body.propertyNames()) {
                if (!FIELDS.contains(field)) {
                    throw Problem.invalid(field + ": Extra inputs are not permitted")
                            .rejected();
                }
            }
        }
    }

    private int maxTokens() {
        JsonNode value = body.path("max_tokens");
        if (!Json.given(value)) {
            throw Problem.invalid("max_tokens: Field required").rejected();
        }
        if (!value.isIntegralNumber()) {
            throw Problem.invalid("max_tokens: Input should be a valid integer").rejected();
        }
        if (value.longValue() < 0) {
            throw Problem.invalid("max_tokens: Input should be greater than or equal to 0")
                    .rejected();
        }
        if (value.longValue() > MOST_OUTPUT) {
            throw Problem.invalid("max_tokens: " + value.longValue() + " > " + MOST_OUTPUT
                            + ", which is the maximum allowed number of output tokens for this model")
                    .rejected();
        }
        return value.intValue();
    }

    private List<String> enabled() {
        return body.path("thinking").path("type").stringValue("").equals("enabled") ? List.of("enabled") : List.of();
    }

    private Thinking thinking(ModelName model, int maxTokens) {
        JsonNode thinking = body.path("thinking");
        String type = thinking.path("type").stringValue("");
        return switch (type) {
            case "" -> new Thinking(model.mind() != Mind.PLAIN, OptionalInt.empty());
            case "disabled" -> Thinking.OFF;
            case "adaptive", "between_tools" -> new Thinking(true, OptionalInt.empty());
            case "enabled" -> {
                if (model.mind() == Mind.ADAPTIVE) {
                    throw Problem.invalid("\"thinking.type.enabled\" is not supported for this model."
                                    + " Use \"thinking.type.adaptive\" and \"output_config.effort\".")
                            .rejected();
                }
                int budget = thinking.path("budget_tokens").asInt(0);
                if (!thinking.has("budget_tokens")) {
                    throw Problem.invalid("thinking.enabled.budget_tokens: Field required")
                            .rejected();
                }
                if (budget < 1024) {
                    throw Problem.invalid(
                                    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
                            .rejected();
                }
                if (budget >= maxTokens) {
                    throw Problem.invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")
                            .rejected();
                }
                yield new Thinking(true, OptionalInt.of(budget));
            }
            default ->
                throw Problem.invalid("thinking: Input tag '" + type + "' found using 'type' does not match any of"
                                + " the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'")
                        .rejected();
        };
    }

    private void checkSampling(ModelName model, Thinking thinking) {
        for (String field : List.of("temperature", "top_p", "top_k")) {
            if (!Json.given(body.path(field))) {
                continue;
            }
            if (model.mind() == Mind.ADAPTIVE) {
                throw Problem.invalid("`" + field + "` is not supported for this model.")
                        .rejected();
            }
            if (!body.path(field).isNumber()) {
                throw Problem.invalid(field + ": Input should be a valid number")
                        .rejected();
            }
        }
        double temperature = body.path("temperature").asDouble(1);
        if (temperature < 0 || temperature > 1) {
            throw Problem.invalid("temperature: range: 0..1").rejected();
        }
        if (thinking.on() && temperature != 1) {
            throw Problem.invalid("`temperature` may only be set to 1 when thinking is enabled.")
                    .rejected();
        }
    }

    private static void checkPrefill(ModelName model, Behaviour behaviour, Thinking thinking, String prefill) {
        Prefill usual = model.mind() == Mind.ADAPTIVE ? Prefill.REFUSE : Prefill.CONTINUE;
        Realm.checkPrefill(behaviour.ways().prefill(), usual, prefill);
        if (!prefill.isEmpty()
                && prefill.strip().length() != prefill.length()
                && Character.isWhitespace(prefill.charAt(prefill.length() - 1))) {
            throw Problem.invalid("messages: final assistant content cannot end with trailing whitespace")
                    .rejected();
        }
        if (!prefill.isEmpty() && thinking.on()) {
            throw Problem.invalid("messages: the final block of an assistant message must not be a prefill when"
                            + " thinking is enabled")
                    .rejected();
        }
    }

    private Form form() {
        JsonNode newer = body.path("output_config").path("format");
        JsonNode format = Json.given(newer) ? newer : body.path("output_format");
        if (!Json.given(format)) {
            return new Form.Prose();
        }
        if (!format.path("type").stringValue("").equals("json_schema")
                || !format.path("schema").isObject()) {
            throw Problem.invalid("output_config.format: a `json_schema` with a `schema` is expected")
                    .rejected();
        }
        return new Form.Schema(format.path("schema"));
    }
}
