package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.dialect.AskedService;
import dev.weir.dialect.Json;
import dev.weir.dialect.Pointers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the fields of a request that the canonical model does not name: Gemini's own as they are, those of OpenAI's
/// dialects that have a counterpart in its words; all others are listed as lost.
final class ExtrasEncoder {
    private static final Set<String> TIERS = Set.of("flex", "standard", "priority");
    private static final Set<String> MODALITIES = Set.of("text", "image", "audio");

    private static final Map<String, String> OWN = Map.of(
            "safetySettings", "safetySettings",
            "safety_settings", "safetySettings",
            "cachedContent", "cachedContent",
            "cached_content", "cachedContent");

    private final Losses losses;
    private final ObjectNode body;

    ExtrasEncoder(Losses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(Extras all) {
        Extras extras = all.owner().equals(GeminiProviderCodec.DIALECT) ? all : withoutOwn(all);
        boolean ours = extras.owner().equals(GeminiProviderCodec.DIALECT);
        boolean openai = extras.owner().startsWith("openai");
        if (!ours && !openai) {
            others(AskedService.of(extras));
            return;
        }
        extras.fields().forEach((name, value) -> {
            String at = extras.at() + "/" + Pointers.escaped(name);
            if (ours) {
                losses.merge(body, name, value, at);
            } else if (!openai || !counterpart(name, value, at)) {
                losses.unknown(at, value, "Gemini has no such field.");
            }
        });
    }

    /// Gemini's own fields, which a client of any dialect may set at the root of its request.
    private Extras withoutOwn(Extras extras) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        OWN.forEach((name, ours) -> {
            JsonNode value = rest.remove(name);
            if (value != null) {
                body.set(ours, value);
            }
        });
        return rest.size() == extras.fields().size() ? extras : new Extras(extras.owner(), extras.at(), rest);
    }

    private void others(AskedService asked) {
        if (asked.tier() != null) {
            switch (asked.tier()) {
                case AUTO -> {}
                case STANDARD -> body.put("serviceTier", "standard");
                case FLEX -> body.put("serviceTier", "flex");
                case PRIORITY -> body.put("serviceTier", "priority");
            }
            losses.renamed(asked.tierAt(), "It is serviceTier here.");
        }
        if (asked.user() != null) {
            losses.dropped(asked.userAt(), "Gemini does not ask for whom an answer is.");
        }
        losses.extras(asked.rest(), body);
    }

    /// Writes an OpenAI field in Gemini's words, if it has any for it.
    private boolean counterpart(String name, JsonNode value, String at) {
        return switch (name) {
            case "service_tier" -> tier(value, at);
            case "modalities" -> modalities(value, at);
            case "extra_body" -> extraBody(value, at);
            default -> false;
        };
    }

    private boolean tier(JsonNode value, String at) {
        String tier = value.isString() ? value.stringValue() : "";
        if (tier.equals("auto")) {
            losses.renamed(at, "Gemini decides by itself where nothing is said.");
            return true;
        }
        String ours = switch (tier) {
            case "default" -> "standard";
            case "fast", "ultrafast" -> "priority";
            default -> tier;
        };
        if (!TIERS.contains(ours)) {
            return false;
        }
        body.put("serviceTier", ours);
        losses.renamed(at, "Sent as serviceTier " + ours + ".");
        return true;
    }

    private boolean modalities(JsonNode value, String at) {
        if (!(value instanceof ArrayNode list)) {
            return false;
        }
        ArrayNode out = Json.array();
        for (JsonNode modality : list) {
            if (!modality.isString() || !MODALITIES.contains(modality.stringValue())) {
                return false;
            }
            out.add(modality.stringValue().toUpperCase(Locale.ROOT));
        }
        config().set("responseModalities", out);
        losses.renamed(at, "Sent as responseModalities.");
        return true;
    }

    /// Google's own extension of OpenAI's dialect: `extra_body: {google: {thinking_config, cached_content, …}}`.
    private boolean extraBody(JsonNode value, String at) {
        if (!(value.get("google") instanceof ObjectNode google)) {
            return false;
        }
        for (var field : value.properties()) {
            if (!field.getKey().equals("google")) {
                losses.dropped(at + "/" + field.getKey(), "Gemini has no such field.");
            }
        }
        for (var field : google.properties()) {
            String path = at + "/google/" + field.getKey();
            switch (field.getKey()) {
                case "thinking_config", "thinkingConfig" -> {
                    losses.merge(config(), "thinkingConfig", Thinking.camel(field.getValue()), path);
                    losses.renamed(path, "Sent as thinkingConfig.");
                }
                case "cached_content", "cachedContent" -> {
                    losses.merge(body, "cachedContent", field.getValue(), path);
                    losses.renamed(path, "Sent as cachedContent.");
                }
                case "safety_settings", "safetySettings" -> {
                    losses.merge(body, "safetySettings", field.getValue(), path);
                    losses.renamed(path, "Sent as safetySettings.");
                }
                default -> losses.dropped(path, "Gemini has no such field.");
            }
        }
        return true;
    }

    private ObjectNode config() {
        if (body.get("generationConfig") instanceof ObjectNode there) {
            return there;
        }
        ObjectNode config = Json.object();
        body.set("generationConfig", config);
        return config;
    }

    /// The one nested object that is spelled in snake_case there.
    private static final class Thinking {
        static JsonNode camel(JsonNode node) {
            if (!(node instanceof ObjectNode object)) {
                return node;
            }
            ObjectNode out = Json.object();
            object.forEachEntry((name, value) -> out.set(
                    switch (name) {
                        case "include_thoughts" -> "includeThoughts";
                        case "thinking_budget" -> "thinkingBudget";
                        case "thinking_level" -> "thinkingLevel";
                        default -> name;
                    },
                    value));
            return out;
        }
    }
}
