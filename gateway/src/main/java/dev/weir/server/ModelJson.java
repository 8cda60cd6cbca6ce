package dev.weir.server;

import dev.weir.catalog.Doubt;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Meter.Unit;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Rates;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What is known of a model, as fields beside those of a dialect's own list: limits, media, capabilities, prices,
/// dates, and who says so. What is not known is not there. Prices are decimal texts in US dollars.
public final class ModelJson {
    private ModelJson() {}

    /// Adds the fields to an entry of a list.
    public static void extend(ObjectNode out, KnownModel model, Traits traits) {
        var facts = model.facts();
        var origin = facts.origin();
        var since = facts.history().since();
        if (since != null && out.has("created")) {
            out.put("created", seconds(since));
        }
        out.put("name", model.name()).put("mode", model.mode().word());
        put(out, "status", model.status());
        put(out, "context_window", traits.contextTokens());
        put(out, "max_input_tokens", facts.limits().input());
        put(out, "max_output_tokens", traits.maxOutputTokens());
        put(out, "dimensions", facts.limits().dimensions());
        modalities(out, "input_modalities", facts.media().reads());
        modalities(out, "output_modalities", facts.media().writes());
        capabilities(out.putObject("capabilities"), model, traits);
        if (!facts.prices().isEmpty()) {
            prices(out.putObject("prices").put("currency", "USD"), facts.prices());
        }
        var history = facts.history();
        put(out, "released", history.since());
        put(out, "knowledge", history.knows());
        put(out, "shut_down", history.until());
        put(out, "alias_of", origin.aliasOf());
        put(out, "base_model", origin.base());
        put(out, "region", origin.region());
        sources(out, origin.sources());
    }

    /// A day, or the first one of a month, in seconds since 1970.
    private static long seconds(String day) {
        var whole = day.length() == 7 ? day + "-01" : day;
        try {
            return LocalDate.parse(whole).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static void put(ObjectNode out, String name, @Nullable Object value) {
        if (value instanceof Integer number) {
            out.put(name, number);
        } else if (value instanceof Enum<?> word) {
            out.put(name, word.name().toLowerCase(Locale.ROOT));
        } else if (value != null) {
            out.put(name, value.toString());
        }
    }

    private static void modalities(ObjectNode out, String name, Set<Modality> modalities) {
        if (!modalities.isEmpty()) {
            var words = out.putArray(name);
            modalities.stream().sorted().forEach(modality -> words.add(modality.word()));
        }
    }

    private static void capabilities(ObjectNode out, KnownModel model, Traits traits) {
        put(out, "tools", traits.tools());
        put(out, "structured_output", traits.structuredOutput());
        put(out, "sampling", traits.sampling());
        var thinking = traits.thinking();
        put(out, "reasoning", thinking.known() == Support.UNKNOWN ? model.reasoning() : thinking.known());
        if (!thinking.ways().isEmpty()) {
            var ways = out.putArray("reasoning_modes");
            thinking.ways().stream().sorted().forEach(way -> ways.add(way.name().toLowerCase(Locale.ROOT)));
        }
        if (!thinking.efforts().isEmpty()) {
            var efforts = out.putArray("reasoning_efforts");
            thinking.efforts().forEach(effort -> efforts.add(effort.name().toLowerCase(Locale.ROOT)));
        }
        put(out, "open_weights", model.facts().nature().open());
    }

    private static void put(ObjectNode out, String name, Support support) {
        switch (support) {
            case YES -> out.put(name, true);
            case NO -> out.put(name, false);
            case UNKNOWN -> {}
        }
    }

    private static void prices(ObjectNode out, Prices prices) {
        rates(out, prices.usual());
        prices.services().forEach((name, rates) -> rates(out.putObject(name), rates));
        if (!prices.tiers().isEmpty()) {
            var tiers = out.putArray("tiers");
            prices.tiers()
                    .forEach(tier -> rates(tiers.addObject().put("above_tokens", tier.aboveTokens()), tier.rates()));
        }
        if (!prices.changes().isEmpty()) {
            var changes = out.putArray("changes");
            prices.changes().forEach((day, rates) -> rates(changes.addObject().put("from", day), rates));
        }
        if (!prices.pictures().isEmpty()) {
            var pictures = out.putObject("per_image_variants");
            prices.pictures().forEach((kind, price) -> pictures.put(kind, Meter.IMAGE.shown(price)));
        }
        if (!prices.doubts().isEmpty()) {
            var doubts = out.putArray("doubtful");
            prices.doubts().forEach(doubt -> doubt(doubts.addObject(), doubt));
        }
    }

    private static void rates(ObjectNode out, Rates rates) {
        for (var unit : Unit.values()) {
            var some = rates.each().entrySet().stream()
                    .filter(rate -> rate.getKey().unit() == unit)
                    .toList();
            if (!some.isEmpty()) {
                var in = out.putObject(unit == Unit.TOKEN ? "per_million_tokens" : "each");
                some.forEach(rate -> in.put(name(rate.getKey()), rate.getKey().shown(rate.getValue())));
            }
        }
    }

    private static void doubt(ObjectNode out, Doubt doubt) {
        out.put("price", name(doubt.meter()));
        put(out, "verdict", doubt.verdict());
        var agreeing = out.putArray("agreeing");
        doubt.agreeing().forEach(source -> agreeing.add(source.id()));
        var others = out.putObject("others");
        doubt.others().forEach((price, who) -> {
            var names = others.putArray(doubt.meter().shown(price));
            who.forEach(source -> names.add(source.id()));
        });
    }

    private static String name(Meter meter) {
        return meter.name().toLowerCase(Locale.ROOT);
    }

    private static void sources(ObjectNode out, List<Source> sources) {
        if (!sources.isEmpty()) {
            var list = out.putArray("sources");
            sources.forEach(source -> {
                var one = list.addObject().put("id", source.id());
                put(one, "as_of", source.asOf());
                one.put("name", source.name());
            });
        }
    }
}
