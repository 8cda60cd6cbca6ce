package dev.weir.route;

import java.util.List;

/// Who answers soonest of places that differ by where they are. Where all were seen at work of late, that decides. Of
/// one that was not, it is supposed that it works as fast as the others do, and is as much further away as was
/// measured; where none was, the distance alone decides.
final class Nearness {
    private Nearness() {}

    /// Whether it is known of each how far away it is, so that nobody has to be sent to look.
    static boolean isKnown(List<Candidate> candidates) {
        return candidates.stream().noneMatch(one -> Double.isNaN(one.sign().distance()));
    }

    /// The least is the nearest; what is out of reach is infinitely far, of what is not a number nothing is known.
    static double of(Candidate candidate, List<Candidate> all) {
        double distance = candidate.sign().distance();
        if (distance == Double.POSITIVE_INFINITY) {
            return distance;
        }
        double seen = Ways.slowness(candidate);
        if (!Double.isNaN(seen)) {
            return seen;
        }
        double work = work(all);
        return Double.isNaN(work) ? distance : distance + work;
    }

    /// Milliseconds that an answer takes where it is made, on average of those that were seen.
    private static double work(List<Candidate> all) {
        return all.stream()
                .filter(one -> one.sign().distance() < Double.POSITIVE_INFINITY && !Double.isNaN(Ways.slowness(one)))
                .mapToDouble(one -> Ways.slowness(one) - one.sign().distance())
                .average()
                .orElse(Double.NaN);
    }

    static String words(Candidate candidate) {
        double distance = candidate.sign().distance();
        double seen = Ways.slowness(candidate);
        String far = Double.isNaN(distance)
                ? "its distance is not known"
                : distance == Double.POSITIVE_INFINITY ? "out of reach" : Math.round(distance) + " ms away";
        return Double.isNaN(seen) ? far : far + ", about " + Math.round(seen) + " ms for 300 tokens";
    }
}
