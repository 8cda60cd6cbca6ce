package dev.weir.catalog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The words of a line that are about money.
///
/// `$input=2.5,output=10` is what it costs, `$batch:input=1.25` in a class of service, `$>200000:input=5` above a
/// length, `$2027-01-01:input=3` from a day on, `$each:high_1024x1024=0.167` a picture; `?input:=@a,3@b@c` a doubt:
/// `a` agrees, `b` and `c` say 3.
final class PriceWords {
    private final Map<String, Source> sources;
    private Rates usual = Rates.NONE;
    private final List<Prices.Tier> tiers = new ArrayList<>();
    private final Map<String, Rates> services = new LinkedHashMap<>();
    private final Map<String, Money> pictures = new LinkedHashMap<>();
    private final Map<String, Rates> changes = new LinkedHashMap<>();
    private final List<Doubt> doubts = new ArrayList<>();

    PriceWords(Map<String, Source> sources) {
        this.sources = sources;
    }

    Prices prices() {
        return usual.isEmpty() && tiers.isEmpty() && services.isEmpty() && pictures.isEmpty() && doubts.isEmpty()
                ? Prices.NONE
                : new Prices(usual, tiers, services, pictures, changes, doubts);
    }

    /// Reads a word without its `$`.
    void price(String word) {
        var colon = word.indexOf(':');
        var rates = word.substring(colon + 1);
        if (colon < 0) {
            usual = rates(rates);
        } else if (word.charAt(0) == '>') {
            tiers.add(new Prices.Tier(Integer.parseInt(word.substring(1, colon)), rates(rates)));
        } else if (Character.isDigit(word.charAt(0))) {
            changes.put(word.substring(0, colon), rates(rates));
        } else if (word.startsWith("each:")) {
            pictures(rates);
        } else {
            services.put(word.substring(0, colon), rates(rates));
        }
    }

    private static Rates rates(String text) {
        var each = new EnumMap<Meter, Money>(Meter.class);
        for (var one : text.split(",", -1)) {
            var equals = one.indexOf('=');
            var meter = Fields.word(Meter.class, one.substring(0, Math.max(0, equals)));
            each.put(meter, meter.price(one.substring(equals + 1)));
        }
        return new Rates(each);
    }

    private void pictures(String text) {
        for (var one : text.split(",", -1)) {
            var equals = one.indexOf('=');
            pictures.put(one.substring(0, equals).replace('_', ' '), Meter.IMAGE.price(one.substring(equals + 1)));
        }
    }

    /// Reads a word without its `?`.
    void doubt(String word) {
        var colon = word.indexOf(':');
        var meter = Fields.word(Meter.class, word.substring(0, Math.max(0, colon)));
        List<Source> agreeing = List.of();
        var others = new LinkedHashMap<Money, List<Source>>();
        for (var opinion : word.substring(colon + 1).split(",", -1)) {
            var at = opinion.indexOf('@');
            var who = ModelLine.sources(opinion.substring(at + 1).replace('@', '+'), sources);
            if (opinion.charAt(0) == '=') {
                agreeing = who;
            } else {
                others.put(meter.price(opinion.substring(0, Math.max(0, at))), who);
            }
        }
        doubts.add(new Doubt(meter, agreeing, others));
    }

    static void write(Prices prices, List<String> words) {
        say("", prices.usual(), words);
        prices.services().forEach((name, rates) -> say(name + ":", rates, words));
        prices.tiers().forEach(tier -> say(">" + tier.aboveTokens() + ":", tier.rates(), words));
        prices.changes().forEach((day, rates) -> say(day + ":", rates, words));
        if (!prices.pictures().isEmpty()) {
            words.add(prices.pictures().entrySet().stream()
                    .map(one -> one.getKey().replace(' ', '_') + "=" + Meter.IMAGE.shown(one.getValue()))
                    .collect(Collectors.joining(",", "$each:", "")));
        }
        prices.doubts().forEach(doubt -> words.add(word(doubt)));
    }

    private static void say(String prefix, Rates rates, List<String> words) {
        if (!rates.isEmpty()) {
            words.add(rates.each().entrySet().stream()
                    .map(one -> one.getKey().word() + "=" + one.getKey().shown(one.getValue()))
                    .collect(Collectors.joining(",", "$" + prefix, "")));
        }
    }

    private static String word(Doubt doubt) {
        var opinions = new ArrayList<String>();
        if (!doubt.agreeing().isEmpty()) {
            opinions.add("=" + names(doubt.agreeing()));
        }
        doubt.others().forEach((price, who) -> opinions.add(doubt.meter().shown(price) + names(who)));
        return "?" + doubt.meter().word() + ":" + String.join(",", opinions);
    }

    private static String names(List<Source> sources) {
        return sources.stream().map(source -> "@" + source.id()).collect(Collectors.joining());
    }
}
