package dev.weir.dialect.responses;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Turn;
import dev.weir.dialect.AgentTools;
import dev.weir.dialect.AskedEffort;
import dev.weir.dialect.AskedService;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request for OpenAI's Responses API or a compatible host. Nothing is to be stored there: what a model
/// thought comes back sealed in its answer.
final class ResponsesRequestWriter {
    private static final String CHAT = "openai-chat";
    /// Fields of a request that Chat Completions and the Responses API share.
    private static final List<String> SHARED = List.of(
            "metadata",
            "moderation",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "safety_identifier",
            "service_tier",
            "user");

    /// OpenAI refuses a lower limit.
    private static final int LEAST_OUTPUT = 16;

    private final ChatRequest request;
    private final Traits traits;
    private final RequestLosses losses;
    private final ObjectNode body = Json.object();

    ResponsesRequestWriter(ChatRequest request, Traits traits) {
        this.request = request;
        this.traits = traits;
        this.losses = new RequestLosses(request.wording(), traits);
    }

    Encoded write() {
        body.put("model", request.model());
        turns();
        if (request.delivery() != Delivery.WHOLE) {
            body.put("stream", true);
        }
        sampling(request.sampling());
        bounds(request.bounds());
        reasoning(request.reasoning());
        output(request.output());
        new ToolWriter(losses, body, strictness()).write(AgentTools.spelledOut(request.tools(), losses));
        extras(request.extras());
        losses.points().options(request.extras(), body);
        if (!body.has("store")) {
            body.put("store", false);
        }
        return new Encoded(body, losses.list());
    }

    /// Where nothing is said, this API holds arguments to their schema, and no other does.
    private ToolWriter.Unsaid strictness() {
        boolean own = request.turns().stream().anyMatch(turn -> turn.at().startsWith("/input"));
        return own ? ToolWriter.Unsaid.LEFT_OUT : ToolWriter.Unsaid.LENIENT;
    }

    private void turns() {
        List<Turn> turns = new ArrayList<>(request.turns());
        if (!turns.isEmpty()
                && turns.getFirst().at().equals("/instructions")
                && turns.getFirst().parts().size() == 1
                && turns.getFirst().parts().getFirst() instanceof Part.Text text) {
            body.put("instructions", text.text());
            turns.removeFirst();
        }
        body.set("input", new ItemWriter(losses, traits).write(turns));
    }

    private void sampling(Sampling sampling) {
        decimal("temperature", Setting.TEMPERATURE, sampling.temperature());
        decimal("top_p", Setting.TOP_P, sampling.topP());
        none("top_k", Setting.TOP_K, sampling.topK());
        none("frequency_penalty", Setting.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        none("presence_penalty", Setting.PRESENCE_PENALTY, sampling.presencePenalty());
        none("seed", Setting.SEED, sampling.seed());
        none("logit_bias", Setting.LOGIT_BIAS, sampling.logitBias());
    }

    private void decimal(String name, Setting setting, @Nullable Double value) {
        if (value != null && traits.sampling() == Support.NO) {
            losses.dropped(setting, "The model takes no sampling settings.");
        } else if (value != null) {
            body.put(name, value);
        }
    }

    private void none(String name, Setting setting, @Nullable Object value) {
        if (value != null) {
            losses.dropped(setting, "The Responses API has no " + name + ".");
        }
    }

    private void bounds(Bounds bounds) {
        Integer max = bounds.maxOutputTokens();
        if (max != null && max < LEAST_OUTPUT) {
            losses.coerced(Setting.MAX_TOKENS, "The least that can be asked for is " + LEAST_OUTPUT + ".");
        }
        if (max != null) {
            body.put("max_output_tokens", Math.max(max, LEAST_OUTPUT));
        }
        if (!bounds.stop().isEmpty()) {
            losses.dropped(Setting.STOP, "The Responses API has no stop sequences.");
        }
        if (bounds.choices() != null && bounds.choices() > 1) {
            losses.dropped(Setting.CHOICES, "The Responses API gives one answer.");
        }
        if (bounds.topLogprobs() != null) {
            body.withArrayProperty("include").add("message.output_text.logprobs");
            if (bounds.topLogprobs() > 0) {
                body.put("top_logprobs", bounds.topLogprobs());
            }
        }
    }

    private void reasoning(Reasoning reasoning) {
        Effort effort = AskedEffort.of(reasoning, traits.thinking(), losses);
        if (effort != null) {
            body.withObjectProperty("reasoning").put("effort", effort.name().toLowerCase(Locale.ROOT));
        }
        if (traits.thinking().known() == Support.NO) {
            return;
        }
        if (Boolean.TRUE.equals(reasoning.shown()) && !saysSummary(request.extras())) {
            body.withObjectProperty("reasoning").put("summary", "auto");
        }
        if (traits.thinking().known() == Support.YES) {
            body.withArrayProperty("include").add("reasoning.encrypted_content");
        }
    }

    /// Whether the caller said in this API's own words how long a summary is to be.
    private static boolean saysSummary(Extras extras) {
        JsonNode reasoning = extras.fields().get("reasoning");
        return extras.owner().equals(ResponsesClientCodec.DIALECT) && reasoning != null && reasoning.has("summary");
    }

    private void output(OutputShape output) {
        switch (output) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject _ ->
                body.withObjectProperty("text").putObject("format").put("type", "json_object");
            case OutputShape.JsonSchema schema -> {
                ObjectNode format = body.withObjectProperty("text").putObject("format");
                format.put("type", "json_schema");
                OpenAiSchema.write(schema, format, "/text/format", losses);
            }
        }
    }

    private void extras(Extras extras) {
        boolean openai = extras.owner().startsWith("openai");
        Extras unsaid = openai ? extras : AskedService.of(extras).asOpenAi(body, "safety_identifier", losses);
        Map<String, JsonNode> rest = new LinkedHashMap<>(unsaid.fields());
        if (extras.owner().equals(CHAT)) {
            for (String name : SHARED) {
                JsonNode value = rest.remove(name);
                if (value != null) {
                    body.set(name, value);
                }
            }
            JsonNode verbosity = rest.remove("verbosity");
            if (verbosity != null) {
                body.withObjectProperty("text").set("verbosity", verbosity);
                losses.tell("/verbosity", Verdict.RENAMED, "The Responses API has it at text.verbosity.");
            }
        }
        losses.extras(new Extras(extras.owner(), extras.at(), rest), body);
    }
}
