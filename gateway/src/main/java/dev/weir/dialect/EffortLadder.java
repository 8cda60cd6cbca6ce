package dev.weir.dialect;

import dev.weir.chat.Reasoning.Effort;
import java.util.List;

/// The levels of effort, for models that know only some of them, or only one way to say how much to think.
public final class EffortLadder {
    private static final List<Effort> ALL = List.of(Effort.values());

    private EffortLadder() {}

    /// The level nearest to the wanted one; the wanted one where none is known.
    ///
    /// @param known least first
    public static Effort nearest(Effort wanted, List<Effort> known) {
        Effort best = wanted;
        int distance = Integer.MAX_VALUE;
        for (Effort effort : known) {
            int away = Math.abs(ALL.indexOf(effort) - ALL.indexOf(wanted));
            if (away < distance) {
                best = effort;
                distance = away;
            }
        }
        return best;
    }

    /// The level that a thinking budget amounts to.
    public static Effort ofBudget(int tokens) {
        return tokens < 4096 ? Effort.LOW : tokens < 16_384 ? Effort.MEDIUM : Effort.HIGH;
    }
}
