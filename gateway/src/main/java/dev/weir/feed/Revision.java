package dev.weir.feed;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.FactSheet;
import dev.weir.catalog.Meter;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ModelFacts.Limits;
import dev.weir.catalog.ModelFacts.Media;
import dev.weir.catalog.ModelFacts.Origin;
import dev.weir.catalog.Prices;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a feed changes in the catalog. What it does not say stays; what the catalog has and the feed has not stays too.
public record Revision(List<Change> changes) {
    public Revision {
        changes = List.copyOf(changes);
    }

    /// How much of a feed is taken.
    public enum Scope {
        EVERYTHING,
        /// Prices of models that are known already.
        PRICES
    }

    /// A model that is new, or of which something else is said.
    ///
    /// @param before null where it is new
    public record Change(
            String provider, String id, @Nullable ModelFacts before, ModelFacts after) {
        public String name() {
            return provider + "/" + id;
        }

        /// What changes, and how: `price of input`, `2.5 USD … → 2 USD …`.
        public Map<String, String> differences() {
            var was = before == null ? Map.<String, String>of() : FactSheet.ofContent(before);
            var will = FactSheet.ofContent(after);
            var differences = new LinkedHashMap<String, String>();
            was.forEach((what, so) -> {
                if (!so.equals(will.get(what))) {
                    differences.put(what, so + " → " + will.getOrDefault(what, "not known"));
                }
            });
            will.forEach((what, so) -> {
                if (!was.containsKey(what)) {
                    differences.put(what, "not known → " + so);
                }
            });
            return differences;
        }
    }

    public static Revision of(Feed feed, Catalog catalog, Scope scope) {
        var changes = new ArrayList<Change>();
        feed.models().forEach((provider, models) -> {
            var row = catalog.row(provider).orElseThrow();
            models.forEach((id, said) -> {
                var before = catalog.model(row, id).map(known -> known.facts()).orElse(null);
                var change = change(provider, id, before, said, scope);
                if (change != null) {
                    changes.add(change);
                }
            });
        });
        return new Revision(changes);
    }

    private static @Nullable Change change(
            String provider, String id, @Nullable ModelFacts before, ModelFacts said, Scope scope) {
        if (before == null) {
            return switch (scope) {
                case EVERYTHING -> new Change(provider, id, null, tidy(said));
                case PRICES -> null;
            };
        }
        var after = merged(
                before,
                switch (scope) {
                    case EVERYTHING -> said;
                    case PRICES -> pricesOf(said);
                });
        return FactSheet.ofContent(after).equals(FactSheet.ofContent(before))
                ? null
                : new Change(provider, id, before, after);
    }

    private static ModelFacts pricesOf(ModelFacts said) {
        var none = ModelFacts.NONE;
        var sources = new Origin(null, null, null, null, null, said.origin().sources());
        return new ModelFacts(
                none.nature(), none.limits(), none.media(), said.prices(), none.history(), sources, none.manner());
    }

    private static ModelFacts merged(ModelFacts before, ModelFacts said) {
        var over = said.over(before);
        return tidy(new ModelFacts(
                over.nature(),
                over.limits(),
                media(before.media(), said.media()),
                prices(before.prices(), said.prices()),
                over.history(),
                over.origin(),
                over.manner()));
    }

    /// A window that is not known is at least as long as the longest request; a request as long as the window needs no
    /// mention.
    private static ModelFacts tidy(ModelFacts facts) {
        var limits = facts.limits();
        var input = limits.input();
        if (input == null || limits.context() != null && limits.context() > input) {
            return facts;
        }
        return new ModelFacts(
                facts.nature(),
                new Limits(input, null, limits.output(), limits.dimensions()),
                facts.media(),
                facts.prices(),
                facts.history(),
                facts.origin(),
                facts.manner());
    }

    /// A list that does not say what is written says only some of what is read.
    private static Media media(Media before, Media said) {
        if (!said.writes().isEmpty() || before.reads().isEmpty()) {
            return new Media(
                    said.reads().isEmpty() ? before.reads() : said.reads(),
                    said.writes().isEmpty() ? before.writes() : said.writes());
        }
        var reads = EnumSet.copyOf(before.reads());
        reads.addAll(said.reads());
        return new Media(reads, before.writes());
    }

    /// Where a price is another now, those beside it that were not said again (of batches, of longer requests, of
    /// caches for an hour) are not known any more: they were made for the old one.
    private static Prices prices(Prices before, Prices said) {
        for (var meter : Meter.values()) {
            var was = before.usual().of(meter);
            var is = said.usual().of(meter);
            if (was != null && is != null && !was.equals(is)) {
                return said;
            }
        }
        return said.over(before);
    }

    /// The newer list with these changes, in the form of `models.txt`.
    ///
    /// @param catalog that the changes are for
    public String text(Catalog catalog) {
        var models = new TreeMap<String, Map<String, ModelFacts>>();
        catalog.newer().forEach((provider, list) -> models.put(provider, new TreeMap<>(list)));
        for (var change : changes) {
            models.computeIfAbsent(change.provider, _ -> new TreeMap<>()).put(change.id, change.after);
        }
        return Catalog.text(models);
    }
}
