package dev.weir.bench;

import java.util.List;

/// When the events of a stream are written: one write each, so many microseconds behind the one before.
///
/// @param gaps used in turn
record Pace(String id, List<Integer> gaps) {
    /// Events trickle, as from a model: between 0.2 and 2 ms apart, about 26 ms a stream.
    static final Pace TRICKLE = new Pace("trickle", List.of(400, 700, 200, 1_500, 300, 900, 2_000, 250));

    /// Events follow one another as fast as the upstream can write.
    static final Pace BURST = new Pace("burst", List.of(0));

    Pace {
        gaps = List.copyOf(gaps);
    }

    int gap(int event) {
        return gaps.get(event % gaps.size());
    }
}
