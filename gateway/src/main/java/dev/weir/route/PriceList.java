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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one of each costs at a target, ready for adding up.
///
/// An answer that says the class of service it was served in costs what that class costs, and never the usual: where
/// no price of it is known, or none for a request of that length, nobody knows what it cost.
///
/// Sums are kept in 10⁻¹² dollars, of which a `long` holds nine million dollars' worth: what is more is not known.
public final class PriceList {
    private final String unknown;
    private final String target;
    private final @Nullable Function<String, PriceList> models;
    private final Map<String, Money> pictures;
    private final Map<String, PriceColumn> services;
    private final List<Line> lines;
    /// More tokens may be those of long requests, and are taken for those of short ones.
    private final long certain;

    /// Prices from a day on.
    ///
    /// @param from epoch day
    /// @param tiers by length, shortest first
    private record Line(long from, PriceColumn usual, List<Tier> tiers) {
        /// The longest of the tiers that so many tokens reach, or null.
        @Nullable
        Tier tier(long tokens) {
            Tier longest = null;
            for (Tier tier : tiers) {
                longest = tokens > tier.above ? tier : longest;
            }
            return longest;
        }
    }

    private record Tier(long above, PriceColumn column) {}

    /// @param target `openai/gpt-4o`, for people
    /// @param certain most tokens of which the lengths of the requests are known
    private PriceList(String target, Prices prices, List<Line> lines, long certain) {
        this.certain = certain;
        this.unknown = "no price of " + target + " is known";
        this.target = target;
        this.models = null;
        this.pictures = prices.pictures();
        this.services = services(prices);
        this.lines = lines;
    }

    /// @param unknown why nobody can say what an answer cost that names no model
    private PriceList(String target, String unknown, Function<String, PriceList> models) {
        this.unknown = unknown;
        this.target = target;
        this.models = models;
        this.pictures = Map.of();
        this.services = Map.of();
        this.lines = List.of(line(Long.MIN_VALUE, Rates.NONE, Prices.NONE));
        this.certain = Long.MAX_VALUE;
    }

    /// The prices of a provider's batches: those of the model that a batch is of.
    ///
    /// @param models the prices of a model there
    static PriceList batches(String target, Function<String, PriceList> models) {
        return new PriceList(
                target,
                "what a batch used is billed once, with the first look at it after its end or with its results, where they"
                        + " say it",
                models);
    }

    /// The prices of files: what a batch used is not read off the file that it wrote.
    static PriceList files(String target) {
        return new PriceList(
                target,
                "no price of " + target + " is known; what a batch used is billed with the first look at the batch"
                        + " after its end, and not with the files that it wrote",
                _ -> of(target, Prices.NONE));
    }

    /// These; where they hold none, those of the model that answers.
    ///
    /// @param others the prices of a model at the same provider
    PriceList orOf(Function<String, PriceList> others) {
        return isEmpty() ? new PriceList(target, unknown, new AnsweringPrices(this, others)) : this;
    }

    /// Whether no price is known.
    boolean isEmpty() {
        return models == null
                && pictures.isEmpty()
                && services.isEmpty()
                && lines.stream().allMatch(line -> line.usual.isEmpty() && line.tiers.isEmpty());
    }

    /// These, or those of the model that an answer names where that is what decides.
    PriceList of(@Nullable String model) {
        return models == null || model == null ? this : models.apply(model);
    }

    /// @param known null where the catalog has not the model
    public static PriceList of(String target, @Nullable KnownModel known) {
        return of(target, known == null ? Prices.NONE : known.facts().prices());
    }

    /// For sums of many requests, of which none is taken to be a long one: what they cost is estimated where one could
    /// be.
    static PriceList sums(String target, Prices prices) {
        Prices anyLength = new Prices(
                prices.usual(), List.of(), prices.services(), prices.pictures(), prices.changes(), prices.doubts());
        long shortest = prices.tiers().isEmpty()
                ? Long.MAX_VALUE
                : prices.tiers().getFirst().aboveTokens();
        return of(target, anyLength, shortest);
    }

    static PriceList of(String target, Prices prices) {
        return of(target, prices, Long.MAX_VALUE);
    }

