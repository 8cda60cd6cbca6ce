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
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads and checks the body of `:generateContent` and `:streamGenerateContent`; every name may be camelCase or
/// snake_case, as the official clients mix them.
final class GeminiRequest {

    static final int CONTEXT = 1_000_000;
    private static final int CACHE_FROM = 1_024;
    private static final int MEDIA_TOKENS = 258;
    private static final Set<String> FIELDS =
            Set.of(("contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent labels"
                            + " serviceTier store continuationToken model generateContentRequest")
                    .split(" ", -1));

    private final Realm realm;
    private final Inbound in;
    private final JsonNode body;
    private final Gemini.Target target;
    private final Transcript transcript = new Transcript();
    private final List<PromptCache.Prefix> prefixes = new ArrayList<>();

    GeminiRequest(Realm realm, Inbound in, JsonNode body) {
        this.realm = realm;
        this.in = in;
        this.body = body;
        this.target = Gemini.Target.parse(in.path());
    }

    GeminiWriter read() {
        ModelName model = model();
        Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
        checkFields(behaviour);
        JsonNode config = Json.either(body, "generationConfig");
        Thinking thinking = thinking(model, Json.either(config, "thinkingConfig"));
        Offer offer = tools();
        turns(model, thinking);
        Prompt.Talk talk = transcript.end();
        if (talk.tokens() > CONTEXT) {
            throw new Gemini(realm).tooLong(talk.tokens()).rejected();
        }
        Realm.checkPrefill(behaviour.ways().prefill(), Prefill.CONTINUE, talk.prefill());
        Prompt prompt = new Prompt(talk, offer, form(config), bounds(config), thinking);
        int cached = talk.tokens() < CACHE_FROM ? 0 : realm.cache().see(prefixes);
        return new GeminiWriter(
                realm.dice(model.sent(), prompt),
                head(model),
                prompt,
                behaviour,
                wishes(config),
                cached,
                realm.geminiSeals());
    }

    int count() {
        model();
        JsonNode inner = Json.either(body, "generateContentRequest");
        GeminiRequest counted = Json.given(inner) ? new GeminiRequest(realm, in, inner) : this;
        counted.tools();
        counted.turns(ModelName.parse("gemini-sim"), Thinking.OFF);
        return counted.transcript.end().tokens();
    }

    private ModelName model() {
        ModelName model = ModelName.parse(target.model());
        if (!model.known(ModelName.GEMINI, realm.world().models())) {
            throw Gemini.noModel(target).rejected();
        }
        return model;
    }

    private GeminiWriter.Head head(ModelName model) {
        return new GeminiWriter.Head(model.sent(), model.base(), model.mind() == Mind.THINKING);
    }

    private GeminiWriter.Wishes wishes(JsonNode config) {
        boolean logprobs = Json.either(config, "responseLogprobs").asBoolean(false);
        boolean stream = target.method().equals("streamGenerateContent");
        boolean events = in.parameter("alt").orElse("").equals("sse");
        return new GeminiWriter.Wishes(
                stream ? events ? GeminiWriter.Form.EVENTS : GeminiWriter.Form.ARRAY : GeminiWriter.Form.WHOLE,
                Json.either(Json.either(config, "thinkingConfig"), "includeThoughts")
                        .asBoolean(false),
                logprobs ? OptionalInt.of(config.path("logprobs").asInt(0)) : OptionalInt.empty());
    }

    private void checkFields(Behaviour behaviour) {
        if (!body.isObject()) {
            throw Problem.invalid("Invalid JSON payload received. An object is expected.")
                    .rejected();
        }
        if (behaviour.ways().unknown() == Behaviour.Unknown.REFUSE) {
            for (String field : body.propertyNames()) {
                if (FIELDS.stream()
                        .noneMatch(known ->
                                known.equals(field) || Json.snake(known).equals(field))) {
                    throw Problem.invalid(
                                    "Invalid JSON payload received. Unknown name \"" + field + "\": Cannot find field.")
                            .rejected();
                }
            }
        }
    }

    private static Thinking thinking(ModelName model, JsonNode config) {
        JsonNode budget = Json.either(config, "thinkingBudget");
        if (Json.given(budget)) {
            int tokens = budget.asInt(-1);
            boolean limited = tokens > 0;
            return tokens == 0
                    ? Thinking.OFF
                    : new Thinking(true, limited ? OptionalInt.of(tokens) : OptionalInt.empty());
        }
        boolean asked = Json.given(Json.either(config, "thinkingLevel"))
                || Json.either(config, "includeThoughts").asBoolean(false);
        return new Thinking(asked || model.mind() == Mind.THINKING, OptionalInt.empty());
    }

