package dev.weir.route;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Rates;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one of each costs in one class of service and at one length, in 10⁻¹² dollars, ready for adding up.
///
/// What has no price of its own costs what its kin costs: cached tokens what fresh ones do, thinking what output does.
/// In a class of service that holds only where the usual class has no price of its own either: where it has one, it is
/// known that there are two prices, and not what the second one is here.
@SuppressWarnings("EnumOrdinal") // an array by meter is read for every answer
final class PriceColumn {
    private static final List<Meter> METERS = List.of(Meter.values());
    private static final long NONE = -1;
    private static final Map<Meter, Meter> KIN = new EnumMap<>(Map.of(
            Meter.CACHE_READ, Meter.INPUT,
            Meter.CACHE_WRITE, Meter.INPUT,
            // By now the shorter one has its own, or that of fresh tokens.
            Meter.CACHE_WRITE_1H, Meter.CACHE_WRITE,
            Meter.INPUT_AUDIO, Meter.INPUT,
            Meter.INPUT_IMAGE, Meter.INPUT,
            Meter.REASONING, Meter.OUTPUT,
            Meter.OUTPUT_AUDIO, Meter.OUTPUT,
            Meter.OUTPUT_IMAGE, Meter.OUTPUT));

    private final long[] each = new long[METERS.size()];
    private final boolean empty;
    private final boolean free;

    private PriceColumn(Rates own, Rates usual) {
        Arrays.fill(each, NONE);
        own.each().forEach((meter, price) -> each[meter.ordinal()] = picos(price));
        this.empty = own.isEmpty();
        this.free = isFree(own);
        KIN.forEach((meter, kin) -> {
            boolean apart = usual.of(meter) != null;
            each[meter.ordinal()] = own.of(meter) != null ? each[meter.ordinal()] : apart ? NONE : each[kin.ordinal()];
        });
        if (own.of(Meter.REQUEST) == null && usual.of(Meter.REQUEST) == null) {
            each[Meter.REQUEST.ordinal()] = 0;
        }
    }

    /// Of the usual class of service, at whatever length.
    static PriceColumn usual(Rates rates) {
        return new PriceColumn(rates, Rates.NONE);
    }

    /// Of another class of service.
    static PriceColumn service(Rates rates, Rates usual) {
        return new PriceColumn(rates, usual);
    }

    private static long picos(Money price) {
        return Math.addExact(Math.multiplyExact(price.dollars(), Money.PICOS), price.picos());
    }

    /// Whether it is known to cost nothing: what is read, or what is billed by the piece, and all else that is known.
    private static boolean isFree(Rates rates) {
        boolean some = rates.each().keySet().stream()
                .anyMatch(meter -> meter == Meter.INPUT || meter.unit() == Meter.Unit.PIECE);
        return some && rates.each().values().stream().allMatch(Money.ZERO::equals);
    }

    boolean isEmpty() {
        return empty;
    }

    boolean isFree() {
        return free;
    }

    boolean has(Meter meter) {
        return each[meter.ordinal()] >= 0;
    }

    /// The price of so many, of which [#has(Meter)] is true.
    long of(Meter meter, long count) {
        return Math.multiplyExact(each[meter.ordinal()], count);
    }

    /// The price of what was used; or, below 0, what [#lacks(long)] names.
    ///
    /// @throws ArithmeticException where it is more than can be counted
    long of(Usage usage, Units units) {
        Usage.Input read = usage.input();
        Usage.Output written = usage.output();
        long shown = Math.min(units.pictures().tokens(), read.fresh());
        long sum = plus(0, Meter.INPUT, read.fresh() - shown + read.toolUse());
        sum = plus(sum, Meter.INPUT_IMAGE, shown);
        sum = plus(sum, Meter.CACHE_READ, read.cacheRead());
        sum = plus(sum, Meter.CACHE_WRITE, read.cacheWrite());
        sum = plus(sum, Meter.CACHE_WRITE_1H, read.cacheWriteLong());
        sum = plus(sum, Meter.INPUT_AUDIO, read.audio());
        sum = plus(sum, Meter.OUTPUT, written.visible());
        sum = plus(sum, Meter.REASONING, written.reasoning());
        sum = plus(sum, Meter.OUTPUT_AUDIO, written.audio());
        sum = plus(sum, Meter.OUTPUT_IMAGE, written.images());
        sum = plus(sum, Meter.QUERY, usage.service().searches());
        sum = plus(sum, Meter.FILE_QUERY, usage.service().lookups());
        return plus(sum, Meter.REQUEST, 1);
    }

    private long plus(long sum, Meter meter, long count) {
        if (count == 0 || sum < 0) {
            return sum;
        }
        long price = each[meter.ordinal()];
        return price < 0 ? ~meter.ordinal() : Math.addExact(sum, Math.multiplyExact(price, count));
    }

    /// The first that was used and has no price, by [#of(Usage, Units)]; null where each has one.
    static @Nullable Meter lacks(long sum) {
        return sum < 0 ? METERS.get((int) ~sum) : null;
    }
}
