package dev.weir.config;

import dev.weir.catalog.Amendment;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Glob;
import dev.weir.catalog.Manner;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Mode;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ModelFacts.History;
import dev.weir.catalog.ModelFacts.Limits;
import dev.weir.catalog.ModelFacts.Media;
import dev.weir.catalog.ModelFacts.Nature;
import dev.weir.catalog.ModelFacts.Origin;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Rates;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits.Support;
import dev.weir.route.Directory;
import dev.weir.route.ModelNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads what the user knows better than the catalog: `catalog`.
final class CatalogReader {
    private static final Set<String> KEYS = Set.of(
            "price",
            "context",
            "max-input",
            "max-output",
            "mode",
            "reads",
            "writes",
            "tools",
            "structured-output",
            "sampling",
            "thinking");
    private static final List<String> SERVICES =
            List.of("batch", "flex", "priority", "fast", "ultrafast", "scale", "reserved", "provisioned", "geo-us");
    private static final String THINKING = "off|adaptive|hidden|budget:\\d*-\\d*|effort:.+";

    private final Notes notes;
    private final Values values;
    private final List<Endpoint> endpoints;
    private final ModelNames names;
    private final Set<String> failed;

    /// @param names for what may have been meant by a provider that is not there
    /// @param failed providers of which something wrong was said already
    CatalogReader(Notes notes, Values values, List<Endpoint> endpoints, ModelNames names, Set<String> failed) {
        this.notes = notes;
        this.values = values;
        this.endpoints = endpoints;
        this.names = names;
        this.failed = failed;
    }

    List<Amendment> read(Section root) {
        var amendments = new ArrayList<Amendment>();
        root.section("catalog")
                .sections()
                .forEach((name, section) -> amendment(name, section).ifPresent(amendments::add));
        return amendments;
    }

    private Optional<Amendment> amendment(String name, Section section) {
        section.expect(KEYS, Map.of());
        var facts = facts(section);
        var slash = name.indexOf('/');
        if (slash <= 0 || slash + 1 == name.length()) {
            notes.wrong(
                    section.place(), section.path(), "no provider and model", "Write provider/model, or provider/*");
            return Optional.empty();
        }
        var provider = name.substring(0, slash);
        var endpoint = endpoints.stream()
                .filter(candidate -> candidate.id().equals(provider))
                .findFirst()
                .or(() -> endpoints.stream()
                        .filter(candidate -> candidate.names().contains(provider))
                        .findFirst());
        if (endpoint.isEmpty() && !failed.contains(provider)) {
            var hint = names.resolve(name) instanceof Directory.Resolution.Unknown unknown ? unknown.hint() : "";
            notes.wrong(section.place(), section.path(), "there is no provider " + provider + " here", hint);
        }
        return endpoint.map(found -> new Amendment(found.provider(), new Glob(name.substring(slash + 1)), facts));
    }

    private ModelFacts facts(Section section) {
        var thinking = thinking(section);
        var reasoning = thinking.thinking();
        return new ModelFacts(
                new Nature(
                        word(section, "mode", Mode.values(), Mode::word),
                        reasoning == null ? Support.UNKNOWN : reasoning.known(),
                        Support.UNKNOWN),
                new Limits(
                        values.count(section, "context"),
                        values.count(section, "max-input"),
                        values.count(section, "max-output"),
                        null),
                new Media(modalities(section, "reads"), modalities(section, "writes")),
                prices(section.section("price")),
                History.NONE,
                new Origin(
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(new Source(section.place().toString(), null, "the configuration"))),
                new Manner(
                        reasoning,
                        support(section, "sampling"),
                        support(section, "tools"),
                        support(section, "structured-output"),
                        null,
                        null,
                        null,
                        null));
    }

    private Prices prices(Section section) {
        var known = new TreeSet<>(words(Meter.values(), Meter::word));
        var all = new TreeSet<>(known);
        all.addAll(SERVICES);
        all.add("above");
        section.expect(all, Map.of());
        var services = new LinkedHashMap<String, Rates>();
        for (var service : SERVICES) {
            if (section.has(service)) {
                services.put(service, rates(section.section(service), known));
            }
        }
        return new Prices(
                rates(section), tiers(section.section("above"), known), services, Map.of(), Map.of(), List.of());
    }

    private List<Prices.Tier> tiers(Section section, Set<String> known) {
        var tiers = new ArrayList<Prices.Tier>();
        section.sections().forEach((above, rates) -> {
            var tokens = Units.count(above);
            if (tokens.isEmpty()) {
                notes.wrong(
                        rates.place(), rates.path(), "no number of tokens: " + above, "Write it like 200000 or 200k");
            }
            tokens.ifPresent(number -> tiers.add(new Prices.Tier(number, rates(rates, known))));
        });
        return tiers;
    }

    private Rates rates(Section section, Set<String> known) {
        section.expect(known, Map.of());
        return rates(section);
    }

    private Rates rates(Section section) {
        var each = new EnumMap<Meter, Money>(Meter.class);
        for (var meter : Meter.values()) {
            var text = section.text(meter.word());
            if (text != null) {
                price(meter, text).ifPresent(price -> each.put(meter, price));
            }
        }
        return new Rates(each);
    }

    private Optional<Money> price(Meter meter, Text text) {
        try {
            return Optional.of(meter.price(text.value()));
        } catch (IllegalArgumentException e) {
            var unit = meter.unit() == Meter.Unit.TOKEN ? "a million tokens" : "one";
            notes.wrong(text, String.valueOf(e.getMessage()), "Write US dollars for " + unit + ", like 2.5");
            return Optional.empty();
        }
    }

    private Manner thinking(Section section) {
        var texts = section.texts("thinking");
        if (texts.size() == 1 && texts.getFirst().value().equals("none")) {
            return Manner.read(List.of("-think"));
        }
        var words = new ArrayList<String>();
        for (var text : texts) {
            if (text.value().matches(THINKING)) {
                words.add(text.value());
            } else {
                notes.wrong(
                        text,
                        "no way to think: " + text.value(),
                        "Known: none alone, or off, adaptive, hidden, budget:1024-32768, effort:low,high");
            }
        }
        try {
            return Manner.read(words);
        } catch (IllegalArgumentException e) {
            notes.wrong(section.place("thinking"), section.pathOf("thinking"), String.valueOf(e.getMessage()), "");
            return Manner.NONE;
        }
    }

    private @Nullable Support support(Section section, String key) {
        if (!section.has(key)) {
            return null;
        }
        return values.flag(section, key) ? Support.YES : Support.NO;
    }

    private Set<Modality> modalities(Section section, String key) {
        var all = EnumSet.noneOf(Modality.class);
        for (var text : section.texts(key)) {
            var one = word(text, Modality.values(), Modality::word);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private <E> @Nullable E word(Section section, String key, E[] constants, Function<E, String> word) {
        var text = section.text(key);
        return text == null ? null : word(text, constants, word);
    }

    private <E> @Nullable E word(Text text, E[] constants, Function<E, String> word) {
        for (var constant : constants) {
            if (word.apply(constant).equals(text.value())) {
                return constant;
            }
        }
        notes.wrong(text, "there is no " + text.value() + " here", Section.meant(text.value(), words(constants, word)));
        return null;
    }

    private static <E> Collection<String> words(E[] constants, Function<E, String> word) {
        return Arrays.stream(constants).map(word).toList();
    }
}
