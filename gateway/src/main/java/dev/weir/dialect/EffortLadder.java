package dev.weir.dialect;

import dev.weir.chat.Reasoning.Effort;
import java.util.List;

/// The levels of effort, for models that know only some of them, or only one way to say how much to think.
public final class EffortLadder {
    /// The least that Claude can be told to think.
    public static final int LEAST_BUDGET = 1024;

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

    /// Tokens that Claude is given to think, where it knows no levels.
    public static int budget(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> LEAST_BUDGET;
            case LOW -> 2048;
            case MEDIUM -> 8192;
            case HIGH -> 16_384;
            case XHIGH -> 24_576;
            case MAX -> 32_000;
        };
    }

    /// The level that a thinking budget amounts to.
    public static Effort ofBudget(int tokens) {
        return tokens < 4096 ? Effort.LOW : tokens < 16_384 ? Effort.MEDIUM : Effort.HIGH;
    }
}
