package dev.weir.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;

/// An exact amount of US dollars, to 10⁻¹² of one.
///
/// Whole dollars and what is below them stand apart, so that no sum of what can be spent overflows.
///
/// @param dollars whole ones, rounded towards negative infinity
/// @param picos 10⁻¹² dollars above them, less than a dollar
public record Money(long dollars, long picos) implements Comparable<Money> {
    /// 10⁻¹² dollars in a dollar.
    public static final long PICOS = 1_000_000_000_000L;

    public static final Money ZERO = new Money(0, 0);

    private static final long HALF = 1_000_000L;
    private static final int DIGITS = 12;
    private static final Comparator<Money> ORDER =
            Comparator.comparingLong(Money::dollars).thenComparingLong(Money::picos);

    public Money {
        if (picos < 0 || picos >= PICOS) {
            throw new IllegalArgumentException("less than a dollar, and no less than nothing: " + picos);
        }
    }

    /// An amount of 10⁻¹² dollars.
    public static Money ofPicos(long picos) {
        return new Money(Math.floorDiv(picos, PICOS), Math.floorMod(picos, PICOS));
    }

    /// An amount of dollars.
    ///
    /// @throws ArithmeticException where it is finer than 10⁻¹² dollars, or more than anybody has
    public static Money of(BigDecimal dollars) {
        var plain = dollars.stripTrailingZeros();
        if (plain.scale() > DIGITS) {
            throw new ArithmeticException("finer than 10⁻¹² dollars: " + dollars);
        }
        var parts = plain.movePointRight(DIGITS).toBigIntegerExact().divideAndRemainder(BigInteger.valueOf(PICOS));
        return new Money(parts[0].longValueExact(), 0).plus(ofPicos(parts[1].longValueExact()));
    }

    public Money plus(Money other) {
        var below = picos + other.picos;
        var carry = below >= PICOS ? 1 : 0;
        return new Money(Math.addExact(Math.addExact(dollars, other.dollars), carry), below - carry * PICOS);
    }

    public Money minus(Money other) {
        var below = picos - other.picos;
        var borrow = below < 0 ? 1 : 0;
        return new Money(
                Math.subtractExact(Math.subtractExact(dollars, other.dollars), borrow), below + borrow * PICOS);
    }

    /// So many percent more, in whole 10⁻¹² dollars, rounded up.
    Money raised(int percent) {
        var parts = times(100L + percent);
        var rest = Math.floorMod(parts.dollars, 100L) * PICOS + parts.picos;
        return new Money(Math.floorDiv(parts.dollars, 100L), 0).plus(ofPicos(Math.ceilDiv(rest, 100L)));
    }

    /// The price of so many, this being the price of one.
    ///
    /// @param count at least nothing and at most 9 · 10¹²
    public Money times(long count) {
        if (count < 0 || count > 9 * PICOS) {
            throw new IllegalArgumentException("a count from nothing to 9 · 10¹²: " + count);
        }
        var high = picos / HALF * count;
        var low = picos % HALF * count;
        return new Money(Math.multiplyExact(dollars, count), 0)
                .plus(new Money(high / HALF, high % HALF * HALF))
                .plus(ofPicos(low));
    }

    public BigDecimal inDollars() {
        return BigDecimal.valueOf(dollars).add(BigDecimal.valueOf(picos, DIGITS));
    }

    @Override
    public int compareTo(Money other) {
        return ORDER.compare(this, other);
    }

    /// Dollars as a plain decimal: `0.0025`.
    @Override
    public String toString() {
        if (dollars < 0) {
            return plain(inDollars());
        }
        StringBuilder out = new StringBuilder(16).append(dollars);
        if (picos > 0) {
            out.append('.');
            long rest = picos;
            for (long digit = PICOS / 10; rest > 0; digit /= 10) {
                out.append((char) ('0' + rest / digit));
                rest %= digit;
            }
        }
        return out.toString();
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
