package dev.weir.sim;

import dev.weir.sim.Behaviour.Prefill;
import dev.weir.sim.ModelName.Mind;
import dev.weir.sim.Prompt.Bounds;
import dev.weir.sim.Prompt.Choice;
import dev.weir.sim.Prompt.Form;
import dev.weir.sim.Prompt.Offer;
import dev.weir.sim.Prompt.Thinking;
import dev.weir.sim.Prompt.Tool;
import dev.weir.sim.Transcript.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and checks the body of Cohere's `POST /v2/chat`.
final class CohereRequest {

    static final int CONTEXT = 256_000;
    private static final int CACHE_FROM = 1_024;
    private static final int IMAGE_TOKENS = 85;
    private static final Set<String> FIELDS = Set.of(
            ("model messages stream tools strict_tools documents citation_options response_format safety_mode max_tokens"
                            + " stop_sequences temperature seed frequency_penalty presence_penalty k p logprobs"
                            + " tool_choice thinking priority raw_prompting")
                    .split(" ", -1));

    private final Realm realm;
    private final Inbound in;
    private final JsonNode body;
    private final Transcript transcript = new Transcript();
    private final List<PromptCache.Prefix> prefixes = new ArrayList<>();
    private final Map<String, String> callNames = new HashMap<>();

    CohereRequest(Realm realm, Inbound in, JsonNode body) {
        this.realm = realm;
        this.in = in;
        this.body = body;
    }

    CohereWriter read() {
        if (!body.isObject()) {
            throw invalid("the body must be a JSON object");
        }
        ModelName model = ModelName.parse(body.path("model").stringValue(""));
        if (model.sent().isEmpty()) {
            throw invalid("model is required");
        }
        if (!model.known(Cohere.MODELS, realm.world().models())) {
            throw Cohere.noModel(model.sent()).rejected();
        }
        Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
        checkFields(behaviour);
        Offer offer = offer();
        transcript.overhead(model.base());
        for (JsonNode document : body.path("documents")) {
            transcript.overhead(document.isString() ? document.stringValue() : Json.write(document));
        }
        messages();
        Prompt.Talk talk = transcript.end();
        if (talk.tokens() > CONTEXT) {
            throw new Cohere(realm).tooLong(talk.tokens()).rejected();
        }
        Realm.checkPrefill(behaviour.ways().prefill(), Prefill.IGNORE, talk.prefill());
        Prompt prompt = new Prompt(talk, offer, form(), bounds(), thinking(model));
        int cached = talk.tokens() < CACHE_FROM ? 0 : realm.cache().see(prefixes) / 16 * 16;
        return new CohereWriter(
                realm.dice(model.sent(), prompt),
                model.sent(),
                prompt,
                behaviour,
                new CohereWriter.Wishes(
                        body.path("stream").asBoolean(false),
                        body.path("logprobs").asBoolean(false)),
                cached);
    }

    private void checkFields(Behaviour behaviour) {
        if (behaviour.ways().unknown() == Behaviour.Unknown.REFUSE) {
            for (String field : body.propertyNames()) {
                if (!FIELDS.contains(field)) {
                    throw invalid("unknown field: parameter '" + field + "' is not a valid field");
                }
            }
        }
        range("temperature", 0, 2);
        range("p", 0.01, 0.99);
        range("k", 0, 500);
        range("frequency_penalty", 0, 1);
        range("presence_penalty", 0, 1);
        if (body.path("stop_sequences").size() > 5) {
            throw invalid("stop_sequences may have at most 5 elements");
        }
        String safety = body.path("safety_mode").stringValue("CONTEXTUAL");
        if (!Set.of("CONTEXTUAL", "STRICT", "OFF", "NONE").contains(safety)) {
            throw invalid("safety_mode must be one of CONTEXTUAL, STRICT and OFF");
        }
    }

    private void range(String field, double least, double most) {
        JsonNode value = body.path(field);
        if (Json.given(value) && (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most)) {
            throw invalid(field + " must be a number from " + least + " to " + most);
        }
    }

