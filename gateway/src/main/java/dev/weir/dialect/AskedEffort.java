package dev.weir.dialect;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import org.jspecify.annotations.Nullable;

/// How hard a model is asked to think, for the APIs that ask by effort alone.
public final class AskedEffort {
    private AskedEffort() {}

    /// The effort that the model knows and that is nearest to what the caller said, or null where nothing is asked for.
    public static @Nullable Effort of(Reasoning reasoning, Traits.Thinking thinking, LossList losses) {
        Effort wanted = said(reasoning, losses);
        if (wanted == null) {
            return null;
        }
        if (thinking.known() == Traits.Support.NO) {
            if (wanted != Effort.NONE) {
                losses.dropped(Setting.THINKING, "The model does not reason.");
            }
            return null;
        }
        Effort nearest = EffortLadder.nearest(wanted, thinking.efforts());
        if (nearest != wanted) {
            losses.coerced(Setting.EFFORT, "The model has no such effort; the nearest was asked for.");
        }
        return nearest;
    }

    private static @Nullable Effort said(Reasoning reasoning, LossList losses) {
        if (reasoning.effort() != null) {
            return reasoning.effort();
        }
        return switch (reasoning.mode()) {
            case null -> null;
            case OFF -> Effort.NONE;
            case ADAPTIVE -> {
                losses.dropped(Setting.THINKING, "Reasoning is asked for by effort alone.");
                yield null;
            }
            case BUDGET -> {
                losses.coerced(Setting.BUDGET, "A thinking budget is an effort here, the nearest one.");
                yield EffortLadder.ofBudget(reasoning.budget() == null ? 0 : reasoning.budget());
            }
        };
    }
}
