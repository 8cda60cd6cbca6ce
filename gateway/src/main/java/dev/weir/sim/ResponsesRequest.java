package dev.weir.sim;

import dev.weir.sim.ModelName.Mind;
import dev.weir.sim.Prompt.Choice;
import dev.weir.sim.Prompt.Form;
import dev.weir.sim.Prompt.Offer;
import dev.weir.sim.Prompt.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads and checks the body of `POST /v1/responses`; its items are [ResponsesTurns]'.
final class ResponsesRequest {
    private static final int CACHE_FROM = 1_024;
    private static final int LEAST_OUTPUT = 16;
    private static final Set<String> FIELDS = Set.of(("model input instructions background conversation"
                    + " previous_response_id include max_output_tokens max_tool_calls metadata parallel_tool_calls prompt"
                    + " prompt_cache_key reasoning safety_identifier service_tier store stream stream_options temperature"
                    + " text tool_choice tools top_logprobs top_p truncation user context_management moderation"
                    + " prompt_cache_options prompt_cache_retention")
            .split(" ", -1));
    private static final Set<String> HOSTED = Set.of(
            ("web_search web_search_preview file_search code_interpreter image_generation mcp computer_use_preview"
                            + " local_shell")
                    .split(" ", -1));

    private final Realm realm;
    private final Inbound in;
    private final JsonNode body;
    private final Transcript transcript = new Transcript();
    private final Set<String> customTools = new HashSet<>();

    ResponsesRequest(Realm realm, Inbound in, JsonNode body) {
        this.realm = realm;
        this.in = in;
        this.body = body;
    }

    ResponsesWriter read() {
        if (!body.isObject()) {
            throw Problem.invalid("We could not parse the JSON body of your request: an object is expected.")
                    .rejected();
        }
        if (!body.path("model").isString()) {
            throw missing("model").rejected();
        }
        ModelName model = ModelName.parse(body.path("model").stringValue());
        if (!model.known(ModelName.OPENAI, realm.world().models())) {
            throw OpenAi.noModel(model.sent()).rejected();
        }
        Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
        checkFields(model, behaviour);
        Offer offer = offer();
        transcript.overhead(model.base());
        ResponsesTurns turns = new ResponsesTurns(realm, body, transcript);
        turns.read();
        Prompt.Talk talk = transcript.end();
        if (talk.tokens() > OpenAiRequest.CONTEXT) {
            throw new Responses(realm, new OpenAi(realm)).tooLong(talk.tokens()).rejected();
        }
        Prompt prompt = new Prompt(unfinished(talk), offer, form(), bounds(), thinking(model));
        int cached = talk.tokens() < CACHE_FROM ? 0 : realm.cache().see(turns.prefixes()) / 128 * 128;
        return new ResponsesWriter(
                realm, realm.dice(model.sent(), prompt), model, prompt, behaviour, wishes(turns.items()), cached);
    }

    /// Responses continues no assistant turn.
    private static Prompt.Talk unfinished(Prompt.Talk talk) {
        return new Prompt.Talk(talk.lastUser(), talk.media(), talk.results(), "", talk.digest(), talk.tokens());
    }

    private ResponsesWriter.Wishes wishes(ArrayNode items) {
        boolean encrypted = false;
        boolean logprobs = false;
        for (JsonNode wish : body.path("include")) {
            encrypted |= wish.stringValue("").equals("reasoning.encrypted_content");
            logprobs |= wish.stringValue("").equals("message.output_text.logprobs");
        }
        return new ResponsesWriter.Wishes(
                body,
                items,
                encrypted,
                logprobs ? OptionalInt.of(body.path("top_logprobs").asInt(0)) : OptionalInt.empty(),
                customTools);
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
        Check.number(body, "max_output_tokens", LEAST_OUTPUT, Integer.MAX_VALUE);
        Check.number(body, "top_logprobs", 0, 20);
        if (model.mind() == Mind.THINKING) {
            for (String field : List.of("temperature", "top_p")) {
                if (Json.given(body.path(field)) && body.path(field).asDouble(1) != 1) {
                    throw Problem.invalid(
                                    field,
                                    "unsupported_parameter",
                                    "Unsupported parameter: '" + field + "' is not supported with this model.")
                            .rejected();
                }
            }
        }
    }

