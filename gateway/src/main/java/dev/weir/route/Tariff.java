package dev.weir.route;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Rates;
import org.jspecify.annotations.Nullable;

/// The prices of a model that are compared, in dollars for a million tokens.
///
/// @param cached of tokens read from the prompt cache
/// @param written of tokens written to it
public record Tariff(double input, double output, double cached, double written) {
    /// Null where it is not known what is read and written costs.
    static @Nullable Tariff of(Rates rates) {
        double input = million(rates.of(Meter.INPUT));
        double output = million(rates.of(Meter.OUTPUT));
        if (Double.isNaN(input) || Double.isNaN(output)) {
            return null;
        }
        return new Tariff(
                input,
                output,
                or(million(rates.of(Meter.CACHE_READ)), input),
                or(million(rates.of(Meter.CACHE_WRITE)), input));
    }

    EffectivePrice of(Mix mix) {
        double fresh = Math.max(0, 1 - mix.cached() - mix.written());
        return new EffectivePrice(
                fresh * input + mix.cached() * cached + mix.written() * written + mix.answered() * output, mix);
    }

    private static double million(@Nullable Money one) {
        return one == null ? Double.NaN : one.inDollars().doubleValue() * 1e6;
    }

    private static double or(double value, double fallback) {
        return Double.isNaN(value) ? fallback : value;
    }
}
