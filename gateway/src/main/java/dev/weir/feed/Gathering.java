package dev.weir.feed;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A feed while it is read. One entry that cannot stand does not spoil the others.
final class Gathering {
    /// Ids that can stand in the catalog's lines, and in a model's name.
    private static final Pattern ID = Pattern.compile("[!#-~]{1,200}");

    private static final int MOST_MODELS = 100_000;

    private final Catalog catalog;
    private final Source source;
    private final Map<String, Map<String, ModelFacts>> models = new TreeMap<>();
    private final TreeSet<String> strangers = new TreeSet<>();
    private final TreeSet<String> refused = new TreeSet<>();
    private int count;

    Gathering(Catalog catalog, Source source) {
        this.catalog = catalog;
        this.source = source;
    }

    Source source() {
        return source;
    }

    /// The row of a provider, which is a stranger where there is none.
    Optional<ProviderRow> row(String provider) {
        var row = catalog.row(provider);
        if (row.isEmpty()) {
            strangers.add(provider);
        }
        return row;
    }

    void add(ProviderRow row, String id, Supplier<ModelFacts> facts) {
        if (++count > MOST_MODELS) {
            throw new IllegalArgumentException("the list has more than " + MOST_MODELS + " models");
        }
        if (!ID.matcher(id).matches()) {
            refused.add(row.id() + "/" + id.replaceAll("[^!-~]", "?") + ": no id");
            return;
        }
        try {
            models.computeIfAbsent(row.id(), _ -> new LinkedHashMap<>()).putIfAbsent(id, facts.get());
        } catch (IllegalArgumentException e) {
            refused.add(row.id() + "/" + id + ": " + e.getMessage());
        }
    }

    Feed feed() {
        return new Feed(source, models, strangers, refused);
    }
}