    private Offer offer() {
        List<Tool> tools = new ArrayList<>();
        boolean search = false;
        JsonNode given = body.path("tools");
        for (int i = 0; i < given.size(); i++) {
            JsonNode tool = given.get(i);
            String type = tool.path("type").stringValue("");
            if (type.equals("function") || type.equals("custom")) {
                String name = required(tool, "name", "tools[" + i + "]");
                if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
                    throw invalid("tools[" + i + "].name", "Invalid 'tools[" + i + "].name'.");
                }
                if (type.equals("custom")) {
                    customTools.add(name);
                }
                tools.add(new Tool(name, tool.path("parameters")));
            } else if (HOSTED.contains(type)) {
                search |= type.startsWith("web_search");
            } else {
                throw invalid("tools[" + i + "].type", "Invalid value: '" + type + "'.");
            }
        }
        transcript.overhead(given.isEmpty() ? "" : Json.write(given));
        int most = body.path("parallel_tool_calls").asBoolean(true) ? Integer.MAX_VALUE : 1;
        return new Offer(tools, choice(tools), most, search);
    }

    private Choice choice(List<Tool> tools) {
        JsonNode choice = body.path("tool_choice");
        if (!Json.given(choice)) {
            return new Choice.Free();
        }
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> new Choice.Never();
                case "auto" -> new Choice.Free();
                case "required" -> new Choice.Any();
                default -> throw invalid("tool_choice", "Invalid value: '" + choice.stringValue() + "'.");
            };
        }
        return switch (choice.path("type").stringValue("")) {
            case "allowed_tools" ->
                choice.path("mode").stringValue("auto").equals("required") ? new Choice.Any() : new Choice.Free();
            case "function", "custom" -> {
                String name = choice.path("name").stringValue("");
                if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                    throw invalid("tool_choice", "Tool choice '" + name + "' not found in 'tools' parameter.");
                }
                yield new Choice.Named(name);
            }
            default -> new Choice.Free();
        };
    }

    private Form form() {
        JsonNode format = body.path("text").path("format");
        return switch (format.path("type").stringValue("text")) {
            case "json_schema" -> {
                required(format, "name", "text.format");
                if (!format.path("schema").isObject()) {
                    throw missing("text.format.schema").rejected();
                }
                yield new Form.Schema(format.path("schema"));
            }
            case "json_object" -> new Form.AnyObject();
            case "text" -> new Form.Prose();
            default -> throw invalid("text.format.type", "Invalid value for 'text.format.type'.");
        };
    }

    private Prompt.Bounds bounds() {
        return new Prompt.Bounds(
                Check.number(body, "max_output_tokens", LEAST_OUTPUT, Integer.MAX_VALUE),
                List.of(),
                1,
                OptionalLong.empty());
    }

    private Prompt.Thinking thinking(ModelName model) {
        String effort = body.path("reasoning").path("effort").stringValue("");
        boolean on = effort.isEmpty() ? model.mind() == Mind.THINKING : !effort.equals("none");
        return new Prompt.Thinking(on, OptionalInt.empty());
    }

    static String required(JsonNode object, String field, String at) {
        JsonNode value = object.path(field);
        if (!value.isString()) {
            throw missing(at + "." + field).rejected();
        }
        return value.stringValue();
    }

    static Problem missing(String param) {
        return Problem.invalid(param, "missing_required_parameter", "Missing required parameter: '" + param + "'.");
    }

    static Problem.Rejected invalid(String param, String message) {
        return Problem.invalid(param, "invalid_value", message).rejected();
    }
}
