package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Json;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a Gemini client's request says beside what every request says, in Chat Completions' words.
final class GeminiWords {
    static final String OWNER = "gemini";
    private static final Set<String> TIERS = Set.of("flex", "priority");

    private final RequestLosses losses;
    private final ObjectNode body;

    GeminiWords(RequestLosses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(Extras extras) {
        extras.fields().forEach((name, value) -> {
            String at = extras.at() + "/" + name;
            boolean said = switch (name) {
                case "serviceTier" -> tier(value, at);
                case "labels" -> labels(value, at);
                case "store" -> store(value);
                case "generationConfig" -> config(value, at);
                default -> false;
            };
            if (!said) {
                losses.unknown(at, value);
            }
        });
    }

    private boolean tier(JsonNode value, String at) {
        String tier = value.asString("").toLowerCase(Locale.ROOT);
        boolean standard = tier.equals("standard");
        if (!standard && !TIERS.contains(tier)) {
            return false;
        }
        body.put("service_tier", standard ? "default" : tier);
        losses.tell(at, Verdict.RENAMED, "It is `service_tier` here.");
        return true;
    }

    private boolean labels(JsonNode value, String at) {
        boolean texts = value.isObject() && value.valueStream().allMatch(JsonNode::isString);
        if (texts) {
            body.set("metadata", value);
            losses.tell(at, Verdict.RENAMED, "They are `metadata` here.");
        }
        return texts;
    }

    private boolean store(JsonNode value) {
        body.set("store", value);
        return true;
    }

    /// Settings of the answer that have no counterpart, each told by itself.
    private boolean config(JsonNode value, String at) {
        if (!(value instanceof ObjectNode config)) {
            return false;
        }
        config.forEachEntry((name, setting) -> {
            String below = at + "/" + name;
            if (!name.equals("responseModalities") || !modalities(setting, below)) {
                losses.unknown(below, setting);
            }
        });
        return true;
    }

    /// Words alone are what everybody answers with unasked.
    private boolean modalities(JsonNode value, String at) {
        ArrayNode out = Json.array();
        for (JsonNode modality : value) {
            String word = modality.asString("").toLowerCase(Locale.ROOT);
            if (!word.equals("text") && !word.equals("audio")) {
                return false;
            }
            out.add(word);
        }
        if (out.size() > 1 || out.size() == 1 && !out.get(0).asString("").equals("text")) {
            body.set("modalities", out);
            losses.tell(at, Verdict.RENAMED, "They are `modalities` here.");
        }
        return value.isArray();
    }
}
