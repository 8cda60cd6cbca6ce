package dev.weir.route;

import java.util.List;

/// How much a candidate's price, speed and health weigh, against those of the others: the square of how much cheaper it
/// is, times how much faster, times the fourth power of the part that succeeds, times its weight. What is not known of
/// a candidate is taken to be as bad as the worst that is known in price, and as good as the best in speed, so that it
/// becomes known.
///
/// @param least dollars of the cheapest
/// @param most dollars of the dearest
/// @param fastest milliseconds
record Balance(double least, double most, double fastest) {
    private static final double FLOOR = 1e-6;

    static Balance of(List<Candidate> candidates) {
        double least = Double.NaN;
        double most = Double.NaN;
        double fastest = Double.NaN;
        for (Candidate candidate : candidates) {
            least = least(least, Ways.dollars(candidate));
            most = -least(-most, -Ways.dollars(candidate));
            fastest = least(fastest, Ways.slowness(candidate));
        }
        return new Balance(least, most, fastest);
    }

    double weight(Candidate candidate) {
        double dollars = Ways.dollars(candidate);
        double cheaper = part(least, Double.isNaN(dollars) ? most : dollars);
        double faster = part(fastest, Ways.slowness(candidate));
        double well = Math.pow(Math.max(0.05, candidate.sign().success()), 4);
        return Math.max(FLOOR, cheaper * cheaper * faster * well) * candidate.weight();
    }

    /// The least of two where not both are known.
    private static double least(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    private static double part(double best, double own) {
        return Double.isNaN(best) || Double.isNaN(own) ? 1 : Math.max(best, FLOOR) / Math.max(own, FLOOR);
    }
}