    private Form form(JsonNode config) {
        if (!Json.either(config, "responseMimeType").stringValue("").equals("application/json")) {
            return new Form.Prose();
        }
        for (String field : List.of("responseJsonSchema", "responseSchema")) {
            if (Json.either(config, field).isObject()) {
                return new Form.Schema(Json.either(config, field));
            }
        }
        return new Form.AnyObject();
    }

    private static Bounds bounds(JsonNode config) {
        JsonNode most = Json.either(config, "maxOutputTokens");
        int choices = Json.either(config, "candidateCount").asInt(1);
        if (choices < 1 || choices > 8) {
            throw Problem.invalid("The specified candidate count is not supported. The value must be from 1 to 8.")
                    .rejected();
        }
        JsonNode temperature = config.path("temperature");
        if (Json.given(temperature) && (temperature.asDouble(0) < 0 || temperature.asDouble(0) > 2)) {
            throw Problem.invalid("Invalid value at 'generation_config.temperature': must be in the range [0.0, 2.0].")
                    .rejected();
        }
        if (Json.given(most) && most.asInt(0) < 1) {
            throw Problem.invalid("Invalid value at 'generation_config.max_output_tokens': must be positive.")
                    .rejected();
        }
        List<String> stops = Check.texts(Json.either(config, "stopSequences"));
        if (stops.size() > 5) {
            throw Problem.invalid("The number of stop sequences must be at most 5.")
                    .rejected();
        }
        JsonNode seed = config.path("seed");
        return new Bounds(
                Json.given(most) ? OptionalInt.of(most.asInt(0)) : OptionalInt.empty(),
                stops,
                choices,
                seed.isIntegralNumber() ? OptionalLong.of(seed.longValue()) : OptionalLong.empty());
    }

    private Offer tools() {
        transcript.overhead(ModelName.parse(target.model()).base());
        List<Tool> tools = new ArrayList<>();
        boolean search = false;
        for (JsonNode holder : body.path("tools")) {
            transcript.overhead(Json.write(holder));
            search |= Json.given(Json.either(holder, "googleSearch"))
                    || Json.given(Json.either(holder, "googleSearchRetrieval"));
            for (JsonNode function : Json.either(holder, "functionDeclarations")) {
                String name = function.path("name").stringValue("");
                if (!name.matches("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")) {
                    throw Problem.invalid("Invalid function name '" + name + "'. Must start with a letter or an"
                                    + " underscore and have at most 128 letters, digits, '_', '.', ':' or '-'.")
                            .rejected();
                }
                JsonNode json = Json.either(function, "parametersJsonSchema");
                tools.add(new Tool(name, Json.given(json) ? json : function.path("parameters")));
            }
        }
        JsonNode calling = Json.either(Json.either(body, "toolConfig"), "functionCallingConfig");
        return new Offer(tools, choice(calling), Integer.MAX_VALUE, search);
    }

    private static Choice choice(JsonNode calling) {
        return switch (calling.path("mode").stringValue("AUTO").toUpperCase(Locale.ROOT)) {
            case "NONE" -> new Choice.Never();
            case "ANY" -> {
                JsonNode allowed = Json.either(calling, "allowedFunctionNames");
                yield allowed.size() == 1 ? new Choice.Named(allowed.get(0).stringValue("")) : new Choice.Any();
            }
            default -> new Choice.Free();
        };
    }

    private void turns(ModelName model, Thinking thinking) {
        JsonNode system = Json.either(body, "systemInstruction");
        if (Json.given(system)) {
            transcript.turn(Who.SYSTEM);
            for (JsonNode part : system.path("parts")) {
                transcript.text(part.path("text").stringValue(""));
            }
        }
        JsonNode contents = body.path("contents");
        if (!contents.isArray() || contents.isEmpty()) {
            throw Problem.invalid("* GenerateContentRequest.contents: contents is not specified")
                    .rejected();
        }
        int callsBefore = 0;
        for (int i = 0; i < contents.size(); i++) {
            callsBefore = turn(contents.get(i), i, callsBefore);
            prefixes.add(transcript.prefix());
        }
        if (model.mind() == Mind.THINKING && thinking.on()) {
            checkSigned(contents);
        }
    }

