package dev.weir.config;

import dev.weir.flow.Backoff;
import dev.weir.flow.BreakerRules;
import dev.weir.flow.Capacity;
import dev.weir.route.Resilience;
import dev.weir.route.Resilience.Cause;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what is done when a target fails: `retry`, `breaker`, `hedge`, `rescue` and `fallback` of a model.
final class ResilienceReader {
    private static final Map<String, Cause> CAUSES = causes();

    private final Notes notes;
    private final Values values;

    ResilienceReader(Notes notes, Values values) {
        this.notes = notes;
        this.values = values;
    }

    private static Map<String, Cause> causes() {
        var causes = new LinkedHashMap<String, Cause>();
        causes.put("error", Cause.ERROR);
        causes.put("rate-limit", Cause.RATE_LIMIT);
        causes.put("context-length", Cause.CONTEXT_LENGTH);
        causes.put("content-filter", Cause.CONTENT_FILTER);
        return causes;
    }

    /// @param usual what holds where the section says nothing
    Resilience read(Section section, Resilience usual) {
        var retry = section.section("retry");
        retry.expect(Set.of("attempts", "backoff", "patience"), Map.of());
        var backoff = span(retry, "backoff");
        return new Resilience(
                values.whole(retry, "attempts", usual.attempts(), 1, 10),
                new Backoff(
                        backoff == null ? usual.backoff().base() : backoff.from(),
                        backoff == null ? usual.backoff().cap() : backoff.to(),
                        values.duration(retry, "patience", usual.backoff().patience())),
                breaker(section, usual.breaker()),
                fallback(section, usual.causes()),
                rescue(section, usual.rescue()),
                hedge(section, usual.hedge()),
                capacity(section, usual.capacity()));
    }

    private BreakerRules breaker(Section parent, BreakerRules usual) {
        var section = parent.section("breaker");
        section.expect(Set.of("failures", "of-at-least", "window", "probe"), Map.of());
        var probe = span(section, "probe");
        var read = usual.opening(
                percent(section, usual.percent()),
                values.whole(section, "of-at-least", usual.least(), 1, 100_000),
                values.duration(section, "window", usual.window()));
        return probe == null ? read : read.probing(probe.from(), probe.to(), usual.probeEvery());
    }

    private int percent(Section section, int usual) {
        var text = section.text("failures");
        if (text == null) {
            return usual;
        }
        var digits = text.value().replaceFirst("%$", "");
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 100) {
            notes.wrong(text, "no share: " + text.value(), "Write it like 10%");
            return usual;
        }
        return Integer.parseInt(digits);
    }

    private @Nullable Capacity capacity(Section section, @Nullable Capacity usual) {
        var read = values.capacity(section, "concurrency");
        return read == null ? usual : read;
    }

    private record Span(Duration from, Duration to) {}

    /// `250ms..8s`.
    private @Nullable Span span(Section section, String key) {
        var text = section.text(key);
        if (text == null) {
            return null;
        }
        var dots = text.value().indexOf("..");
        var from = dots < 0
                ? null
                : Units.duration(text.value().substring(0, dots)).orElse(null);
        var to = dots < 0
                ? null
                : Units.duration(text.value().substring(dots + 2)).orElse(null);
        if (from == null || to == null || to.compareTo(from) < 0) {
            notes.wrong(text, "no span of time: " + text.value(), "Write it like 250ms..8s");
            return null;
        }
        return new Span(from, to);
    }

    private Set<Cause> fallback(Section section, Set<Cause> usual) {
        if (!section.has("fallback")) {
            return usual;
        }
        var read = EnumSet.noneOf(Cause.class);
        for (var text : section.texts("fallback")) {
            var cause = CAUSES.get(text.value());
            if (cause != null) {
                read.add(cause);
            } else if (!text.value().equals("never")) {
                notes.wrong(
                        text,
                        "no cause for a fallback: " + text.value(),
                        Section.meant(text.value(), CAUSES.keySet()) + "; never is none at all");
            }
        }
        return read;
    }

    private Resilience.Rescue rescue(Section section, Resilience.Rescue usual) {
        var text = section.text("rescue");
        if (text == null) {
            return usual;
        }
        return switch (text.value()) {
            case "off" -> Resilience.Rescue.OFF;
            case "auto" -> Resilience.Rescue.AUTO;
            case "instruct" -> Resilience.Rescue.INSTRUCT;
            default -> {
                notes.wrong(text, "no way to rescue a stream: " + text.value(), "Say auto, instruct or off");
                yield usual;
            }
        };
    }

    private @Nullable Duration hedge(Section section, @Nullable Duration usual) {
        var text = section.text("hedge");
        if (text == null) {
            return usual;
        }
        return switch (text.value()) {
            case "off" -> null;
            case "auto" -> Resilience.BY_P95;
            default ->
                Units.duration(text.value()).orElseGet(() -> {
                    notes.wrong(
                            text, "no time to hedge after: " + text.value(), "Say auto, off, or write it like 800ms");
                    return Resilience.BY_P95;
                });
        };
    }
}
