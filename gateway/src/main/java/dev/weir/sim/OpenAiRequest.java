package dev.weir.sim;

import dev.weir.sim.Behaviour.Prefill;
import dev.weir.sim.ModelName.Mind;
import dev.weir.sim.Prompt.Bounds;
import dev.weir.sim.Prompt.Choice;
import dev.weir.sim.Prompt.Form;
import dev.weir.sim.Prompt.Offer;
import dev.weir.sim.Prompt.Thinking;
import dev.weir.sim.Prompt.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and checks the body of `POST /v1/chat/completions`; its messages are [OpenAiTurns]'.
final class OpenAiRequest {

    static final int CONTEXT = 200_000;
    private static final int CACHE_FROM = 1_024;
    private static final Set<String> FIELDS = Set.of(
            ("messages model audio frequency_penalty logit_bias logprobs top_logprobs max_completion_tokens max_tokens"
                            + " metadata modalities n parallel_tool_calls prediction presence_penalty prompt_cache_key"
                            + " reasoning_effort response_format safety_identifier seed service_tier stop store stream"
                            + " stream_options temperature tool_choice tools top_p user verbosity web_search_options"
                            + " functions function_call moderation prompt_cache_options prompt_cache_retention")
                    .split(" ", -1));

    private final Realm realm;
    private final Inbound in;
    private final JsonNode body;
    private final Transcript transcript = new Transcript();
    private final Set<String> customTools = new HashSet<>();

    OpenAiRequest(Realm realm, Inbound in, JsonNode body) {
        this.realm = realm;
        this.in = in;
        this.body = body;
    }

    OpenAiWriter read() {
        if (!body.isObject()) {
            throw Problem.invalid("We could not parse the JSON body of your request: an object is expected.")
                    .rejected();
        }
        ModelName model = ModelName.parse(required("model"));
        if (!model.known(ModelName.OPENAI, realm.world().models())) {
            throw OpenAi.noModel(model.sent()).rejected();
        }
        Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
        checkFields(model, behaviour);
        Offer offer = offer();
        transcript.overhead(model.base());
        List<PromptCache.Prefix> prefixes = new OpenAiTurns(transcript).read(body.path("messages"));
        Prompt.Talk talk = transcript.end();
        if (talk.tokens() > CONTEXT) {
            throw new OpenAi(realm).tooLong(talk.tokens()).rejected();
        }
        boolean continues = last().path("prefix").asBoolean(false);
        Realm.checkPrefill(behaviour.ways().prefill(), continues ? Prefill.CONTINUE : Prefill.IGNORE, talk.prefill());
        Prompt prompt = new Prompt(
                continues ? talk : withoutPrefill(talk, behaviour), offer, form(), bounds(), thinking(model));
        int cached = talk.tokens() < CACHE_FROM ? 0 : realm.cache().see(prefixes) / 128 * 128;
        return new OpenAiWriter(realm.dice(model.sent(), prompt), head(model), prompt, behaviour, wishes(), cached);
    }

    private JsonNode last() {
        JsonNode messages = body.path("messages");
        return messages.path(messages.size() - 1);
    }

    private static Prompt.Talk withoutPrefill(Prompt.Talk talk, Behaviour behaviour) {
        return behaviour.ways().prefill() == Prefill.CONTINUE
                ? talk
                : new Prompt.Talk(talk.lastUser(), talk.media(), talk.results(), "", talk.digest(), talk.tokens());
    }

    private OpenAiWriter.Head head(ModelName model) {
        return new OpenAiWriter.Head(
                model.sent(), model.base(), realm.world().clock().instant().getEpochSecond());
    }

    private OpenAiWriter.Wishes wishes() {
        JsonNode options = body.path("stream_options");
        boolean logprobs = body.path("logprobs").asBoolean(false);
        return new OpenAiWriter.Wishes(
                body.path("stream").asBoolean(false),
                options.path("include_usage").asBoolean(false),
                options.path("include_obfuscation").asBoolean(true),
                logprobs ? OptionalInt.of(body.path("top_logprobs").asInt(0)) : OptionalInt.empty(),
                body.path("service_tier").stringValue("default").replace("auto", "default"),
                customTools);
    }