    /// Reads one turn.
    ///
    /// @return how many function calls it has
    private int turn(JsonNode content, int index, int callsBefore) {
        String role = content.path("role").stringValue("user");
        JsonNode parts = content.path("parts");
        if (!Set.of("user", "model", "function").contains(role)) {
            throw Problem.invalid("Please use a valid role: user, model.").rejected();
        }
        if (!parts.isArray() || parts.isEmpty()) {
            throw Problem.invalid("* GenerateContentRequest.contents[" + index + "].parts: contents.parts must not be"
                            + " empty.")
                    .rejected();
        }
        transcript.turn(role.equals("model") ? Who.ASSISTANT : Who.USER);
        int calls = 0;
        int responses = 0;
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            part(part, "contents[" + index + "].parts[" + i + "]");
            calls += Json.given(Json.either(part, "functionCall")) ? 1 : 0;
            responses += Json.given(Json.either(part, "functionResponse")) ? 1 : 0;
        }
        if (responses != callsBefore && (responses > 0 || callsBefore > 0)) {
            throw Problem.invalid(
                            callsBefore == 0
                                    ? "Please ensure that function response turn comes immediately after a function"
                                            + " call turn."
                                    : "Please ensure that the number of function response parts is equal to the number"
                                            + " of function call parts of the function call turn.")
                    .rejected();
        }
        return calls;
    }

    private void part(JsonNode part, String where) {
        JsonNode call = Json.either(part, "functionCall");
        JsonNode response = Json.either(part, "functionResponse");
        JsonNode inline = Json.either(part, "inlineData");
        JsonNode file = Json.either(part, "fileData");
        if (Json.given(call)) {
            transcript.call(call.path("name").stringValue(""), Json.write(call.path("args")));
        } else if (Json.given(response)) {
            result(response);
        } else if (Json.given(inline)) {
            inline(inline, where);
        } else if (Json.given(file)) {
            transcript.media("file " + Json.either(file, "fileUri").stringValue(""), MEDIA_TOKENS);
        } else if (part.path("text").isString()) {
            if (!part.path("thought").asBoolean(false)) {
                transcript.text(part.path("text").stringValue());
            }
        } else if (!Json.given(Json.either(part, "executableCode"))
                && !Json.given(Json.either(part, "codeExecutionResult"))
                && !Json.given(Json.either(part, "toolCall"))
                && !Json.given(Json.either(part, "toolResponse"))
                && !Json.given(Json.either(part, "thoughtSignature"))) {
            throw Problem.invalid("* GenerateContentRequest." + where + ".data: required oneof field 'data' must have"
                            + " one initialized field")
                    .rejected();
        }
        JsonNode signature = Json.either(part, "thoughtSignature");
        String bound = Json.given(call) ? call.path("name").stringValue("") : "";
        if (Json.given(signature) && !realm.geminiSeals().holds(signature.stringValue(""), bound)) {
            throw Problem.invalid("Thought signature is not valid. (" + where + ")")
                    .rejected();
        }
    }

    private void inline(JsonNode inline, String where) {
        String type = Json.either(inline, "mimeType").stringValue("");
        String data = inline.path("data").stringValue("");
        if (type.isEmpty() || data.isEmpty() || Check.bytes(data).isEmpty()) {
            throw Problem.invalid("Invalid value at '" + where + ".inline_data' (TYPE_BYTES): mime type and base64 data"
                            + " are expected")
                    .rejected();
        }
        String kind = type.startsWith("image/") ? "image" : type.equals("application/pdf") ? "document" : "media";
        transcript.media(Check.medium(kind, type, data), MEDIA_TOKENS);
    }

    private void result(JsonNode response) {
        JsonNode value = response.path("response");
        for (String field : List.of("result", "output", "return_value")) {
            if (value.size() == 1 && value.path(field).isString()) {
                transcript.result(
                        response.path("name").stringValue("tool"),
                        value.path(field).stringValue());
                return;
            }
        }
        StringBuilder text = new StringBuilder(Json.write(value));
        for (JsonNode part : response.path("parts")) {
            JsonNode inline = Json.either(part, "inlineData");
            String type = Json.either(inline, "mimeType").stringValue("");
            text.append('[')
                    .append(Check.medium("media", type, inline.path("data").stringValue("")))
                    .append(']');
        }
        transcript.result(response.path("name").stringValue("tool"), text.toString());
    }

    /// The first call of every step since the last user text must carry its signature.
    private static void checkSigned(JsonNode contents) {
        for (int i = contents.size() - 1; i >= 0; i--) {
            JsonNode content = contents.get(i);
            boolean answers = false;
            for (JsonNode part : content.path("parts")) {
                answers |= Json.given(Json.either(part, "functionResponse"));
                JsonNode call = Json.either(part, "functionCall");
                if (Json.given(call)) {
                    if (!Json.given(Json.either(part, "thoughtSignature"))) {
                        throw Problem.invalid("Function call is missing a thought_signature in functionCall parts."
                                        + " Function call: " + call.path("name").stringValue("") + ", position " + i)
                                .rejected();
                    }
                    break;
                }
            }
            if (!content.path("role").stringValue("user").equals("model") && !answers) {
                return;
            }
        }
    }
}
