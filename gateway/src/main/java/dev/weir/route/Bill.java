package dev.weir.route;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Rates;
import dev.weir.chat.Usage;
import org.jspecify.annotations.Nullable;

/// What tokens cost at given rates: for comparing targets, by the list prices of the catalog.
final class Bill {
    private Bill() {}

    /// Null where a price is not known of something that was used.
    static @Nullable Money of(Rates rates, Usage.Input input, Usage.Output output) {
        Money read = rates.of(Meter.INPUT);
        Money written = rates.of(Meter.OUTPUT);
        if (read == null || written == null) {
            return null;
        }
        return read.times(input.fresh() + input.toolUse())
                .plus(or(rates.of(Meter.CACHE_READ), read).times(input.cacheRead()))
                .plus(or(rates.of(Meter.CACHE_WRITE), read).times(input.cacheWrite()))
                .plus(or(rates.of(Meter.CACHE_WRITE_1H), or(rates.of(Meter.CACHE_WRITE), read))
                        .times(input.cacheWriteLong()))
                .plus(or(rates.of(Meter.INPUT_AUDIO), read).times(input.audio()))
                .plus(written.times(output.visible()))
                .plus(or(rates.of(Meter.REASONING), written).times(output.reasoning()))
                .plus(or(rates.of(Meter.OUTPUT_AUDIO), written).times(output.audio()))
                .plus(or(rates.of(Meter.OUTPUT_IMAGE), written).times(output.images()));
    }

    private static Money or(@Nullable Money price, Money usual) {
        return price == null ? usual : price;
    }
}
