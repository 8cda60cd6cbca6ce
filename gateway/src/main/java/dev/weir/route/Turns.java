package dev.weir.route;

import java.util.ArrayList;
import java.util.List;

/// Taking turns by weight, spread out: of weights 2 and 1, `a b a`, not `a a b` (the smooth way of nginx). A function
/// of the number of the turn alone.
final class Turns {
    private Turns() {}

    static List<Candidate> order(List<Candidate> candidates, long turn) {
        int[] weights = reduced(candidates);
        int total = 0;
        for (int weight : weights) {
            total += weight;
        }
        if (total == 0) {
            return List.of();
        }
        long[] credit = new long[weights.length];
        int skip = (int) Math.floorMod(turn, (long) total);
        List<Candidate> order = new ArrayList<>(candidates.size());
        for (int step = 0; order.size() < candidates.size(); step++) {
            Candidate next = candidates.get(next(credit, weights, total));
            if (step >= skip && !order.contains(next)) {
                order.add(next);
            }
        }
        return order;
    }

    private static int next(long[] credit, int[] weights, int total) {
        int best = 0;
        for (int i = 0; i < credit.length; i++) {
            credit[i] += weights[i];
            if (credit[i] > credit[best]) {
                best = i;
            }
        }
        credit[best] -= total;
        return best;
    }

    /// The weights by their greatest common divisor.
    private static int[] reduced(List<Candidate> candidates) {
        int divisor = 0;
        for (Candidate candidate : candidates) {
            int a = candidate.weight();
            while (a != 0) {
                int rest = divisor % a;
                divisor = a;
                a = rest;
            }
        }
        int by = divisor;
        return candidates.stream()
                .mapToInt(candidate -> candidate.weight() / by)
                .toArray();
    }
}
