package dev.weir.dialect.cohere;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.dialect.AgentTools;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one request for Cohere. Every field of it reaches the body or the loss list.
final class RequestWriter {
    /// Cohere's own fields that a client of any dialect may set at the root of its request.
    private static final List<String> OWN = List.of("safety_mode", "citation_options", "priority");

    private static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final Traits traits;
    private final RequestLosses losses;
    private final ObjectNode body = Json.object();

    RequestWriter(ChatRequest request, Traits traits) {
        this.request = request;
        this.traits = traits;
        this.losses = new RequestLosses(request.wording());
    }

    Encoded write() {
        body.put("model", request.model());
        MessageWriter messages = new MessageWriter(losses, traits);
        body.set("messages", messages.write(request.turns()));
        if (request.delivery() != Delivery.WHOLE) {
            body.put("stream", true);
        }
        sampling(request.sampling());
        bounds(request.bounds());
        ObjectNode thinking = ThinkingWriter.write(request.reasoning(), traits.thinking(), losses);
        if (thinking != null) {
            body.set("thinking", thinking);
        }
        output(request.output());
        new ToolWriter(losses).write(AgentTools.spelledOut(request.tools(), losses), body);
        extras(messages.documents());
        return new Encoded(body, losses.list());
    }

    private void sampling(Sampling sampling) {
        if (sampling.temperature() != null) {
            body.put("temperature", sampling.temperature());
        }
        bounded("p", Setting.TOP_P, sampling.topP(), 0.01, 0.99);
        if (sampling.topK() != null) {
            int k = Math.clamp(sampling.topK(), 0, 500);
            if (k != sampling.topK()) {
                losses.coerced(Setting.TOP_K, "Cohere's k ends at 500.");
            }
            body.put("k", k);
        }
        bounded("frequency_penalty", Setting.FREQUENCY_PENALTY, sampling.frequencyPenalty(), 0, 1);
        bounded("presence_penalty", Setting.PRESENCE_PENALTY, sampling.presencePenalty(), 0, 1);
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        JsonNode bias = sampling.logitBias();
        if (bias != null && !bias.isEmpty()) {
            losses.dropped(Setting.LOGIT_BIAS, "Cohere biases no tokens.");
        }
    }

    private void bounded(String name, Setting path, @Nullable Double value, double least, double most) {
        if (value == null) {
            return;
        }
        double kept = Math.clamp(value, least, most);
        if (kept != value) {
            losses.coerced(path, "Cohere takes " + least + " to " + most + ".");
        }
        body.put(name, kept);
    }

    private void bounds(Bounds bounds) {
        if (bounds.maxOutputTokens() != null) {
            body.put("max_tokens", bounds.maxOutputTokens());
        }
        if (!bounds.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            bounds.stop().stream().limit(MOST_STOPS).forEach(stop::add);
            if (bounds.stop().size() > MOST_STOPS) {
                losses.dropped(Setting.STOP, "Cohere takes five stop sequences.");
            }
        }
        if (bounds.choices() != null && bounds.choices() != 1) {
            losses.dropped(Setting.CHOICES, "Cohere gives one answer.");
        }
        if (bounds.topLogprobs() != null) {
            body.put("logprobs", true);
            if (bounds.topLogprobs() > 0) {
                losses.dropped(Setting.LOGPROBS, "Cohere tells no alternatives of a token.");
            }
        }
    }

    private void output(OutputShape output) {
        switch (output) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject _ -> body.putObject("response_format").put("type", "json_object");
            case OutputShape.JsonSchema shape -> {
                body.putObject("response_format").put("type", "json_object").set("json_schema", shape.schema());
                if (shape.name() != null) {
                    losses.dropped(losses.path(Setting.OUTPUT_NAME), "A schema has no name at Cohere.");
                }
                if (shape.description() != null) {
                    losses.dropped(losses.path(Setting.OUTPUT_DESCRIPTION), "A schema has no description at Cohere.");
                }
                if (Boolean.FALSE.equals(shape.strict())) {
                    losses.coerced(losses.path(Setting.OUTPUT_STRICT), "Cohere always holds the answer to the schema.");
                }
            }
        }
    }

    /// @param documents that stand in the turns
    private void extras(ArrayNode documents) {
        Extras extras = request.extras();
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        for (String name : OWN) {
            JsonNode value = rest.remove(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        ArrayNode all = Json.array();
        if (rest.get("documents") instanceof ArrayNode said) {
            rest.remove("documents");
            said.forEach(all::add);
        }
        documents.forEach(all::add);
        if (!all.isEmpty()) {
            body.set("documents", all);
        }
        losses.extras(new Extras(extras.owner(), extras.at(), rest), body);
    }
}
