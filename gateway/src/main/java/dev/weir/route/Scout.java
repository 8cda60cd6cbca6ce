package dev.weir.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Sends one request in twenty another way than the best known one, so that what is known stays true.
final class Scout {
    private static final double ONE_IN = 20;

    private Scout() {}

    /// @param best the candidates, the best known first; those of which nothing is known stand behind
    static List<Strategy.Ranked> sent(Moment moment, List<Candidate> best, Function<Candidate, String> why) {
        double lot = moment.freshLot("scout") * ONE_IN;
        if (best.size() < 2 || lot >= 1) {
            return Ways.told(best, why);
        }
        Candidate scout = best.get(1 + (int) (lot * (best.size() - 1)));
        List<Candidate> order = new ArrayList<>(best);
        order.remove(scout);
        List<Strategy.Ranked> ranked = new ArrayList<>();
        ranked.add(new Strategy.Ranked(scout, "one in twenty, to see how it fares: " + why.apply(scout)));
        ranked.addAll(Ways.told(order, why));
        return ranked;
    }
}
