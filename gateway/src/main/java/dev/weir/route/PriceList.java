package dev.weir.route;

import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Rates;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one of each costs at a target, ready for adding up; the usual class of service, for which alone a provider says
/// what it took.
///
/// Sums are kept in 10⁻¹² dollars, of which a `long` holds nine million dollars' worth: what is more is not known.
public final class PriceList {
    private final String target;
    private final Map<String, Money> pictures;
    private final List<Line> lines;

    /// Prices from a day on.
    ///
    /// @param from epoch day
    /// @param tiers by length, shortest first
    private record Line(long from, Column usual, List<Tier> tiers) {}

    private record Tier(long above, Column column) {}

    /// @param target `openai/gpt-4o`, for people
    private PriceList(String target, Map<String, Money> pictures, List<Line> lines) {
        this.target = target;
        this.pictures = pictures;
        this.lines = lines;
    }

    /// @param known null where the catalog has not the model
    public static PriceList of(String target, @Nullable KnownModel known) {
        return of(target, known == null ? Prices.NONE : known.facts().prices());
    }

    static PriceList of(String target, Prices prices) {
        List<Line> lines = new ArrayList<>();
        lines.add(line(Long.MIN_VALUE, prices.usual(), prices));
        prices.changes().forEach((day, rates) -> {
            String whole = day.length() == "2026-04".length() ? day + "-01" : day;
            lines.add(line(LocalDate.parse(whole).toEpochDay(), rates.over(prices.usual()), prices));
        });
        lines.sort((one, other) -> Long.compare(one.from, other.from));
        return new PriceList(target, prices.pictures(), lines);
    }

    private static Line line(long from, Rates usual, Prices prices) {
        List<Tier> tiers = prices.tiers().stream()
                .map(tier ->
                        new Tier(tier.aboveTokens(), new Column(tier.rates().over(usual))))
                .toList();
        return new Line(from, new Column(usual), tiers);
    }

    /// What something cost.
    ///
    /// @param usage null where the provider said none
    /// @param at when it was asked for
    public Cost cost(@Nullable Usage usage, Units units, Instant at) {
        try {
            return sum(usage, units, column(usage, at));
        } catch (ArithmeticException tooMuch) {
            return new Cost.Unknown("it is more than can be counted");
        }
    }

    private Column column(@Nullable Usage usage, Instant at) {
        Line line = lines.getFirst();
        if (lines.size() > 1) {
            long today = at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
            for (Line each : lines) {
                line = each.from <= today ? each : line;
            }
        }
        Column column = line.usual;
        if (usage != null) {
            for (Tier tier : line.tiers) {
                column = usage.input().total() > tier.above ? tier.column : column;
            }
        }
        return column;
    }

    /// By tokens where they were counted and have prices, else by the piece.
    private Cost sum(@Nullable Usage usage, Units units, Column column) {
        if (column.isFree()) {
            return known(0, Usage.Source.REPORTED);
        }
        if (column.isEmpty() && pictures.isEmpty()) {
            return new Cost.Unknown("no price of " + target + " is known");
        }
        Tokens tokens = usage == null ? null : tokens(usage, units, column);
        if (usage != null && tokens != null && tokens.lacks == null) {
            long whole = Math.addExact(tokens.picos, column.of(Meter.REQUEST, 1));
            return known(whole, usage.source());
        }
        Cost pieces = pieces(units, column);
        if (pieces != null) {
            return pieces;
        }
        return new Cost.Unknown(
                tokens == null
                        ? "the provider did not say what " + target + " took"
                        : target + " has no known price for " + tokens.lacks + " tokens");
    }

