package dev.weir.feed;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A list of models that somebody publishes, in the catalog's words.
///
/// @param source who publishes it, and of which day it is
/// @param models what it says, by the catalog's providers and their ids
/// @param strangers providers of the list that the catalog has no row for
/// @param refused entries that cannot stand, and why
public record Feed(
        Source source,
        Map<String, Map<String, ModelFacts>> models,
        SequencedSet<String> strangers,
        SequencedSet<String> refused) {
    /// Largest list that is read.
    public static final int MOST_BYTES = 64 << 20;

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public Feed {
        var copy = new LinkedHashMap<String, Map<String, ModelFacts>>();
        models.forEach((provider, list) -> copy.put(provider, Collections.unmodifiableMap(new LinkedHashMap<>(list))));
        models = Collections.unmodifiableMap(copy);
        strangers = Collections.unmodifiableSequencedSet(new TreeSet<>(strangers));
        refused = Collections.unmodifiableSequencedSet(new TreeSet<>(refused));
    }

    /// Reads a list as models.dev (`api.json`) or LiteLLM (`model_prices_and_context_window.json`) publish it.
    ///
    /// @param where it was found
    /// @param day of which it is
    /// @throws IllegalArgumentException where it is neither
    public static Feed read(byte[] document, String where, String day, Catalog catalog) {
        if (document.length > MOST_BYTES) {
            throw new IllegalArgumentException("the list is larger than " + MOST_BYTES + " bytes");
        }
        var root = tree(document);
        if (has(root, "models")) {
            return ModelsDev.read(root, new Source("models.dev", day, "models.dev (" + where + ")"), catalog);
        }
        if (has(root, "litellm_provider")) {
            return LiteLlm.read(root, new Source("litellm", day, "LiteLLM's price file (" + where + ")"), catalog);
        }
        throw new IllegalArgumentException("this is neither models.dev's api.json nor LiteLLM's price file");
    }

    private static JsonNode tree(byte[] document) {
        try {
            return EXACT.readTree(document);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Whether the document is an object of objects that have such a member.
    private static boolean has(JsonNode root, String member) {
        return root.properties().stream().anyMatch(entry -> entry.getValue().has(member));
    }

    /// What it says of one provider's models.
    public Feed only(String provider) {
        var some = models.containsKey(provider)
                ? Map.of(provider, models.get(provider))
                : Map.<String, Map<String, ModelFacts>>of();
        return new Feed(source, some, strangers, refused);
    }

    public int size() {
        return models.values().stream().mapToInt(Map::size).sum();
    }
}
