package dev.weir.dialect.gemini;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes sampling, bounds and the shape of the output into `generationConfig`.
final class GenerationConfigEncoder {
    private static final double MAX_TEMPERATURE = 2;
    private static final int MAX_STOPS = 5;

    private final Traits traits;
    private final Losses losses;
    private final ObjectNode config;

    GenerationConfigEncoder(Traits traits, Losses losses, ObjectNode config) {
        this.traits = traits;
        this.losses = losses;
        this.config = config;
    }

    void write(ChatRequest request) {
        sampling(request.sampling());
        bounds(request.bounds());
        shape(request.output());
    }

    private void sampling(Sampling sampling) {
        if (traits.sampling() == Traits.Support.NO) {
            refuse(Setting.TEMPERATURE, sampling.temperature());
            refuse(Setting.TOP_P, sampling.topP());
            refuse(Setting.TOP_K, sampling.topK());
        } else {
            temperature(sampling.temperature());
            put("topP", sampling.topP());
            if (sampling.topK() != null) {
                config.put("topK", sampling.topK());
            }
        }
        put("frequencyPenalty", sampling.frequencyPenalty());
        put("presencePenalty", sampling.presencePenalty());
        seed(sampling.seed());
        if (sampling.logitBias() != null) {
            losses.dropped(Setting.LOGIT_BIAS, "Gemini cannot bias tokens.");
        }
    }

    private void refuse(Setting path, @Nullable Number value) {
        if (value != null) {
            losses.dropped(path, "This model takes no sampling parameters.");
        }
    }

    private void temperature(@Nullable Double temperature) {
        if (temperature == null) {
            return;
        }
        double clamped = Math.clamp(temperature, 0, MAX_TEMPERATURE);
        if (clamped != temperature) {
            losses.coerced(Setting.TEMPERATURE, "Gemini takes 0 to 2: sent as " + clamped + ".");
        }
        config.put("temperature", clamped);
    }

    /// Gemini's seed has 32 bits; a longer one is folded, the same way each time.
    private void seed(@Nullable Long seed) {
        if (seed == null) {
            return;
        }
        int folded = (int) (long) seed;
        if (folded != seed) {
            folded ^= (int) (seed >>> Integer.SIZE);
            losses.coerced(Setting.SEED, "Gemini's seed has 32 bits: sent as " + folded + ".");
        }
        config.put("seed", folded);
    }

    private void put(String name, @Nullable Double value) {
        if (value != null) {
            config.put(name, value);
        }
    }

    private void bounds(Bounds bounds) {
        Integer tokens = bounds.maxOutputTokens();
        if (tokens != null) {
            Integer most = traits.maxOutputTokens();
            if (most != null && tokens > most) {
                losses.coerced(Setting.MAX_TOKENS, "This model answers at most " + most + " tokens.");
                tokens = most;
            }
            config.put("maxOutputTokens", tokens);
        }
        if (!bounds.stop().isEmpty()) {
            ArrayNode stops = Json.array();
            for (int i = 0; i < bounds.stop().size(); i++) {
                if (i < MAX_STOPS) {
                    stops.add(bounds.stop().get(i));
                } else {
                    losses.dropped(losses.path(Setting.STOP) + "/" + i, "Gemini takes five stop sequences.");
                }
            }
            config.set("stopSequences", stops);
        }
        if (bounds.choices() != null) {
            config.put("candidateCount", bounds.choices());
        }
        if (bounds.topLogprobs() != null) {
            config.put("responseLogprobs", true);
            if (bounds.topLogprobs() > 0) {
                config.put("logprobs", bounds.topLogprobs());
            }
        }
    }

    private void shape(OutputShape shape) {
        switch (shape) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject _ -> config.put("responseMimeType", "application/json");
            case OutputShape.JsonSchema schema -> {
                config.put("responseMimeType", "application/json");
                config.set("responseJsonSchema", described(schema));
                if (Boolean.FALSE.equals(schema.strict())) {
                    losses.coerced(Setting.OUTPUT_STRICT, "Gemini always holds the answer to the schema.");
                }
            }
        }
    }

    /// Gemini's schema has no name beside it: name and description go inside, as JSON Schema has them.
    private JsonNode described(OutputShape.JsonSchema shape) {
        if (!(shape.schema() instanceof ObjectNode schema)) {
            return shape.schema();
        }
        ObjectNode out = schema;
        out = inside(out, "title", shape.name(), losses.path(Setting.OUTPUT_NAME));
        return inside(out, "description", shape.description(), losses.path(Setting.OUTPUT_DESCRIPTION));
    }

    private ObjectNode inside(ObjectNode schema, String field, @Nullable String value, String path) {
        if (value == null) {
            return schema;
        }
        if (schema.has(field)) {
            losses.dropped(path, "The schema says its own " + field + ".");
            return schema;
        }
        losses.renamed(path, "Stands in the schema as its " + field + ".");
        return schema.deepCopy().put(field, value);
    }
}