    private @Nullable Cost pieces(Units units, Column column) {
        Money picture = picture(units.pictures().kind());
        if (units.pictures().made() > 0 && picture != null) {
            return new Cost.Known(picture.times(units.pictures().made()), Usage.Source.REPORTED);
        }
        if (units.pictures().made() > 0 && column.has(Meter.IMAGE)) {
            return known(column.of(Meter.IMAGE, units.pictures().made()), Usage.Source.REPORTED);
        }
        if (units.searches() > 0 && column.has(Meter.QUERY)) {
            return known(column.of(Meter.QUERY, units.searches()), Usage.Source.REPORTED);
        }
        if (units.millis() > 0 && column.has(Meter.SECOND)) {
            return known((column.of(Meter.SECOND, units.millis()) + 500) / 1_000, Usage.Source.REPORTED);
        }
        if (units.characters() > 0 && column.has(Meter.CHARACTER)) {
            return known(column.of(Meter.CHARACTER, units.characters()), Usage.Source.REPORTED);
        }
        return null;
    }

    /// The price of a quality and a size, or of the size alone.
    private @Nullable Money picture(@Nullable String kind) {
        Money exact = kind == null ? null : pictures.get(kind);
        return exact != null || kind == null ? exact : pictures.get(kind.substring(kind.indexOf(' ') + 1));
    }

    private static Cost known(long picos, Usage.Source source) {
        return new Cost.Known(Money.ofPicos(picos), source);
    }

    /// A sum of tokens' prices, or the first that has none.
    private static final class Tokens {
        private long picos;
        private @Nullable String lacks;

        /// @param meters the first that has a price counts
        void add(Column column, long count, Meter... meters) {
            if (count == 0) {
                return;
            }
            for (Meter meter : meters) {
                if (column.has(meter)) {
                    picos = Math.addExact(picos, column.of(meter, count));
                    return;
                }
            }
            lacks = lacks == null ? meters[0].word() : lacks;
        }
    }

    private static Tokens tokens(Usage usage, Units units, Column column) {
        Tokens sum = new Tokens();
        Usage.Input read = usage.input();
        long shown = Math.min(units.pictures().tokens(), read.fresh());
        sum.add(column, read.fresh() - shown + read.toolUse(), Meter.INPUT);
        sum.add(column, shown, Meter.INPUT_IMAGE, Meter.INPUT);
        sum.add(column, read.cacheRead(), Meter.CACHE_READ, Meter.INPUT);
        sum.add(column, read.cacheWrite(), Meter.CACHE_WRITE, Meter.INPUT);
        sum.add(column, read.cacheWriteLong(), Meter.CACHE_WRITE_1H, Meter.CACHE_WRITE, Meter.INPUT);
        sum.add(column, read.audio(), Meter.INPUT_AUDIO, Meter.INPUT);
        Usage.Output written = usage.output();
        sum.add(column, written.visible(), Meter.OUTPUT);
        sum.add(column, written.reasoning(), Meter.REASONING, Meter.OUTPUT);
        sum.add(column, written.audio(), Meter.OUTPUT_AUDIO, Meter.OUTPUT);
        sum.add(column, written.images(), Meter.OUTPUT_IMAGE, Meter.OUTPUT);
        return sum;
    }

    /// Prices in 10⁻¹² dollars by meter, -1 where there is none.
    @SuppressWarnings("EnumOrdinal") // an array by meter is read for every answer
    private static final class Column {
        private static final List<Meter> METERS = List.of(Meter.values());

        private final long[] each = new long[METERS.size()];
        private final int known;

        Column(Rates rates) {
            java.util.Arrays.fill(each, -1);
            rates.each()
                    .forEach((meter, price) -> each[meter.ordinal()] =
                            Math.addExact(Math.multiplyExact(price.dollars(), Money.PICOS), price.picos()));
            known = rates.each().size();
        }

        boolean has(Meter meter) {
            return each[meter.ordinal()] >= 0;
        }

        boolean isEmpty() {
            return known == 0;
        }

        /// Whether it is known to cost nothing: what is read, or what is billed by the piece, and all else that is
        /// known.
        boolean isFree() {
            boolean free = false;
            for (Meter meter : METERS) {
                if (each[meter.ordinal()] > 0) {
                    return false;
                }
                free |= has(meter) && (meter == Meter.INPUT || meter.unit() == Meter.Unit.PIECE);
            }
            return free;
        }

        long of(Meter meter, long count) {
            long price = each[meter.ordinal()];
            return price <= 0 ? 0 : Math.multiplyExact(price, count);
        }
    }
}
