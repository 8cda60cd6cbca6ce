package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.KnownModel;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What answers of models cost that people use, by the built-in list, against sums made by hand.
class RealPricesTest {
    private static final Catalog CATALOG = Catalog.builtIn();
    private static final Instant TODAY = Instant.parse("2026-11-23T12:00:00Z");

    private static PriceList list(String name) {
        int slash = name.indexOf('/');
        KnownModel known = CATALOG.model(CATALOG.row(name.substring(0, slash)).orElseThrow(), name.substring(slash + 1))
                .orElseThrow();
        return PriceList.of(name, known);
    }

    /// @param counts fresh, cache read, cache write, cache write of an hour, audio; visible, reasoning
    private static Usage usage(@Nullable String tier, long... counts) {
        return new Usage(
                new Usage.Input(counts[0], counts[1], counts[2], counts[3], 0, counts[4]),
                new Usage.Output(counts[5], counts[6], 0, 0),
                Usage.Service.of(tier, 0),
                Usage.Source.REPORTED,
                null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 1000 at 2.5, 2000 at 1.25, 500 at 10
                "openai/gpt-4o                 | -        | 1000 2000 0 0 0 500 0        | 0.01",
                "openai/gpt-4o                 | priority | 1000 2000 0 0 0 500 0        | 0.017",
                "openai/gpt-4o                 | batch    | 1000 0 0 0 0 500 0           | 0.00375",
                "openai/gpt-5.4                | -        | 10000 0 0 0 0 100 900        | 0.04",
                "openai/gpt-5.4                | flex     | 10000 10000 0 0 0 100 900    | 0.0213",
                "openai/gpt-5.4                | priority | 10000 10000 0 0 0 100 900    | 0.085",
                // above 272,000 tokens, cached ones among them: 5, 0.5 and 22.5
                "openai/gpt-5.4                | -        | 72000 200000 0 0 0 1000 0    | 0.245",
                "openai/gpt-5.4                | -        | 72001 200000 0 0 0 1000 0    | 0.482505",
                "openai/gpt-5-nano             | flex     | 1000000 0 0 0 0 0 1000000    | 0.225",
                "azure/gpt-5.4                 | priority | 200000 0 0 0 0 0 0           | 1",
                "databricks/databricks-gpt-5-4 | priority | 10000 0 0 0 0 1000 0         | 0.08",
                "anthropic/claude-sonnet-4-5   | -        | 100 1000 200 300 0 50 0      | 0.0039",
                "anthropic/claude-opus-4-8     | fast     | 1000 1000 1000 0 0 1000 0    | 0.0735",
                "google/gemini-2.5-pro         | -        | 100000 100000 0 0 0 1000 500 | 0.1525",
                "google/gemini-2.5-pro         | -        | 100000 100001 0 0 0 1000 500 | 0.29750025",
                "google/gemini-2.5-flash       | -        | 1000 0 0 0 1000 100 0        | 0.00155",
                "google/gemini-3.1-pro-preview | priority | 100000 100000 0 0 0 1000 0   | 0.4176",
                "amazon-bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0 | - | 1000 0 0 0 0 1000 0 | 0.0198",
            })
    void isWhatTheListSays(String model, String tier, String counts, String usd) {
        long[] numbers =
                Arrays.stream(counts.split(" ")).mapToLong(Long::parseLong).toArray();
        Cost cost = list(model).cost(usage(tier.equals("-") ? null : tier, numbers), Units.NONE, TODAY);
        assertThat(cost)
                .isInstanceOfSatisfying(
                        Cost.Known.class,
                        known -> assertThat(known.amount().toString()).isEqualTo(usd));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai/gpt-4o                 | flex     | 1 0 0 0 0 1 0        | no price of openai/gpt-4o is known in the class of service `flex`, in which it was served",
                "openai/gpt-4o                 | batch    | 1 1 0 0 0 1 0        | openai/gpt-4o has no known price for cache-read tokens in the class of service `batch`",
                "openai/gpt-5-nano             | priority | 1 0 0 0 0 1 0        | openai/gpt-5-nano has no known price for output tokens in the class of service `priority`",
                "openai/gpt-5.4                | flex     | 272001 0 0 0 0 1 0   | no price of openai/gpt-5.4 is known in the class of service `flex` for requests of more than 272000 tokens",
                "anthropic/claude-opus-4-8     | fast     | 1 0 0 1 0 1 0        | anthropic/claude-opus-4-8 has no known price for cache-write-1h tokens in the class of service `fast`",
                "anthropic/claude-sonnet-4-5   | priority | 1 0 0 0 0 1 0        | no price of anthropic/claude-sonnet-4-5 is known in the class of service `priority`, in which it was served",
            })
    void isNotKnownWhereTheListDoesNotSay(String model, String tier, String counts, String why) {
        long[] numbers =
                Arrays.stream(counts.split(" ")).mapToLong(Long::parseLong).toArray();
        assertThat(list(model).cost(usage(tier, numbers), Units.NONE, TODAY)).isEqualTo(new Cost.Unknown(why));
    }

    private static long picos(Cost cost) {
        return Objects.requireNonNull(cost instanceof Cost.Known known ? known : null)
                .amount()
                .inDollars()
                .movePointRight(12)
                .longValueExact();
    }

    /// Below the length where the whole of a request costs more.
    @Property(tries = 200)
    void twoRequestsCostWhatTheyCostTogether(
            @ForAll @LongRange(max = 20_000) long fresh,
            @ForAll @LongRange(max = 20_000) long cached,
            @ForAll @LongRange(max = 20_000) long written,
            @ForAll @LongRange(max = 20_000) long visible,
            @ForAll @LongRange(max = 20_000) long reasoning) {
        PriceList list = list("anthropic/claude-sonnet-4-5");
        long one = picos(list.cost(usage(null, fresh, cached, written, 0, 0, visible, 0), Units.NONE, TODAY));
        long other = picos(list.cost(usage(null, 0, 0, 0, written, 0, 0, reasoning), Units.NONE, TODAY));
        long both = picos(
                list.cost(usage(null, fresh, cached, written, written, 0, visible, reasoning), Units.NONE, TODAY));
        assertThat(one + other).isEqualTo(both);
        assertThat(both).isGreaterThanOrEqualTo(one).isNotNegative();
    }

    /// A longer request is never cheaper, not where its length takes it to other prices either.
    @Property(tries = 200)
    void whoTakesMorePaysNoLess(
            @ForAll @LongRange(max = 400_000) long fresh,
            @ForAll @LongRange(max = 400_000) long cached,
            @ForAll @LongRange(max = 100_000) long visible,
            @ForAll @LongRange(min = 1, max = 100_000) long more) {
        PriceList list = list("google/gemini-2.5-pro");
        long less = picos(list.cost(usage(null, fresh, cached, 0, 0, 0, visible, 0), Units.NONE, TODAY));
        for (Usage longer : new Usage[] {
            usage(null, fresh + more, cached, 0, 0, 0, visible, 0),
            usage(null, fresh, cached + more, 0, 0, 0, visible, 0),
            usage(null, fresh, cached, 0, 0, 0, visible + more, 0)
        }) {
            assertThat(picos(list.cost(longer, Units.NONE, TODAY))).isGreaterThan(less);
        }
    }
}
