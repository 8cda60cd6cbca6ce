package dev.weir.dialect.anthropic;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.ShapeWords;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one request. Every field of it reaches the body or the loss list.
final class RequestEncoder {
    private final ChatRequest request;
    private final Traits traits;
    private final Losses losses;
    private final BlockWriter blocks;
    private final ObjectNode body = Json.object();

    RequestEncoder(ChatRequest request, Traits traits, String issuer) {
        this.request = request;
        this.traits = traits;
        this.losses = new Losses(request.wording());
        this.blocks = new BlockWriter(traits, issuer, losses);
    }

    Encoded encode() {
        Conversation conversation = new Conversation(request.turns(), traits, blocks, losses);
        ThinkingPlan plan =
                ThinkingPlan.of(request.reasoning(), request.bounds().maxOutputTokens(), traits, losses);
        ToolWriter.Forcing forcing = ToolWriter.Forcing.ALLOWED;
        if (plan.thinks() && ToolWriter.forces(request.tools())) {
            if (canRest()) {
                losses.dropped(
                        Setting.THINKING, "thinking and a forced call exclude each other: the call was asked for");
                plan = resting(plan);
            } else {
                forcing = ToolWriter.Forcing.REFUSED;
            }
        }
        if (isBudget(plan) && conversation.continuesWithoutThought()) {
            losses.dropped(
                    Setting.THINKING,
                    "the thoughts before the last tool call did not come back, so it cannot go on thinking");
            plan = resting(plan);
        }
        ArrayNode system = conversation.system();
        ObjectNode output = output(plan, system);

        body.put("model", request.model());
        body.put("max_tokens", plan.maxTokens());
        if (request.delivery() != Delivery.WHOLE) {
            body.put("stream", true);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", conversation.messages());
        new ToolWriter(losses, blocks).write(request.tools(), conversation.calledTools(), forcing, body);
        if (plan.thinking() != null) {
            body.set("thinking", plan.thinking());
        }
        if (!output.isEmpty()) {
            body.set("output_config", output);
        }
        sampling(plan);
        bounds();
        new RequestExtras(request.extras(), losses).write(body);
        return new Encoded(body, losses.list());
    }

    /// Whether the model answers without thinking when it is told so, or not told to think.
    private boolean canRest() {
        return traits.thinking().ways().contains(Way.OFF)
                || traits.thinking().ways().contains(Way.BUDGET)
                || traits.thinking().ways().isEmpty();
    }

    private ThinkingPlan resting(ThinkingPlan plan) {
        ObjectNode disabled =
                traits.thinking().ways().contains(Way.OFF) ? Json.object().put("type", "disabled") : null;
        return new ThinkingPlan(disabled, plan.effort(), plan.maxTokens());
    }

    private static boolean isBudget(ThinkingPlan plan) {
        return plan.thinking() != null && plan.thinking().has("budget_tokens");
    }

    private void sampling(ThinkingPlan plan) {
        Sampling sampling = request.sampling();
        boolean refused = traits.sampling() == Traits.Support.NO;
        String why = refused ? "the model takes no sampling settings" : "a model that thinks takes no such setting";
        boolean temperature = temperature(sampling.temperature(), refused || plan.thinks(), why);
        Double topP = sampling.topP();
        if (topP != null && topP != 1) {
            if (refused || plan.thinks() && topP < 0.95) {
                losses.dropped(Setting.TOP_P, why);
            } else if (temperature) {
                losses.dropped(Setting.TOP_P, "newer models take temperature or top_p, not both");
            } else {
                body.put("top_p", topP);
            }
        }
        if (sampling.topK() != null) {
            if (refused || plan.thinks()) {
                losses.dropped(Setting.TOP_K, why);
            } else {
                body.put("top_k", sampling.topK());
            }
        }
        notZero(Setting.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        notZero(Setting.PRESENCE_PENALTY, sampling.presencePenalty());
        if (sampling.seed() != null) {
            losses.dropped(Setting.SEED, "Anthropic draws without a seed");
        }
        JsonNode bias = sampling.logitBias();
        if (bias != null && !bias.isEmpty()) {
            losses.dropped(Setting.LOGIT_BIAS, "Anthropic biases no tokens");
        }
    }

    /// A temperature of 1 is the default and is not sent where it could be refused; true when one was sent.
    private boolean temperature(@Nullable Double asked, boolean refused, String why) {
        if (asked == null || refused && asked == 1) {
            return false;
        }
        if (refused) {
            losses.dropped(Setting.TEMPERATURE, why);
            return false;
        }
        double clamped = Math.clamp(asked, 0, 1);
        if (clamped != asked) {
            losses.coerced(Setting.TEMPERATURE, "Anthropic's temperature ends at 1");
        }
        body.put("temperature", clamped);
        return true;
    }

    private void notZero(Setting path, @Nullable Double penalty) {
        if (penalty != null && penalty != 0) {
            losses.dropped(path, "Anthropic has no penalties");
        }
    }

    private void bounds() {
        Bounds bounds = request.bounds();
        ArrayNode stop = Json.array();
        for (String sequence : bounds.stop()) {
            if (sequence.isBlank()) {
                losses.dropped(Setting.STOP, "Anthropic refuses a stop sequence of nothing but white space");
            } else {
                stop.add(sequence);
            }
        }
        if (!stop.isEmpty()) {
            body.set("stop_sequences", stop);
        }
        if (bounds.choices() != null && bounds.choices() != 1) {
            losses.dropped(Setting.CHOICES, "Anthropic gives one answer");
        }
        if (bounds.topLogprobs() != null) {
            losses.dropped(Setting.LOGPROBS, "Anthropic tells no log-probabilities");
        }
    }

    /// `output_config`; a shape that Anthropic cannot be held to becomes an instruction behind the system text.
    private ObjectNode output(ThinkingPlan plan, ArrayNode system) {
        ObjectNode config = Json.object();
        if (plan.effort() != null) {
            config.put("effort", plan.effort());
        }
        switch (request.output()) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject shape -> system.add(inWords(shape));
            case OutputShape.JsonSchema shape
            when traits.structuredOutput() == Traits.Support.NO -> system.add(inWords(shape));
            case OutputShape.JsonSchema shape -> {
                ObjectNode format = Json.object().put("type", "json_schema");
                format.set("schema", schema(shape));
                config.set("format", format);
            }
        }
        return config;
    }

    /// The schema, with its name as the title and its description as its own.
    private JsonNode schema(OutputShape.JsonSchema shape) {
        JsonNode schema = new SchemaShape(losses).shape(shape.schema(), losses.path(Setting.OUTPUT_SCHEMA));
        if (Boolean.FALSE.equals(shape.strict())) {
            losses.coerced(Setting.OUTPUT_STRICT, "Anthropic always holds the answer to the schema");
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        place(object, "title", shape.name(), losses.path(Setting.OUTPUT_NAME));
        place(object, "description", shape.description(), losses.path(Setting.OUTPUT_DESCRIPTION));
        return object;
    }

    private void place(ObjectNode schema, String field, @Nullable String words, String path) {
        if (words == null) {
            return;
        }
        if (schema.has(field)) {
            losses.dropped(path, "the schema has a " + field + " of its own");
        } else {
            schema.put(field, words);
            losses.renamed(path, "the schema's own " + field);
        }
    }

    private ObjectNode inWords(OutputShape shape) {
        Loss loss = ShapeWords.loss(request);
        losses.coerced(loss.path(), loss.reason());
        return text(ShapeWords.of(shape));
    }

    private static ObjectNode text(String words) {
        return Json.object().put("type", "text").put("text", words);
    }
}
