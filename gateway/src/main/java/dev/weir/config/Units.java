package dev.weir.config;

import dev.weir.route.Share;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Durations and sizes as people write them.
public final class Units {
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private Units() {}

    /// `250ms`, `3s`, `1.5s`, `5m`, `1h`, `30d`: longer than nothing, to the millisecond.
    public static Optional<Duration> duration(String text) {
        var split = unitAt(text);
        var factor = switch (text.substring(split)) {
            case "ms" -> BigDecimal.ONE;
            case "s" -> MILLIS;
            case "m", "min" -> MILLIS.multiply(BigDecimal.valueOf(60));
            case "h" -> MILLIS.multiply(BigDecimal.valueOf(3600));
            case "d" -> MILLIS.multiply(BigDecimal.valueOf(86_400));
            default -> BigDecimal.ZERO;
        };
        return number(text.substring(0, split), factor).map(Duration::ofMillis);
    }

    /// `512`, `64KB`, `32MB`, `1GB`: bytes, a K being 1024.
    static Optional<Long> bytes(String text) {
        var split = unitAt(text);
        var factor = switch (text.substring(split).toUpperCase(Locale.ROOT)) {
            case "", "B" -> 1L;
            case "K", "KB", "KIB" -> 1L << 10;
            case "M", "MB", "MIB" -> 1L << 20;
            case "G", "GB", "GIB" -> 1L << 30;
            default -> 0L;
        };
        return number(text.substring(0, split), BigDecimal.valueOf(factor));
    }

    /// `5%`: more than nothing, and at most all.
    static Optional<Share> share(String text) {
        try {
            return text.endsWith("%")
                    ? Optional.of(new Share(new BigDecimal(text.substring(0, text.length() - 1)).doubleValue() / 100))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// `128000`, `128k`, `1M`: whole, a k being 1000.
    static Optional<Integer> count(String text) {
        var split = unitAt(text);
        var factor = switch (text.substring(split)) {
            case "" -> 1L;
            case "k" -> 1_000L;
            case "M" -> 1_000_000L;
            default -> 0L;
        };
        return number(text.substring(0, split), BigDecimal.valueOf(factor))
                .filter(count -> count <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    private static int unitAt(String text) {
        int i = 0;
        while (i < text.length() && (Character.isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }

    private static Optional<Long> number(String digits, BigDecimal factor) {
        try {
            var value = new BigDecimal(digits).multiply(factor);
            return value.signum() > 0 ? Optional.of(value.longValueExact()) : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
