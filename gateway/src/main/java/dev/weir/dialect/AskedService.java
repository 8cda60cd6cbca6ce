package dev.weir.dialect;

import dev.weir.chat.Extras;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What service a request asks for and on whose behalf, read off the words of whichever dialect: nearly every API has a
/// tier and an end user, and each calls them otherwise.
///
/// @param tier or null
/// @param tierAt JSON pointer of it
/// @param user that the caller answers for, or null
/// @param userAt JSON pointer of it
/// @param rest what is left of the extras
public record AskedService(
        @Nullable Tier tier, String tierAt, @Nullable String user, String userAt, Extras rest) {
    public enum Tier {
        AUTO,
        STANDARD,
        FLEX,
        PRIORITY
    }

    public static AskedService of(Extras extras) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        String tierName = extras.owner().equals("gemini") ? "serviceTier" : "service_tier";
        Tier tier = tier(extras.owner(), rest.get(tierName));
        if (tier != null) {
            rest.remove(tierName);
        }
        String userAt = "";
        String user = null;
        if (extras.owner().equals("anthropic-messages")
                && rest.get("metadata") instanceof ObjectNode metadata
                && metadata.path("user_id").isString()) {
            user = metadata.path("user_id").stringValue();
            userAt = extras.at() + "/metadata/user_id";
            ObjectNode left = metadata.deepCopy();
            left.remove("user_id");
            if (left.isEmpty()) {
                rest.remove("metadata");
            } else {
                rest.put("metadata", left);
            }
        }
        Extras left = new Extras(extras.owner(), extras.at(), rest);
        return new AskedService(tier, extras.at() + "/" + tierName, user, userAt, left);
    }

    private static @Nullable Tier tier(String owner, @Nullable JsonNode value) {
        String word = value == null ? "" : value.asString("").toLowerCase(Locale.ROOT);
        return switch (word) {
            case "auto" -> Tier.AUTO;
            case "standard", "standard_only" -> Tier.STANDARD;
            case "default" -> owner.startsWith("openai") ? Tier.STANDARD : null;
            case "flex" -> Tier.FLEX;
            case "priority", "fast" -> Tier.PRIORITY;
            default -> null;
        };
    }

    /// Writes both as OpenAI's APIs call them.
    ///
    /// @param userField of the end user
    /// @return what is left
    public Extras asOpenAi(ObjectNode body, String userField, LossList losses) {
        if (tier != null) {
            String word = switch (tier) {
                case AUTO -> "auto";
                case STANDARD -> "default";
                case FLEX -> "flex";
                case PRIORITY -> "priority";
            };
            body.put("service_tier", word);
            losses.renamed(tierAt, "It is `service_tier` " + word + " here.");
        }
        if (user != null) {
            body.put(userField, user);
            losses.renamed(userAt, "It is `" + userField + "` here.");
        }
        return rest;
    }
}