    private String required(String field) {
        JsonNode value = body.path(field);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw Problem.invalid(field, "missing_required_parameter", "Missing required parameter: '" + field + "'.")
                    .rejected();
        }
        return value.stringValue();
    }

    private void checkFields(ModelName model, Behaviour behaviour) {
        if (behaviour.ways().unknown() == Behaviour.Unknown.REFUSE) {
            for (String field : body.propertyNames()) {
                if (!FIELDS.contains(field)) {
                    throw Problem.invalid(field, "unknown_parameter", "Unknown parameter: '" + field + "'.")
                            .rejected();
                }
            }
        }
        Check.range(body, "temperature", 0, 2);
        Check.range(body, "top_p", 0, 1);
        Check.range(body, "presence_penalty", -2, 2);
        Check.range(body, "frequency_penalty", -2, 2);
        Check.number(body, "n", 1, 128);
        if (Check.texts(body.path("stop")).size() > 4) {
            throw Problem.invalid("stop", "array_above_max_length", "Invalid 'stop': at most 4 sequences are allowed.")
                    .rejected();
        }
        if (Json.given(body.path("top_logprobs")) && !body.path("logprobs").asBoolean(false)) {
            throw Problem.invalid("top_logprobs", "invalid_value", "'top_logprobs' needs 'logprobs' to be true.")
                    .rejected();
        }
        Check.number(body, "top_logprobs", 0, 20);
        if (Json.given(body.path("stream_options")) && !body.path("stream").asBoolean(false)) {
            throw Problem.invalid("stream_options", "invalid_value", "'stream_options' needs 'stream' to be true.")
                    .rejected();
        }
        if (model.mind() == Mind.THINKING) {
            checkReasoningModel();
        }
    }

    private void checkReasoningModel() {
        if (Json.given(body.path("max_tokens"))) {
            throw Problem.invalid(
                            "max_tokens",
                            "unsupported_parameter",
                            "Unsupported parameter: 'max_tokens' is not supported with this model."
                                    + " Use 'max_completion_tokens' instead.")
                    .rejected();
        }
        for (String field : List.of("temperature", "top_p")) {
            if (Json.given(body.path(field)) && body.path(field).asDouble(1) != 1) {
                throw Problem.invalid(
                                field,
                                "unsupported_value",
                                "Unsupported value: '" + field + "' does not support " + body.path(field)
                                        + " with this model. Only the default (1) value is supported.")
                        .rejected();
            }
        }
    }

    private Offer offer() {
        List<Tool> tools = new ArrayList<>();
        JsonNode given = body.path("tools");
        for (int i = 0; i < given.size(); i++) {
            JsonNode tool = given.get(i);
            String type = tool.path("type").stringValue("");
            if (!type.equals("function") && !type.equals("custom")) {
                throw Problem.invalid(
                                "tools[" + i + "].type",
                                "invalid_value",
                                "Invalid value: '" + type + "'. Supported values are: 'function' and 'custom'.")
                        .rejected();
            }
            String name = tool.path(type).path("name").stringValue("");
            if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
                throw Problem.invalid(
                                "tools[" + i + "]." + type + ".name",
                                "invalid_value",
                                "Invalid 'tools[" + i + "]." + type
                                        + ".name': expected letters, digits, '_' and '-', at most 64.")
                        .rejected();
            }
            if (type.equals("custom")) {
                customTools.add(name);
            }
            tools.add(new Tool(name, tool.path(type).path("parameters")));
        }
        transcript.overhead(given.isEmpty() ? "" : Json.write(given));
        int most = body.path("parallel_tool_calls").asBoolean(true) ? Integer.MAX_VALUE : 1;
        return new Offer(tools, choice(tools), most, Json.given(body.path("web_search_options")));
    }

    private Choice choice(List<Tool> tools) {
        JsonNode choice = body.path("tool_choice");
        if (!Json.given(choice)) {
            return new Choice.Free();
        }
        if (tools.isEmpty()) {
            throw invalid("tool_choice", "'tool_choice' is only allowed when 'tools' are specified.");
        }
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> new Choice.Never();
                case "auto" -> new Choice.Free();
                case "required" -> new Choice.Any();
                default -> throw invalid("tool_choice", "Invalid value for 'tool_choice': " + choice + ".");
            };
        }
        String type = choice.path("type").stringValue("");
        if (type.equals("allowed_tools")) {
            String mode = choice.path("allowed_tools").path("mode").stringValue("auto");
            return mode.equals("required") ? new Choice.Any() : new Choice.Free();
        }
        String name = choice.path(type).path("name").stringValue("");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw invalid("tool_choice", "Tool choice '" + name + "' not found in 'tools' parameter.");
        }
        return new Choice.Named(name);
    }

    private Form form() {
        JsonNode format = body.path("response_format");
        return switch (format.path("type").stringValue("text")) {
            case "json_schema" -> {
                JsonNode spec = format.path("json_schema");
                if (!spec.path("name").isString()) {
                    throw Problem.invalid(
                                    "response_format.json_schema.name",
                                    "missing_required_parameter",
                                    "Missing required parameter: 'response_format.json_schema.name'.")
                            .rejected();
                }
                yield new Form.Schema(spec.path("schema"));
            }
            case "json_object" -> new Form.AnyObject();
            case "text" -> new Form.Prose();
            default -> throw invalid("response_format.type", "Invalid value for 'response_format.type'.");
        };
    }

    private Bounds bounds() {
        OptionalInt newer = Check.number(body, "max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt older = Check.number(body, "max_tokens", 1, Integer.MAX_VALUE);
        JsonNode seed = body.path("seed");
        return new Bounds(
                newer.isPresent() ? newer : older,
                Check.texts(body.path("stop")),
                body.path("n").asInt(1),
                seed.isIntegralNumber() ? OptionalLong.of(seed.longValue()) : OptionalLong.empty());
    }

    private Thinking thinking(ModelName model) {
        String effort = body.path("reasoning_effort").stringValue("");
        if (!effort.isEmpty()
                && !Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max")
                        .contains(effort)) {
            throw Problem.invalid(
                            "reasoning_effort", "invalid_value", "Invalid value for 'reasoning_effort': " + effort)
                    .rejected();
        }
        boolean on = effort.isEmpty() ? model.mind() == Mind.THINKING : !effort.equals("none");
        return new Thinking(on, OptionalInt.empty());
    }

    static Problem.Rejected invalid(String param, String message) {
        return Problem.invalid(param, "invalid_value", message).rejected();
    }
}
