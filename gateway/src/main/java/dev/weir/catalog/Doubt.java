package dev.weir.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A price that other lists give otherwise, or that only they give.
///
/// @param agreeing who gives it as it stands here
/// @param others what else is given, and by whom
public record Doubt(Meter meter, List<Source> agreeing, Map<Money, List<Source>> others) {
    public Doubt {
        agreeing = List.copyOf(agreeing);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /// Everybody who is asked.
    Stream<Source> sources() {
        return Stream.concat(agreeing.stream(), others.values().stream().flatMap(List::stream));
    }

    /// How much is to be made of it.
    public Verdict verdict() {
        if (!agreeing.isEmpty()) {
            return Verdict.MIXED;
        }
        return others.values().stream().anyMatch(sources -> sources.size() > 1) ? Verdict.OUTVOTED : Verdict.CONTESTED;
    }

    public enum Verdict {
        /// At least one other list agrees with the price.
        MIXED,
        /// Two others agree with each other, and not with the price.
        OUTVOTED,
        /// One other list says otherwise, and no more is known.
        CONTESTED
    }
}
