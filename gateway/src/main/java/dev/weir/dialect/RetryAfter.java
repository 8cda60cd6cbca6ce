package dev.weir.dialect;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a host asks to wait: `retry-after-ms`, `retry-after` (seconds, or a date beside the answer's own `date`),
/// the words of the message, then `x-ratelimit-reset-*` of the limits that are used up.
public final class RetryAfter {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
    private static final Pattern UNITS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    private static final Pattern WORDS = Pattern.compile("try again in ((?:\\d{1,9}(?:\\.\\d{1,9})?(?:ms|s|m|h|d))+)");
    private static final Duration LONGEST = Duration.ofDays(2);

    private RetryAfter() {}

    public static @Nullable Duration read(Headers headers, String message) {
        String millis = headers.get("retry-after-ms");
        if (millis != null && NUMBER.matcher(millis.trim()).matches()) {
            return sane(Duration.ofMillis(new BigDecimal(millis.trim()).longValue()));
        }
        String after = headers.get("retry-after");
        Duration wait = after == null ? null : after(after.trim(), headers.get("date"));
        if (wait != null) {
            return sane(wait);
        }
        Matcher words = WORDS.matcher(message);
        return words.find() ? units(words.group(1)) : reset(headers);
    }

    private static @Nullable Duration after(String text, @Nullable String now) {
        if (NUMBER.matcher(text).matches()) {
            return seconds(text);
        }
        if (now == null) {
            return units(text);
        }
        try {
            DateTimeFormatter dates = DateTimeFormatter.RFC_1123_DATE_TIME;
            Duration wait = Duration.between(ZonedDateTime.parse(now, dates), ZonedDateTime.parse(text, dates));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return units(text);
        }
    }

    /// The longest wait of the limits that have nothing left; of all when none says so.
    private static @Nullable Duration reset(Headers headers) {
        Duration spent = null;
        Duration any = null;
        for (String limit : new String[] {"requests", "tokens"}) {
            String text = headers.get("x-ratelimit-reset-" + limit);
            Duration wait = text == null ? null : span(text.trim());
            if (wait != null) {
                any = longer(any, wait);
                spent = "0".equals(headers.get("x-ratelimit-remaining-" + limit)) ? longer(spent, wait) : spent;
            }
        }
        return spent == null ? any : spent;
    }

    private static Duration longer(@Nullable Duration one, Duration other) {
        return one == null || one.compareTo(other) < 0 ? other : one;
    }

    private static @Nullable Duration span(String text) {
        return NUMBER.matcher(text).matches() ? sane(seconds(text)) : units(text);
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValue());
    }

    /// `6m0s`, `120ms`, `1h2m3.5s`; null when it is something else.
    private static @Nullable Duration units(String text) {
        Matcher units = UNITS.matcher(text);
        long millis = 0;
        int end = 0;
        while (units.find() && units.start() == end) {
            long unit = switch (units.group(2)) {
                case "ms" -> 1;
                case "s" -> 1000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 86_400_000;
            };
            millis += new BigDecimal(units.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValue();
            end = units.end();
        }
        return end == 0 || end < text.length() ? null : sane(Duration.ofMillis(millis));
    }

    /// Some hosts give an instant where others give a span; that cannot be told without a clock.
    private static @Nullable Duration sane(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? null : wait;
    }
}
