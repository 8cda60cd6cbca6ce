package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Rates;
import dev.weir.chat.Failure;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceListTest {
    private static final Instant TODAY = Instant.parse("2026-11-23T12:00:00Z");

    private static Rates rates(String... prices) {
        Map<Meter, Money> each = new EnumMap<>(Meter.class);
        for (String price : prices) {
            Meter meter = Meter.valueOf(price.substring(0, price.indexOf('=')));
            each.put(meter, meter.price(price.substring(price.indexOf('=') + 1)));
        }
        return new Rates(each);
    }

    private static Prices prices(Rates usual) {
        return new Prices(usual, List.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    private static Usage usage(long fresh, long cached, long visible, long reasoning) {
        return new Usage(
                new Usage.Input(fresh, cached, 0, 0, 0, 0),
                new Usage.Output(visible, reasoning, 0, 0),
                Usage.Source.REPORTED,
                null);
    }

    private static String cost(Prices prices, @Nullable Usage usage, Units units) {
        return switch (PriceList.of("p/m", prices).cost(usage, units, TODAY)) {
            case Cost.Known known -> known.amount().toString();
            case Cost.Unknown unknown -> unknown.why();
        };
    }

    @Test
    void everyKindOfTokenHasItsPriceOrThatOfItsKin() {
        Prices prices = prices(rates("INPUT=2", "OUTPUT=8", "CACHE_READ=0.5"));
        assertThat(cost(prices, usage(1_000_000, 1_000_000, 1_000_000, 1_000_000), Units.NONE))
                .isEqualTo("18.5");
    }

    @Test
    void whatWasNotUsedNeedsNoPrice() {
        assertThat(cost(prices(rates("INPUT=0.02")), usage(7, 0, 0, 0), Units.NONE))
                .isEqualTo("0.00000014");
        assertThat(cost(prices(rates("INPUT=0.02")), usage(7, 0, 1, 0), Units.NONE))
                .isEqualTo("p/m has no known price for output tokens");
    }

    @Test
    void whatIsNotKnownIsNeverNothing() {
        assertThat(cost(Prices.NONE, usage(7, 0, 0, 0), Units.NONE)).isEqualTo("no price of p/m is known");
        assertThat(cost(prices(rates("INPUT=1")), null, Units.NONE))
                .isEqualTo("the provider did not say what p/m took");
        assertThat(cost(prices(rates("INPUT=0", "OUTPUT=0")), null, Units.NONE)).isEqualTo("0");
        assertThat(cost(prices(rates("OUTPUT=0")), null, Units.NONE))
                .isEqualTo("the provider did not say what p/m took");
        assertThat(cost(prices(rates("PAGE=0")), null, Units.NONE)).isEqualTo("0");
        assertThat(cost(prices(rates("INPUT=900000000")), usage(900_000_000_000L, 0, 0, 0), Units.NONE))
                .isEqualTo("it is more than can be counted");
    }

    @Test
    void aLongRequestCostsMoreAsAWhole() {
        Prices prices = new Prices(
                rates("INPUT=1", "OUTPUT=10"),
                List.of(new Prices.Tier(200_000, rates("INPUT=2"))),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of());
        assertThat(cost(prices, usage(200_000, 0, 1_000, 0), Units.NONE)).isEqualTo("0.21");
        assertThat(cost(prices, usage(200_001, 0, 1_000, 0), Units.NONE)).isEqualTo("0.410002");
    }

    @Test
    void announcedPricesHoldFromTheirDay() {
        Map<String, Rates> changes = Map.of("2026-11-23", rates("INPUT=3"), "2026-11-24", rates("INPUT=5"));
        Prices prices = new Prices(rates("INPUT=1"), List.of(), Map.of(), Map.of(), changes, List.of());
        assertThat(cost(prices, usage(1_000_000, 0, 0, 0), Units.NONE)).isEqualTo("3");
    }

    @Test
    void piecesCountWhereTokensDoNot() {
        assertThat(cost(prices(rates("QUERY=0.002")), null, Units.NONE.searched(3)))
                .isEqualTo("0.006");
        assertThat(cost(prices(rates("SECOND=0.0001")), null, Units.NONE.heard(7_500)))
                .isEqualTo("0.00075");
        assertThat(cost(prices(rates("CHARACTER=0.000015")), null, Units.NONE.spoken(1_000)))
                .isEqualTo("0.015");
        assertThat(cost(prices(rates("IMAGE=0.04")), null, Units.NONE.made(2, null)))
                .isEqualTo("0.08");
        assertThat(cost(prices(rates("INPUT=1", "SECOND=0.5")), usage(1_000_000, 0, 0, 0), Units.NONE.heard(1_000)))
                .isEqualTo("1");
    }

    @Test
    void aPictureHasThePriceOfItsQualityAndSize() {
        Map<String, Money> pictures =
                Map.of("hd 1024x1024", Meter.IMAGE.price("0.08"), "256x256", Meter.IMAGE.price("0.016"));
        Prices prices = new Prices(rates("IMAGE=0.04"), List.of(), Map.of(), pictures, Map.of(), List.of());
        assertThat(cost(prices, null, Units.NONE.made(2, "hd 1024x1024"))).isEqualTo("0.16");
        assertThat(cost(prices, null, Units.NONE.made(1, "standard 256x256"))).isEqualTo("0.016");
        assertThat(cost(prices, null, Units.NONE.made(1, "odd 1x1"))).isEqualTo("0.04");
    }

    @Test
    void tokensOfPicturesHaveTheirOwnPrice() {
        Prices prices = prices(rates("INPUT=5", "INPUT_IMAGE=10", "OUTPUT_IMAGE=40"));
        Usage usage = new Usage(
                new Usage.Input(300, 0, 0, 0, 0, 0), new Usage.Output(0, 0, 0, 1_000), Usage.Source.REPORTED, null);
        assertThat(cost(prices, usage, Units.NONE.shown(200))).isEqualTo("0.0425");
    }

    private static Prices served(Rates usual, Map<String, Rates> services) {
        return new Prices(
                usual,
                List.of(new Prices.Tier(200_000, rates("INPUT=4", "OUTPUT=12", "CACHE_READ=1"))),
                services,
                Map.of(),
                Map.of(),
                List.of());
    }

    @Test
    void aClassOfServiceHasItsOwnPricesAndNeverTheUsual() {
        Prices prices = served(
                rates("INPUT=2", "OUTPUT=8", "CACHE_READ=0.5"),
                Map.of(
                        "flex", rates("INPUT=1", "OUTPUT=4", "CACHE_READ=0.25"),
                        "batch", rates("INPUT=1", "OUTPUT=4")));
        Usage used = usage(100_000, 50_000, 1_000, 500);
        assertThat(cost(prices, used, Units.NONE)).isEqualTo("0.237");
        assertThat(cost(prices, used.servedIn("flex"), Units.NONE)).isEqualTo("0.1185");
        assertThat(cost(prices, used.servedIn("batch"), Units.NONE))
                .isEqualTo("p/m has no known price for cache-read tokens in the class of service `batch`");
        assertThat(cost(prices, usage(100_000, 0, 1_000, 500).servedIn("batch"), Units.NONE))
                .isEqualTo("0.106");
        assertThat(cost(prices, used.servedIn("scale"), Units.NONE))
                .isEqualTo("no price of p/m is known in the class of service `scale`, in which it was served");
        assertThat(cost(prices, usage(200_001, 0, 1, 0).servedIn("flex"), Units.NONE))
                .isEqualTo("no price of p/m is known in the class of service `flex` for requests of more than 200000"
                        + " tokens");
    }

    @Test
    void whatHasOnePriceInTheUsualClassHasOneInAnother() {
        Prices prices = served(rates("INPUT=2", "OUTPUT=8"), Map.of("flex", rates("INPUT=1", "OUTPUT=4")));
        assertThat(cost(prices, usage(1_000, 1_000, 500, 500).servedIn("flex"), Units.NONE))
                .isEqualTo("0.006");
    }

    @Test
    void aClassOfServiceIsNotKnownAnyMoreOnceThePricesHaveChanged() {
        Prices prices = new Prices(
                rates("INPUT=1"),
                List.of(),
                Map.of("flex", rates("INPUT=0.5")),
                Map.of(),
                Map.of("2026-11-23", rates("INPUT=3")),
                List.of());
        assertThat(cost(prices, usage(1, 0, 0, 0).servedIn("flex"), Units.NONE))
                .isEqualTo("no price of p/m is known in the class of service `flex` since its prices changed");
    }

    /// The sum of a batch does not say how long its requests were.
    @Test
    void aSumOfShortRequestsIsNoLongRequest() {
        PriceList sums = PriceList.sums("p/m", served(rates("INPUT=2"), Map.of("batch", rates("INPUT=1"))));
        assertThat(sums.cost(usage(200_000, 0, 0, 0).servedIn("batch"), Units.NONE, TODAY))
                .isEqualTo(new Cost.Known(Money.of(new BigDecimal("0.2")), Usage.Source.REPORTED));
        assertThat(sums.cost(usage(200_001, 0, 0, 0).servedIn("batch"), Units.NONE, TODAY))
                .isEqualTo(new Cost.Known(Money.of(new BigDecimal("0.200001")), Usage.Source.ESTIMATED));
    }

    @Test
    void searchesOfTheWebCostWhatASearchCosts() {
        Usage searched = usage(1_000_000, 0, 0, 0).searchedAtLeast(3);
        assertThat(cost(prices(rates("INPUT=1", "QUERY=0.01")), searched, Units.NONE))
                .isEqualTo("1.03");
        String unknown = "p/m has no known price for searches of the web by its own tools";
        assertThat(cost(prices(rates("INPUT=1")), searched, Units.NONE)).isEqualTo(unknown);
        assertThat(cost(prices(rates("INPUT=0", "OUTPUT=0")), searched, Units.NONE))
                .isEqualTo(unknown);
        assertThat(cost(prices(rates("INPUT=0", "QUERY=0.01")), searched, Units.NONE))
                .isEqualTo("0.03");
        assertThat(cost(
                        prices(rates("INPUT=1", "FILE_QUERY=0.0025")),
                        usage(0, 0, 0, 0).lookedUpAtLeast(2),
                        Units.NONE))
                .isEqualTo("0.005");
        assertThat(cost(prices(rates("INPUT=0")), usage(1, 0, 0, 0).lookedUpAtLeast(2), Units.NONE))
                .isEqualTo("p/m has no known price for searches of files by its own tools");
        Prices flex = served(rates("INPUT=2", "QUERY=0.01"), Map.of("flex", rates("INPUT=1", "QUERY=0.01")));
        assertThat(cost(flex, usage(100_000, 0, 0, 0).searchedAtLeast(1).servedIn("flex"), Units.NONE))
                .isEqualTo("0.11");
    }

    @Test
    void cachedTokensMakeARequestLongToo() {
        Prices prices = served(rates("INPUT=2", "OUTPUT=8", "CACHE_READ=0.5"), Map.of());
        assertThat(cost(prices, usage(100_000, 100_000, 1_000, 0), Units.NONE)).isEqualTo("0.258");
        assertThat(cost(prices, usage(100_000, 100_001, 1_000, 0), Units.NONE)).isEqualTo("0.512001");
    }

    private static Receipt.Attempt attempt(String target, @Nullable Usage usage, Prices prices) {
        return new Receipt.Attempt(
                target,
                Lane.SAME,
                "named",
                200,
                Duration.ZERO,
                usage == null ? new Failure.Internal("broke off") : null,
                usage,
                Units.NONE,
                PriceList.of(target, prices));
    }

    @Test
    void everyAttemptThatTookSomethingCountsAtItsOwnPrice() {
        Receipt.Attempt cheap = attempt("p/cheap", usage(1_000_000, 0, 0, 0), prices(rates("INPUT=1")));
        Receipt.Attempt silent = attempt("p/silent", null, prices(rates("INPUT=7")));
        Receipt.Attempt dear = attempt("p/dear", usage(1_000_000, 0, 0, 0), prices(rates("INPUT=3")));
        assertThat(Receipt.cost(List.of(cheap, silent, dear), "p/dear", dear.usage(), TODAY))
                .isEqualTo(new Cost.Known(Money.of(new BigDecimal("4")), Usage.Source.REPORTED));
        assertThat(Receipt.cost(List.of(dear, silent), "p/dear", usage(2_000_000, 0, 0, 0), TODAY))
                .isEqualTo(new Cost.Known(Money.of(new BigDecimal("6")), Usage.Source.REPORTED));
        assertThat(Receipt.cost(List.of(silent), "p/silent", null, TODAY))
                .isEqualTo(new Cost.Unknown("nothing was answered"));
        assertThat(Receipt.cost(List.of(), null, null, TODAY)).isEqualTo(new Cost.Unknown("nothing was asked"));
    }
}
