package dev.weir.catalog;

import dev.weir.catalog.Meter.Unit;
import dev.weir.chat.Traits.Support;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is known of a model, for people: what it is about, and what is so.
public final class FactSheet {
    private final Map<String, String> lines = new LinkedHashMap<>();

    private FactSheet() {}

    /// What is said, and who says so.
    public static Map<String, String> of(ModelFacts facts) {
        var sheet = new FactSheet();
        sheet.facts(facts);
        sheet.doubts(facts.prices());
        var from = facts.origin().sources().stream()
                .map(source ->
                        source.name() + (source.asOf() == null ? ", " + source.id() : ", as of " + source.asOf()))
                .collect(Collectors.joining("; "));
        sheet.say("from", from);
        return sheet.lines;
    }

    /// What is said, without doubts and sources: where two of these are equal, nothing changed that matters.
    public static Map<String, String> ofContent(ModelFacts facts) {
        var sheet = new FactSheet();
        sheet.facts(facts);
        return sheet.lines;
    }

    private void facts(ModelFacts facts) {
        var mode = facts.nature().mode();
        var limits = facts.limits();
        var manner = facts.manner();
        say("name", facts.origin().name());
        say("for", mode == null ? null : mode.word());
        say("context", limits.context());
        say("longest request", limits.input());
        say("longest answer", limits.output());
        say("dimensions", limits.dimensions());
        say("reads", words(facts.media().reads()));
        say("writes", words(facts.media().writes()));
        say("tools", manner.tools());
        say("structured output", manner.structuredOutput());
        say("sampling", manner.sampling());
        say("reasoning", facts.nature().reasoning());
        var thinking = manner.thinking();
        say("thinking", thinking == null ? null : String.join(" ", Manner.words(thinking)));
        say("open weights", facts.nature().open());
        prices(facts.prices());
        history(facts.history());
        say("another name of", facts.origin().aliasOf());
        say("serves", facts.origin().base());
        say("region", facts.origin().region());
        say("speaks", facts.origin().speaks());
    }

    private void history(ModelFacts.History history) {
        say("status", history.status() == null ? null : history.status().name().toLowerCase(Locale.ROOT));
        say("since", history.since());
        say("knowledge until", history.knows());
        say("shut down on", history.until());
    }

    private void prices(Prices prices) {
        say("", prices.usual());
        prices.services().forEach((name, rates) -> say(", " + name, rates));
        prices.tiers().forEach(tier -> say(" above " + tier.aboveTokens() + " tokens", tier.rates()));
        prices.changes().forEach((day, rates) -> say(" from " + day, rates));
        prices.pictures().forEach((kind, price) -> say("price of a picture, " + kind, Meter.IMAGE.shown(price)));
    }

    private void say(String where, Rates rates) {
        rates.each()
                .forEach((meter, price) -> say(
                        "price of " + meter.word() + where,
                        meter.shown(price) + " USD " + (meter.unit() == Unit.TOKEN ? "for a million tokens" : "each")));
    }

    private void doubts(Prices prices) {
        for (var doubt : prices.doubts()) {
            var others = doubt.others().entrySet().stream()
                    .map(other -> doubt.meter().shown(other.getKey()) + " by " + names(other.getValue()))
                    .collect(Collectors.joining(", "));
            var agreeing = doubt.agreeing().isEmpty() ? "" : "given so by " + names(doubt.agreeing()) + ", ";
            say("doubtful: " + doubt.meter().word(), agreeing + "as " + others);
        }
    }

    private static String names(List<Source> sources) {
        return sources.stream().map(Source::id).collect(Collectors.joining(" and "));
    }

    private static String words(Set<Modality> modalities) {
        return modalities.stream().sorted().map(Modality::word).collect(Collectors.joining(", "));
    }

    private void say(String what, @Nullable Object value) {
        if (value instanceof Support support) {
            switch (support) {
                case YES -> lines.put(what, "yes");
                case NO -> lines.put(what, "no");
                case UNKNOWN -> {}
            }
        } else if (value != null && !value.toString().isEmpty()) {
            lines.put(what, value.toString());
        }
    }
}