    private void messages() {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw invalid("messages must have at least one element");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
            prefixes.add(transcript.prefix());
        }
    }

    private void message(JsonNode message, String at) {
        String role = message.path("role").stringValue("");
        switch (role) {
            case "system" -> {
                transcript.turn(Who.SYSTEM);
                content(message.path("content"), at, Set.of("text"));
            }
            case "user" -> {
                transcript.turn(Who.USER);
                if (!Json.given(message.path("content"))) {
                    throw invalid(at + ": content is required");
                }
                content(message.path("content"), at, Set.of("text", "image_url"));
            }
            case "assistant" -> assistant(message, at);
            case "tool" -> {
                transcript.turn(Who.TOOL);
                String id = message.path("tool_call_id").stringValue("");
                if (!callNames.containsKey(id)) {
                    throw invalid(at + ": tool_call_id '" + id + "' belongs to no call before it");
                }
                transcript.result(callNames.getOrDefault(id, "tool"), flat(message.path("content")));
            }
            default -> throw invalid(at + ": role must be one of system, user, assistant and tool");
        }
    }

    private void assistant(JsonNode message, String at) {
        transcript.turn(Who.ASSISTANT);
        JsonNode calls = message.path("tool_calls");
        if (!Json.given(message.path("content")) && calls.isEmpty()) {
            throw invalid(at + ": content or tool_calls is required");
        }
        content(message.path("content"), at, Set.of("text", "thinking"));
        for (JsonNode call : calls) {
            String id = call.path("id").stringValue("");
            String name = call.path("function").path("name").stringValue("");
            if (id.isEmpty() || name.isEmpty()) {
                throw invalid(at + ": a tool call needs an id and a function's name");
            }
            callNames.put(id, name);
            transcript.call(name, call.path("function").path("arguments").stringValue(""));
        }
    }

    private void content(JsonNode content, String at, Set<String> allowed) {
        if (content.isString()) {
            transcript.text(content.stringValue());
            return;
        }
        for (JsonNode block : content) {
            String type = block.path("type").stringValue("");
            if (!allowed.contains(type)) {
                throw invalid(at + ": content of type '" + type + "' cannot stand here");
            }
            switch (type) {
                case "text" -> transcript.text(block.path("text").stringValue(""));
                case "image_url" -> transcript.media(image(block, at), IMAGE_TOKENS);
                default -> {}
            }
        }
    }

    private static String image(JsonNode block, String at) {
        String url = block.path("image_url").path("url").stringValue("");
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0) {
            if (!url.startsWith("http")) {
                throw invalid(at + ": image_url.url must be a URL or a data URL");
            }
            return "image url " + url;
        }
        return Check.medium("image", url.substring(5, comma).replaceFirst(";.*", ""), url.substring(comma + 1));
    }

    private static String flat(JsonNode content) {
        StringBuilder text = new StringBuilder(content.stringValue(""));
        if (content.isArray()) {
            for (JsonNode block : content) {
                JsonNode document = block.path("document").path("data");
                text.append(block.path("text").stringValue(document.isMissingNode() ? "" : Json.write(document)));
            }
        }
        return text.toString();
    }

    private Offer offer() {
        List<Tool> tools = new ArrayList<>();
        JsonNode given = body.path("tools");
        for (JsonNode tool : given) {
            JsonNode function = tool.path("function");
            String name = function.path("name").stringValue("");
            if (!tool.path("type").stringValue("").equals("function") || name.isEmpty()) {
                throw invalid("a tool must be a function with a name");
            }
            if (!function.path("parameters").isObject()) {
                throw invalid("the function '" + name + "' needs parameters");
            }
            tools.add(new Tool(name, function.path("parameters")));
        }
        transcript.overhead(given.isEmpty() ? "" : Json.write(given));
        return new Offer(tools, choice(tools), Integer.MAX_VALUE, false);
    }

    private Choice choice(List<Tool> tools) {
        String choice = body.path("tool_choice").stringValue("");
        return switch (choice) {
            case "" -> new Choice.Free();
            case "NONE" -> new Choice.Never();
            case "REQUIRED" -> {
                if (tools.isEmpty()) {
                    throw invalid("tool_choice REQUIRED needs tools");
                }
                yield new Choice.Any();
            }
            default -> throw invalid("tool_choice must be one of REQUIRED and NONE");
        };
    }

    private Form form() {
        JsonNode format = body.path("response_format");
        return switch (format.path("type").stringValue("text")) {
            case "json_object" ->
                format.path("json_schema").isObject()
                        ? new Form.Schema(format.path("json_schema"))
                        : new Form.AnyObject();
            case "text" -> new Form.Prose();
            default -> throw invalid("response_format.type must be one of text and json_object");
        };
    }

    private Bounds bounds() {
        JsonNode seed = body.path("seed");
        return new Bounds(
                Check.number(body, "max_tokens", 1, Integer.MAX_VALUE),
                Check.texts(body.path("stop_sequences")),
                1,
                seed.isIntegralNumber() ? OptionalLong.of(seed.longValue()) : OptionalLong.empty());
    }

    private Thinking thinking(ModelName model) {
        JsonNode thinking = body.path("thinking");
        String type = thinking.path("type").stringValue(model.mind() == Mind.THINKING ? "enabled" : "disabled");
        if (!type.equals("enabled") && !type.equals("disabled")) {
            throw invalid("thinking.type must be one of enabled and disabled");
        }
        JsonNode budget = thinking.path("token_budget");
        return new Thinking(
                type.equals("enabled"),
                budget.isIntegralNumber() ? OptionalInt.of(budget.intValue()) : OptionalInt.empty());
    }

    private static Problem.Rejected invalid(String message) {
        return Problem.invalid("invalid request: " + message).rejected();
    }
}
