package dev.weir.dialect.bedrock;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.dialect.AgentTools;
import dev.weir.dialect.AskedService;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.Merge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one request. Every field of it reaches the body or the loss list.
final class RequestWriter {
    private static final String ONE_OBJECT =
            "Answer with one JSON object and nothing else: no words around it, no code fence.";

    /// Bedrock's own fields that a client of any dialect may set at the root of its request.
    private static final List<String> OWN = List.of(
            "guardrailConfig",
            "performanceConfig",
            "serviceTier",
            "requestMetadata",
            "promptVariables",
            "additionalModelResponseFieldPaths");

    private final ChatRequest request;
    private final Traits traits;
    private final Family family;
    private final Losses losses;
    private final ObjectNode body = Json.object();
    private final ObjectNode inference = Json.object();
    private final ObjectNode output = Json.object();
    private final ObjectNode additional = Json.object();

    RequestWriter(ChatRequest request, Traits traits) {
        this.request = request;
        this.traits = traits;
        this.family = Family.of(request.model());
        this.losses = new Losses(request.wording());
    }

    Encoded write() {
        PartWriter parts = new PartWriter(family, traits, losses);
        Conversation conversation = new Conversation(request.turns(), traits, parts, losses);
        ArrayNode system = conversation.system();
        bounds(request.bounds());
        ThinkingWriter thinking = new ThinkingWriter(family, traits, losses);
        boolean thinks =
                thinking.write(request.reasoning(), ToolWriter.forces(request.tools()), inference, output, additional);
        sampling(request.sampling(), thinks);
        shape(system);
        body.set("messages", conversation.messages());
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        new ToolWriter(family, parts, losses)
                .write(AgentTools.spelledOut(request.tools(), losses), conversation.calledTools(), body);
        extras();
        set("inferenceConfig", inference);
        set("outputConfig", output);
        set("additionalModelRequestFields", additional);
        return new Encoded(body, losses.list());
    }

    private void set(String name, ObjectNode value) {
        if (!value.isEmpty()) {
            body.set(name, value);
        }
    }

    private void bounds(Bounds bounds) {
        if (bounds.maxOutputTokens() != null) {
            inference.put("maxTokens", bounds.maxOutputTokens());
        }
        ArrayNode stop = Json.array();
        bounds.stop().forEach(stop::add);
        if (!stop.isEmpty()) {
            inference.set("stopSequences", stop);
        }
        if (bounds.choices() != null && bounds.choices() != 1) {
            losses.dropped(Setting.CHOICES, "Converse gives one answer.");
        }
        if (bounds.topLogprobs() != null) {
            losses.dropped(Setting.LOGPROBS, "Converse tells no log-probabilities.");
        }
    }

