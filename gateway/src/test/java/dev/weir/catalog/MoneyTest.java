package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    private static BigInteger picos(Money money) {
        return BigInteger.valueOf(money.dollars())
                .multiply(BigInteger.valueOf(Money.PICOS))
                .add(BigInteger.valueOf(money.picos()));
    }

    private static BigInteger big(long number) {
        return BigInteger.valueOf(number);
    }

    @Property
    void sumsAndDifferencesAreThoseOfWholeNumbers(@ForAll long one, @ForAll long other) {
        var a = Money.ofPicos(one);
        var b = Money.ofPicos(other);
        assertThat(picos(a)).isEqualTo(big(one));
        assertThat(picos(a.plus(b))).isEqualTo(big(one).add(big(other)));
        assertThat(picos(a.minus(b))).isEqualTo(big(one).subtract(big(other)));
        assertThat(a.compareTo(b)).isEqualTo(Long.compare(one, other));
        assertThat(a.equals(b)).isEqualTo(one == other);
    }

    @Property
    void aPriceTimesACountIsExact(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long price,
            @ForAll @LongRange(min = 0, max = 9_000_000_000_000L) long count) {
        assertThat(picos(Money.ofPicos(price).times(count)))
                .isEqualTo(big(price).multiply(big(count)));
    }

    @Property
    void whatIsShownIsReadBack(@ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long picos) {
        var money = Money.ofPicos(picos);
        assertThat(Money.of(new BigDecimal(money.toString()))).isEqualTo(money);
        for (var meter : Meter.values()) {
            assertThat(meter.price(meter.shown(money))).isEqualTo(money);
        }
    }

    @Test
    void aSumMayExceedALongOfTheSmallestUnit() {
        var much = Money.ofPicos(Long.MAX_VALUE);
        var sum = much.plus(much).plus(much);
        assertThat(sum.inDollars()).isEqualByComparingTo("27670116.110564327421");
        assertThat(Money.ZERO.minus(sum).plus(sum)).isEqualTo(Money.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "INPUT, 2.5, 2500000",
        "INPUT, 0.0028, 2800",
        "CACHE_READ, 0.003625, 3625",
        "OUTPUT, 4.300576, 4300576",
        "IMAGE, 0.04, 40000000000",
        "CHARACTER, 0.000000025, 25000",
        "SECOND, 0.000283333, 283333000",
        "REQUEST, 0, 0",
    })
    void aPriceIsThatOfOne(Meter meter, String shown, long picos) {
        assertThat(meter.price(shown)).isEqualTo(Money.ofPicos(picos));
        assertThat(meter.shown(Money.ofPicos(picos))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "INPUT, 0.0000001, finer",
        "IMAGE, 0.0000000000001, finer",
        "INPUT, -1, no price",
        "INPUT, cheap, no price",
        "IMAGE, 1e30, no price",
    })
    void whatIsNoPriceIsRefused(Meter meter, String shown, String fault) {
        assertThatThrownBy(() -> meter.price(shown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault)
                .hasMessageContaining(shown);
    }

    @Test
    void whatIsBelowADollarIsLessThanADollar() {
        assertThatThrownBy(() -> new Money(0, Money.PICOS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.ZERO.times(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
