package dev.weir.feed;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Rates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The prices of one model while they are read: numbers of JSON, exactly as they stand there.
final class PriceSheet {
    private static final int DIGITS = 12;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    private final Map<Meter, Money> usual = new EnumMap<>(Meter.class);
    private final Map<String, Map<Meter, Money>> services = new LinkedHashMap<>();
    private final TreeMap<Integer, Map<Meter, Money>> tiers = new TreeMap<>();

    /// Dollars of one, from a number that is those of `10^shift`. What is finer than 10⁻¹² dollars is rounded, for
    /// lists that were written from binary fractions.
    ///
    /// @throws IllegalArgumentException where it is no price
    private static Money money(JsonNode number, int shift) {
        if (!number.isNumber()) {
            throw new IllegalArgumentException("no price: " + number);
        }
        var value = number.decimalValue();
        if (Math.abs((long) value.scale()) > 100 || value.precision() > 100) {
            throw new IllegalArgumentException("no price: a number of such a length");
        }
        var one = value.movePointLeft(shift);
        if (one.signum() < 0 || one.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("no price: " + number);
        }
        return Money.of(one.setScale(DIGITS, RoundingMode.HALF_EVEN));
    }

    /// The larger of two prices for the same: a list may give what is read and what is written apart, one of them 0.
    void usual(Meter meter, JsonNode number, int shift) {
        usual.merge(meter, money(number, shift), (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    void service(String name, Meter meter, JsonNode number, int shift) {
        services.computeIfAbsent(name, _ -> new EnumMap<>(Meter.class)).put(meter, money(number, shift));
    }

    void tier(int aboveTokens, Meter meter, JsonNode number, int shift) {
        tiers.computeIfAbsent(aboveTokens, _ -> new EnumMap<>(Meter.class)).put(meter, money(number, shift));
    }

    Prices prices() {
        var classes = new LinkedHashMap<String, Rates>();
        services.forEach((name, rates) -> classes.put(name, new Rates(rates)));
        List<Prices.Tier> longer = new ArrayList<>();
        tiers.forEach((above, rates) -> longer.add(new Prices.Tier(above, new Rates(rates))));
        return new Prices(new Rates(usual), longer, classes, Map.of(), Map.of(), List.of());
    }
}
