package dev.weir.catalog;

import java.math.BigDecimal;
import java.util.Locale;

/// What a provider counts when it bills.
public enum Meter {
    /// Tokens read that no other meter counts.
    INPUT(Unit.TOKEN),
    /// Tokens written that no other meter counts.
    OUTPUT(Unit.TOKEN),
    /// Tokens read from the prompt cache.
    CACHE_READ(Unit.TOKEN),
    /// Tokens written to it for five minutes, or the provider's default.
    CACHE_WRITE(Unit.TOKEN),
    /// Tokens written to it for an hour.
    CACHE_WRITE_1H(Unit.TOKEN),
    /// Tokens of thinking; where it has no price of its own, they cost what output costs.
    REASONING(Unit.TOKEN),
    INPUT_AUDIO(Unit.TOKEN),
    OUTPUT_AUDIO(Unit.TOKEN),
    INPUT_IMAGE(Unit.TOKEN),
    OUTPUT_IMAGE(Unit.TOKEN),
    /// Tokens of sources that are cited.
    CITATION(Unit.TOKEN),
    /// Pictures.
    IMAGE(Unit.PIECE),
    /// Searches of the web, or ranked lists.
    QUERY(Unit.PIECE),
    /// Searches of files by a provider's own tool.
    FILE_QUERY(Unit.PIECE),
    /// Seconds of sound or film.
    SECOND(Unit.PIECE),
    CHARACTER(Unit.PIECE),
    PAGE(Unit.PIECE),
    REQUEST(Unit.PIECE);

    private final Unit unit;

    Meter(Unit unit) {
        this.unit = unit;
    }

    /// How prices are shown: a token's by the million, anything else's by the piece.
    public enum Unit {
        TOKEN(6),
        PIECE(0);

        private final int shift;

        Unit(int shift) {
            this.shift = shift;
        }
    }

    public Unit unit() {
        return unit;
    }

    /// `cache-write-1h`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The price of one, from the dollars of a million tokens or of one piece.
    ///
    /// @throws IllegalArgumentException where it is no number, negative, or finer than 10⁻¹² dollars for one
    public Money price(String shown) {
        try {
            var number = new BigDecimal(shown).movePointLeft(unit.shift);
            if (number.signum() < 0 || number.precision() - (long) number.scale() > 9) {
                throw new IllegalArgumentException("no price: " + shown);
            }
            return Money.of(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no price: " + shown, e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("finer than 10⁻¹² dollars for one: " + shown, e);
        }
    }

    /// The price of one as [#price(String)] reads it.
    public String shown(Money one) {
        return Money.plain(one.inDollars().movePointRight(unit.shift));
    }
}
