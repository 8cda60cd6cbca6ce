package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the fields of a request that the canonical model does not name: Anthropic's own go through as they are, those
/// of OpenAI that have a counterpart are mapped, all others are told as dropped.
final class RequestExtras {
    /// Anthropic's words that no other API has: a caller of another dialect who says them means Anthropic.
    private static final Set<String> UNMISTAKABLE = Set.of("cache_control", "context_management", "mcp_servers");
    /// Fields of the body that are decided elsewhere.
    private static final Set<String> DECIDED = Set.of("model", "max_tokens", "messages", "stream");

    private final Extras extras;
    private final Losses losses;

    RequestExtras(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
    }

    void write(ObjectNode body) {
        if (extras.owner().equals(MessagesProviderCodec.DIALECT)) {
            extras.fields().forEach((name, value) -> own(body, name, value));
        } else if (isOpenAi()) {
            user(body);
            extras.fields().forEach((name, value) -> openAi(body, name, value));
        } else if (extras.owner().equals("gemini")) {
            extras.fields().forEach((name, value) -> gemini(body, name, value));
        } else {
            extras.fields().forEach((name, value) -> unmistakable(body, name, value));
        }
    }

    private void gemini(ObjectNode body, String name, JsonNode value) {
        switch (name) {
            case "serviceTier" -> geminiTier(body, value);
            case "generationConfig" -> {
                ObjectNode left = Json.object();
                value.forEachEntry((field, setting) -> {
                    // Words alone are what everybody answers with unasked.
                    if (!field.equals("responseModalities") || !isWordsAlone(setting)) {
                        left.set(field, setting);
                    }
                });
                losses.dropped(new Extras(extras.owner(), Losses.below(extras.at(), name), fields(left)));
            }
            default -> unmistakable(body, name, value);
        }
    }

    private void unmistakable(ObjectNode body, String name, JsonNode value) {
        // OpenAI's list of the same name says something else.
        boolean theirs = name.equals("context_management") && value.isArray();
        if (UNMISTAKABLE.contains(name) && !theirs && !body.has(name)) {
            body.set(name, value);
        } else {
            losses.dropped(extras, name);
        }
    }

    private static boolean isWordsAlone(JsonNode modalities) {
        return modalities.size() == 1 && modalities.path(0).asString("").equalsIgnoreCase("text");
    }

    private static Map<String, JsonNode> fields(ObjectNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        node.forEachEntry(fields::put);
        return fields;
    }

    private void geminiTier(ObjectNode body, JsonNode value) {
        String at = Losses.below(extras.at(), "serviceTier");
        switch (value.asString("").toLowerCase(Locale.ROOT)) {
            case "standard" -> {
                body.put("service_tier", "standard_only");
                losses.renamed(at, "it is `standard_only` here");
            }
            case "priority" -> {
                body.put("service_tier", "auto");
                losses.coerced(at, "Anthropic gives priority where the account has it, and does not promise it");
            }
            default -> losses.dropped(at, "Anthropic has no such tier");
        }
    }

    private boolean isOpenAi() {
        return extras.owner().startsWith("openai");
    }

    private void own(ObjectNode body, String name, JsonNode value) {
        if (body.get(name) instanceof ObjectNode ours && value instanceof ObjectNode theirs) {
            theirs.forEachEntry((field, inner) -> {
                if (!ours.has(field)) {
                    ours.set(field, inner);
                } else if (!ours.get(field).equals(inner)) {
                    losses.dropped(Losses.below(extras.at() + "/" + name, field), "the request says it otherwise");
                }
            });
        } else if (!body.has(name) && !DECIDED.contains(name)) {
            body.set(name, value);
        } else if (!value.equals(body.get(name))) {
            losses.dropped(Losses.below(extras.at(), name), "the request says it otherwise");
        }
    }

    private void openAi(ObjectNode body, String name, JsonNode value) {
        switch (name) {
            case "user", "safety_identifier" -> {}
            case "service_tier" -> tier(body, value);
            case "metadata" -> metadata(body, value);
            default -> unmistakable(body, name, value);
        }
    }

    /// `safety_identifier` is what `user` was; where both are said the newer one counts.
    private void user(ObjectNode body) {
        for (String name : List.of("safety_identifier", "user")) {
            JsonNode value = extras.fields().get(name);
            if (value == null) {
                continue;
            }
            if (!value.isString() || body.has("metadata")) {
                losses.dropped(extras, name);
            } else {
                body.set("metadata", Json.object().set("user_id", value));
                losses.renamed(Losses.below(extras.at(), name), "it is `metadata.user_id` here");
            }
        }
    }

    private void metadata(ObjectNode body, JsonNode value) {
        String at = Losses.below(extras.at(), "metadata");
        value.forEachEntry((name, inner) -> {
            if (name.equals("user_id") && inner.isString() && !body.has("metadata")) {
                body.set("metadata", Json.object().set("user_id", inner));
            } else {
                losses.dropped(Losses.below(at, name), "Anthropic keeps no metadata but a user's id");
            }
        });
        if (!value.isObject()) {
            losses.dropped(extras, "metadata");
        }
    }

    private void tier(ObjectNode body, JsonNode value) {
        String at = Losses.below(extras.at(), "service_tier");
        switch (value.isString() ? value.stringValue() : "") {
            case "auto" -> body.put("service_tier", "auto");
            case "default" -> {
                body.put("service_tier", "standard_only");
                losses.renamed(at, "it is `standard_only` here");
            }
            case "priority", "fast", "ultrafast" -> {
                body.put("service_tier", "auto");
                losses.coerced(at, "Anthropic gives priority where the account has it, and does not promise it");
            }
            default -> losses.dropped(at, "Anthropic has no such tier");
        }
    }
}
