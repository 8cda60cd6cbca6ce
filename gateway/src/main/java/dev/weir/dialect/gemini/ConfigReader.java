package dev.weir.dialect.gemini;

import dev.weir.chat.Bounds;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Sampling;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `generationConfig`.
final class ConfigReader {
    private static final int MAX_CHOICES = 8;
    private static final int MAX_STOPS = 5;
    private static final int MAX_LOGPROBS = 20;

    private final Fields config;

    ConfigReader(Fields config) {
        this.config = config;
    }

    Sampling sampling() {
        Double temperature = Lenient.decimal(config, "temperature");
        if (temperature != null && (temperature < 0 || temperature > 2)) {
            throw Wrong.value(at("temperature"), "must be in the range [0.0, 2.0].");
        }
        Double topP = Lenient.decimal(config, "topP");
        if (topP != null && (topP < 0 || topP > 1)) {
            throw Wrong.value(at("topP"), "must be in the range [0.0, 1.0].");
        }
        // An integer to the service; Google's SDK for Python declares it as a decimal.
        Double topK = Lenient.decimal(config, "topK");
        Double frequency = Lenient.decimal(config, "frequencyPenalty");
        Double presence = Lenient.decimal(config, "presencePenalty");
        Integer seed = Lenient.integer(config, "seed");
        Sampling read = new Sampling(
                temperature,
                topP,
                topK == null ? null : Integer.valueOf((int) Math.round(topK)),
                frequency,
                presence,
                seed == null ? null : Long.valueOf(seed),
                null);
        return read.equals(Sampling.NONE) ? Sampling.NONE : read;
    }

    Bounds bounds() {
        Integer most = Lenient.integer(config, "maxOutputTokens");
        if (most != null && most < 1) {
            throw Wrong.value(at("maxOutputTokens"), "must be positive.");
        }
        Integer choices = Lenient.integer(config, "candidateCount");
        if (choices != null && (choices < 1 || choices > MAX_CHOICES)) {
            throw Wrong.said(
                    "The specified candidate count is not supported. The value must be from 1 to " + MAX_CHOICES + ".",
                    at("candidateCount"));
        }
        Boolean wanted = config.flag("responseLogprobs");
        Integer logprobs = Lenient.integer(config, "logprobs");
        if (logprobs != null && (logprobs < 0 || logprobs > MAX_LOGPROBS)) {
            throw Wrong.value(at("logprobs"), "must be in the range [0, " + MAX_LOGPROBS + "].");
        }
        if (logprobs != null && !Boolean.TRUE.equals(wanted)) {
            throw Wrong.request(at("logprobs"), "logprobs may only be set when response_logprobs is true.");
        }
        Integer top = Boolean.TRUE.equals(wanted) ? Integer.valueOf(logprobs == null ? 0 : logprobs) : null;
        Bounds read = new Bounds(most, stops(), choices, top);
        return read.equals(Bounds.NONE) ? Bounds.NONE : read;
    }

    private List<String> stops() {
        ArrayNode sequences = config.array("stopSequences");
        if (sequences == null) {
            return List.of();
        }
        if (sequences.size() > MAX_STOPS) {
            throw Wrong.said("The number of stop sequences must be at most " + MAX_STOPS + ".", at("stopSequences"));
        }
        List<String> out = new ArrayList<>(sequences.size());
        for (int i = 0; i < sequences.size(); i++) {
            if (!sequences.get(i).isString()) {
                throw new Fields.WrongType(at("stopSequences") + "/" + i, "a string", sequences.get(i));
            }
            out.add(sequences.get(i).stringValue());
        }
        return out;
    }

    /// `thinkingConfig`: a budget of 0 is off and one of -1 is as the model sees fit.
    ///
    /// @param left takes what is not read of it
    Reasoning reasoning(ObjectNode left) {
        Fields thinking = config.object("thinkingConfig");
        if (thinking == null) {
            return Reasoning.NONE;
        }
        Boolean shown = thinking.flag("includeThoughts");
        Integer budget = Lenient.integer(thinking, "thinkingBudget");
        String level = thinking.text("thinkingLevel");
        Effort effort = level == null ? null : effort(level, thinking.at() + "/thinkingLevel");
        put(left, "thinkingConfig", thinking.rest());
        if (budget == null) {
            return new Reasoning(null, effort, null, shown);
        }
        return switch (budget) {
            case 0 -> new Reasoning(Mode.OFF, effort, null, shown);
            case -1 -> new Reasoning(Mode.ADAPTIVE, effort, null, shown);
            default -> {
                if (budget < 0) {
                    throw Wrong.value(
                            thinking.at() + "/thinkingBudget", "must be -1, 0 or a positive number of tokens.");
                }
                yield new Reasoning(Mode.BUDGET, effort, budget, shown);
            }
        };
    }

    private static @Nullable Effort effort(String level, String at) {
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "THINKING_LEVEL_UNSPECIFIED" -> null;
            case "MINIMAL" -> Effort.MINIMAL;
            case "LOW" -> Effort.LOW;
            case "MEDIUM" -> Effort.MEDIUM;
            case "HIGH" -> Effort.HIGH;
            case "XHIGH" -> Effort.XHIGH;
            default ->
                throw Wrong.said("Invalid value at '" + Wrong.field(at) + "' (TYPE_ENUM), \"" + level + "\"", at);
        };
    }

    OutputShape output() {
        JsonNode own = config.any("responseSchema");
        JsonNode standard = config.any("responseJsonSchema");
        String mime = config.text("responseMimeType");
        boolean plain = mime == null || mime.equals("text/plain");
        boolean json = mime != null && mime.equals("application/json");
        if (own != null && standard != null) {
            throw Wrong.request(
                    at("responseJsonSchema"), "only one of response_schema and response_json_schema may be set.");
        }
        if (!json && !plain) {
            // An answer that is one word of an enumeration, say, which is Gemini's alone.
            config.leave("responseSchema");
            config.leave("responseJsonSchema");
            config.leave("responseMimeType");
            return new OutputShape.Free();
        }
        if (standard != null) {
            return new OutputShape.JsonSchema(null, null, standard, null);
        }
        if (own != null) {
            return new OutputShape.JsonSchema(null, null, SchemaReader.jsonSchema(own), null);
        }
        return json ? new OutputShape.JsonObject() : new OutputShape.Free();
    }

    /// What was not read, for the extras of the request.
    Extras rest() {
        return config.rest();
    }

    private String at(String name) {
        return config.at() + "/" + name;
    }

    static void put(ObjectNode into, String name, Extras left) {
        if (!left.isEmpty()) {
            ObjectNode node = into.putObject(name);
            left.fields().forEach(node::set);
        }
    }
}
