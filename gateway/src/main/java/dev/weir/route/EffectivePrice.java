package dev.weir.route;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Rates;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a target costs in effect: not its list price, but that of what is really read, cached and written. For
/// comparing; nobody is billed by it.
///
/// @param dollars for a million tokens read and whatever is written for them
public record EffectivePrice(double dollars, Mix mix) {
    /// The price at these rates, or null where they do not say what is read and written costs.
    public static @Nullable EffectivePrice of(Rates rates, Mix mix) {
        double input = million(rates.of(Meter.INPUT));
        double output = million(rates.of(Meter.OUTPUT));
        if (Double.isNaN(input) || Double.isNaN(output)) {
            return null;
        }
        double cached = or(million(rates.of(Meter.CACHE_READ)), input);
        double written = or(million(rates.of(Meter.CACHE_WRITE)), input);
        double fresh = Math.max(0, 1 - mix.cached() - mix.written());
        return new EffectivePrice(
                fresh * input + mix.cached() * cached + mix.written() * written + mix.answered() * output, mix);
    }

    /// Dollars for a million, or not a number.
    static double million(@Nullable Money one) {
        return one == null ? Double.NaN : one.inDollars().doubleValue() * 1e6;
    }

    private static double or(double value, double fallback) {
        return Double.isNaN(value) ? fallback : value;
    }

    /// `$1.25 for a million tokens read`.
    @Override
    public String toString() {
        String mixed = mix.seen() == Mix.Seen.OBSERVED
                ? Math.round(mix.cached() * 100) + "% from the cache"
                : "no traffic seen";
        return String.format(Locale.ROOT, "$%.4g for a million tokens read and their answers, %s", dollars, mixed);
    }
}