    private void sampling(Sampling sampling, boolean thinks) {
        boolean refused = traits.sampling() == Traits.Support.NO || thinks && family == Family.CLAUDE;
        String why = thinks ? "A model that thinks takes no such setting." : "The model takes no sampling settings.";
        decimal("temperature", Setting.TEMPERATURE, sampling.temperature(), refused, why);
        decimal("topP", Setting.TOP_P, sampling.topP(), refused, why);
        topK(sampling.topK(), refused, why);
        notZero(Setting.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        notZero(Setting.PRESENCE_PENALTY, sampling.presencePenalty());
        if (sampling.seed() != null) {
            losses.dropped(Setting.SEED, "Converse draws without a seed.");
        }
        JsonNode bias = sampling.logitBias();
        if (bias != null && !bias.isEmpty()) {
            losses.dropped(Setting.LOGIT_BIAS, "Converse biases no tokens.");
        }
    }

    private void decimal(String name, Setting path, @Nullable Double value, boolean refused, String why) {
        if (value == null || refused && value == 1) {
            return;
        }
        if (refused) {
            losses.dropped(path, why);
            return;
        }
        double kept = Math.clamp(value, 0, 1);
        if (kept != value) {
            losses.coerced(path, "Converse takes 0 to 1.");
        }
        inference.put(name, kept);
    }

    private void topK(@Nullable Integer topK, boolean refused, String why) {
        if (topK == null) {
            return;
        }
        if (refused) {
            losses.dropped(Setting.TOP_K, why);
            return;
        }
        switch (family) {
            case CLAUDE -> additional.put("top_k", topK);
            case NOVA -> additional.putObject("inferenceConfig").put("topK", topK);
            case GPT_OSS, OTHER -> losses.dropped(Setting.TOP_K, "It is not known how this model takes a top_k.");
        }
    }

    private void notZero(Setting path, @Nullable Double penalty) {
        if (penalty != null && penalty != 0) {
            losses.dropped(path, "Converse has no penalties.");
        }
    }

    /// A shape that the model cannot be held to becomes an instruction behind the system text.
    private void shape(ArrayNode system) {
        switch (request.output()) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject _ -> {
                losses.coerced(Setting.OUTPUT, "JSON without a schema is asked for in words, and not enforced.");
                system.addObject().put("text", ONE_OBJECT);
            }
            case OutputShape.JsonSchema shape
            when traits.structuredOutput() == Traits.Support.NO -> {
                losses.coerced(Setting.OUTPUT, "The schema is asked for in words, for the model enforces none.");
                system.addObject()
                        .put("text", ONE_OBJECT + " It follows this JSON Schema: " + Json.text(shape.schema()));
            }
            case OutputShape.JsonSchema shape -> {
                ObjectNode format = output.putObject("textFormat").put("type", "json_schema");
                ObjectNode schema = format.putObject("structure").putObject("jsonSchema");
                schema.put("schema", Json.text(shape.schema()));
                if (shape.name() != null) {
                    schema.put("name", shape.name());
                }
                if (shape.description() != null) {
                    schema.put("description", shape.description());
                }
                if (Boolean.FALSE.equals(shape.strict())) {
                    losses.coerced(Setting.OUTPUT_STRICT, "Bedrock always holds to the schema.");
                }
            }
        }
    }

    /// Bedrock's tiers, for callers of APIs that call them otherwise.
    private Extras served(AskedService asked) {
        if (asked.tier() != null) {
            switch (asked.tier()) {
                case AUTO -> {}
                case STANDARD -> body.putObject("serviceTier").put("type", "default");
                case FLEX -> body.putObject("serviceTier").put("type", "flex");
                case PRIORITY -> body.putObject("serviceTier").put("type", "priority");
            }
            losses.renamed(asked.tierAt(), "It is serviceTier.type here.");
        }
        if (asked.user() != null) {
            losses.dropped(asked.userAt(), "Converse does not ask for whom an answer is.");
        }
        return asked.rest();
    }

    private void extras() {
        Extras extras = request.extras();
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        for (String name : OWN) {
            JsonNode value = rest.get(name);
            // Gemini has a tier of the same name, which is a word.
            if (value != null && !value.isString()) {
                rest.remove(name);
                body.set(name, value);
            }
        }
        if (rest.remove("additionalModelRequestFields") instanceof ObjectNode own) {
            additional.setAll(own);
        }
        if (extras.owner().equals(ConverseProviderCodec.DIALECT)) {
            additional(rest);
        }
        JsonNode tier = extras.owner().startsWith("openai") ? rest.get("service_tier") : null;
        if (tier != null && tier.isString() && !body.has("serviceTier")) {
            rest.remove("service_tier");
            if (!tier.stringValue().equals("auto")) {
                body.putObject("serviceTier").put("type", tier.stringValue());
            }
        }
        Extras left = new Extras(extras.owner(), extras.at(), rest);
        losses.extras(extras.owner().startsWith("openai") ? left : served(AskedService.of(left)));
    }

    /// What a client of Bedrock's said beside its request goes back to where it stood; what is left of objects that
    /// were understood goes back into them.
    private void additional(Map<String, JsonNode> rest) {
        for (Map.Entry<String, JsonNode> field : new LinkedHashMap<>(rest).entrySet()) {
            String name = field.getKey();
            ObjectNode into = switch (name) {
                case "outputConfig", "toolConfig" -> null;
                default -> additional;
            };
            if (into != null && Merge.into(into, name, field.getValue())) {
                rest.remove(name);
            }
        }
    }
}