    private static PriceList of(String target, Prices prices, long certain) {
        List<Line> lines = new ArrayList<>(1);
        lines.add(line(Long.MIN_VALUE, prices.usual(), prices));
        prices.changes().forEach((day, rates) -> {
            String whole = day.length() == "2026-04".length() ? day + "-01" : day;
            lines.add(line(LocalDate.parse(whole).toEpochDay(), rates.over(prices.usual()), prices));
        });
        lines.sort((one, other) -> Long.compare(one.from, other.from));
        return new PriceList(target, prices, lines, certain);
    }

    private static Map<String, PriceColumn> services(Prices prices) {
        if (prices.services().isEmpty()) {
            return Map.of();
        }
        Map<String, PriceColumn> columns = new HashMap<>();
        prices.services().forEach((name, rates) -> columns.put(name, PriceColumn.service(rates, prices.usual())));
        return columns;
    }

    private static Line line(long from, Rates usual, Prices prices) {
        List<Tier> tiers = prices.tiers().stream()
                .map(tier -> new Tier(
                        tier.aboveTokens(), PriceColumn.usual(tier.rates().over(usual))))
                .toList();
        return new Line(from, PriceColumn.usual(usual), tiers);
    }

    /// What something cost.
    ///
    /// @param usage null where the provider said none
    /// @param at when it was asked for
    public Cost cost(@Nullable Usage usage, Units units, Instant at) {
        try {
            Line line = line(at);
            if (usage == null) {
                return sum(null, units, line.usual);
            }
            Tier tier = line.tiers.isEmpty() ? null : line.tier(usage.input().total());
            String service = usage.service().tier();
            return service == null
                    ? sum(usage, units, tier == null ? line.usual : tier.column)
                    : served(service, usage, units, line, tier);
        } catch (ArithmeticException tooMuch) {
            return new Cost.Unknown("it is more than can be counted");
        }
    }

    private Line line(Instant at) {
        Line line = lines.getFirst();
        if (lines.size() > 1) {
            long today = at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
            for (Line each : lines) {
                line = each.from <= today ? each : line;
            }
        }
        return line;
    }

    /// What was served in another class than the usual one. Its prices are those of requests of the usual length, of
    /// before any change that was announced.
    private Cost served(String service, Usage usage, Units units, Line line, @Nullable Tier tier) {
        PriceColumn column = services.get(service);
        if (column == null) {
            return new Cost.Unknown("no price of " + target + " is known in the class of service `" + service
                    + "`, in which it was served");
        }
        if (tier != null) {
            return new Cost.Unknown("no price of " + target + " is known in the class of service `" + service
                    + "` for requests of more than " + tier.above + " tokens");
        }
        if (!line.equals(lines.getFirst())) {
            return new Cost.Unknown("no price of " + target + " is known in the class of service `" + service
                    + "` since its prices changed");
        }
        long sum = column.of(usage, units);
        Meter lacking = PriceColumn.lacks(sum);
        return lacking == null
                ? known(sum, usage.input().total() > certain ? Usage.Source.ESTIMATED : usage.source())
                : new Cost.Unknown(target + " has no known price for " + words(lacking) + " in the class of service `"
                        + service + "`");
    }

    private static String words(Meter meter) {
        if (meter == Meter.QUERY || meter == Meter.FILE_QUERY) {
            return "searches of " + (meter == Meter.QUERY ? "the web" : "files") + " by its own tools";
        }
        return switch (meter.unit()) {
            case TOKEN -> meter.word() + " tokens";
            case PIECE -> "each " + meter.word();
        };
    }

    /// By tokens where they were counted and have prices, else by the piece.
    private Cost sum(@Nullable Usage usage, Units units, PriceColumn column) {
        if (column.isFree() && (usage == null || !usage.service().hasSearched())) {
            return known(0, Usage.Source.REPORTED);
        }
        if (column.isEmpty() && pictures.isEmpty()) {
            return new Cost.Unknown(unknown);
        }
        Meter lacking = null;
        if (usage != null) {
            long sum = column.of(usage, units);
            lacking = PriceColumn.lacks(sum);
            if (lacking == null) {
                return known(sum, usage.source());
            }
        }
        Cost pieces = pieces(units, column);
        if (pieces != null) {
            return pieces;
        }
        return new Cost.Unknown(
                lacking == null
                        ? "the provider did not say what " + target + " took"
                        : target + " has no known price for " + words(lacking));
    }

    private @Nullable Cost pieces(Units units, PriceColumn column) {
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
}
