package dev.weir.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Everything that one run of the bench measured.
///
/// @param startMillis from the start of the command to the first 200, start by start
/// @param residentMib resident memory of each proxy behind all rounds
/// @param profile whether Weir started from a cache of compiled and profiled classes, and which
record Outcome(
        String date,
        Machine machine,
        Setup setup,
        String profile,
        List<Double> startMillis,
        List<Warmup> warmups,
        List<Sample> samples,
        Map<Target, Double> residentMib) {
    Outcome {
        startMillis = List.copyOf(startMillis);
        warmups = List.copyOf(warmups);
        samples = List.copyOf(samples);
        residentMib = Map.copyOf(residentMib);
    }

    /// CPU time of Weir on a lane in multiples of nginx's.
    ///
    /// @param ratio round by round, each with the nginx of the same round
    record Verdict(Lane lane, Spread ratio, boolean met) {}

    Optional<Spread> spread(Lane lane, Target target, ToDoubleFunction<Sample> figure) {
        var values = samples.stream()
                .filter(sample -> sample.lane() == lane && sample.target() == target)
                .map(figure::applyAsDouble)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    List<Verdict> verdicts() {
        return setup.lanes().stream().flatMap(lane -> verdict(lane).stream()).toList();
    }

    long errors() {
        return samples.stream().mapToLong(Sample::errors).sum();
    }

    private Optional<Verdict> verdict(Lane lane) {
        var ratios = samples.stream()
                .filter(sample -> sample.lane() == lane && sample.target() == Target.WEIR)
                .flatMap(weir -> samples.stream()
                        .filter(nginx -> nginx.target() == Target.NGINX
                                && nginx.lane() == lane.reference()
                                && nginx.round() == weir.round())
                        .map(nginx -> weir.cpuMicros() / nginx.cpuMicros()))
                .toList();
        if (ratios.isEmpty()) {
            return Optional.empty();
        }
        Spread ratio = Spread.of(ratios);
        return Optional.of(new Verdict(lane, ratio, ratio.median() <= lane.bound()));
    }
}
