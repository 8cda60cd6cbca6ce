package dev.weir.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// What a model costs.
///
/// @param usual what a request costs of which nothing else is known
/// @param tiers what replaces it where a request is longer, shortest first
/// @param services what a class of service costs instead: `batch`, `flex`, `priority`, `fast`
/// @param pictures what a picture costs, by quality and size: `high 1024x1024`
/// @param changes what was announced, by the day it begins: `2027-01-01`
/// @param doubts prices of `usual` that others give otherwise
public record Prices(
        Rates usual,
        List<Tier> tiers,
        Map<String, Rates> services,
        Map<String, Money> pictures,
        Map<String, Rates> changes,
        List<Doubt> doubts) {
    public static final Prices NONE = new Prices(Rates.NONE, List.of(), Map.of(), Map.of(), Map.of(), List.of());

    public Prices {
        tiers = List.copyOf(tiers);
        services = kept(services);
        pictures = kept(pictures);
        changes = kept(changes);
        doubts = List.copyOf(doubts);
    }

    /// What the whole of a request costs that reads more than so many tokens; what it does not say costs the usual.
    public record Tier(int aboveTokens, Rates rates) {}

    public boolean isEmpty() {
        return equals(NONE);
    }

    public boolean isDoubtful(Meter meter) {
        return doubts.stream().anyMatch(doubt -> doubt.meter() == meter);
    }

    /// These, and what they do not say from `below`: price by price, in each tier and class of service.
    public Prices over(Prices below) {
        var pictured = new LinkedHashMap<>(below.pictures);
        pictured.putAll(pictures);
        return new Prices(
                usual.over(below.usual),
                tiersOver(below.tiers),
                merged(below.services, services),
                pictured,
                merged(below.changes, changes),
                doubtsOver(below.doubts));
    }

    /// Each so many percent higher; what others say of them stays what they say.
    Prices raised(int percent) {
        return new Prices(
                usual.raised(percent),
                tiers.stream()
                        .map(tier -> new Tier(tier.aboveTokens, tier.rates.raised(percent)))
                        .toList(),
                raised(services, rates -> rates.raised(percent)),
                raised(pictures, price -> price.raised(percent)),
                raised(changes, rates -> rates.raised(percent)),
                doubts);
    }

    private static <V> Map<String, V> raised(Map<String, V> below, UnaryOperator<V> raise) {
        var all = new LinkedHashMap<String, V>();
        below.forEach((name, value) -> all.put(name, raise.apply(value)));
        return all;
    }

    private List<Tier> tiersOver(List<Tier> below) {
        var byLength = new TreeMap<Integer, Rates>();
        below.forEach(tier -> byLength.put(tier.aboveTokens, tier.rates));
        tiers.forEach(tier -> byLength.merge(tier.aboveTokens, tier.rates, (under, over) -> over.over(under)));
        var all = new ArrayList<Tier>();
        byLength.forEach((above, rates) -> all.add(new Tier(above, rates)));
        return all;
    }

    /// A price that is said anew is not doubted any more.
    private List<Doubt> doubtsOver(List<Doubt> below) {
        var all = new ArrayList<>(doubts);
        below.stream().filter(doubt -> usual.of(doubt.meter()) == null).forEach(all::add);
        return all;
    }

    private static Map<String, Rates> merged(Map<String, Rates> below, Map<String, Rates> above) {
        BinaryOperator<Rates> merge = (under, over) -> over.over(under);
        var all = new LinkedHashMap<>(below);
        above.forEach((name, rates) -> all.merge(name, rates, merge));
        return all;
    }

    private static <V> Map<String, V> kept(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
