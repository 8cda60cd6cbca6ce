package dev.weir.dialect.gemini;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes `thinkingConfig`: a budget of tokens for the models up to 2.5, a level from 3 on. The service refuses both
/// at once.
///
/// Effort and budget are each other's translation by the table that Google documents for its OpenAI endpoint: minimal
/// and low 1,024 tokens, medium 8,192, high 24,576; beyond it 32,768. Of a model that is not known a budget is asked,
/// which the models with levels understand too.
///
/// A level that the model has not becomes the next higher one, as that endpoint does it.
///
/// Thoughts are shown only when the caller asks to see them, however much thinking it asks for.
final class ThinkingEncoder {
    private static final int AS_SEEN_FIT = -1;
    private static final List<Effort> LEVELS =
            List.of(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH);
    private static final List<Effort> USUAL_LEVELS = List.of(Effort.LOW, Effort.HIGH);

    private final Thinking thinking;
    private final Losses losses;
    private final ObjectNode config;
    private final ObjectNode asked = Json.object();

    ThinkingEncoder(Thinking thinking, Losses losses, ObjectNode config) {
        this.thinking = thinking;
        this.losses = losses;
        this.config = config;
    }

    void write(Reasoning reasoning) {
        if (isOff(reasoning)) {
            off(reasoning);
        } else {
            amount(reasoning);
            if (Boolean.TRUE.equals(reasoning.shown())) {
                shown();
            }
        }
        if (!asked.isEmpty()) {
            config.set("thinkingConfig", asked);
        }
    }

    private static boolean isOff(Reasoning reasoning) {
        Integer budget = reasoning.budget();
        return reasoning.mode() == Reasoning.Mode.OFF
                || reasoning.mode() == null && (reasoning.effort() == Effort.NONE || budget != null && budget == 0);
    }

    private boolean neverThinks() {
        return thinking.known() == Support.NO
                || thinking.known() == Support.YES && thinking.ways().isEmpty();
    }

    private boolean takesBudgets() {
        return thinking.ways().contains(Way.BUDGET) || thinking.known() == Support.UNKNOWN && !takesLevels();
    }

    private boolean takesLevels() {
        return thinking.ways().contains(Way.EFFORT);
    }

    private void off(Reasoning reasoning) {
        if (Boolean.TRUE.equals(reasoning.shown())) {
            losses.dropped(Setting.SHOWN, "Without thinking there are no thoughts to show.");
        }
        if (neverThinks()) {
            return;
        }
        boolean can = thinking.ways().contains(Way.OFF) || thinking.known() == Support.UNKNOWN;
        if (can) {
            asked.put("thinkingBudget", 0);
        } else if (takesLevels()) {
            Effort least = levels().getFirst();
            losses.coerced(Setting.EFFORT, "This model always thinks: asked for its least level, " + least + ".");
            asked.put("thinkingLevel", least.name());
        } else if (takesBudgets()) {
            int least = thinking.minBudget() == null ? 1024 : thinking.minBudget();
            losses.coerced(Setting.EFFORT, "This model always thinks: asked for its least budget, " + least + ".");
            asked.put("thinkingBudget", least);
        } else {
            losses.dropped(Setting.EFFORT, "This model always thinks, as much as it sees fit.");
        }
    }

    private void amount(Reasoning reasoning) {
        Integer budget = reasoning.budget();
        Effort effort = reasoning.effort();
        boolean says = budget != null || effort != null || reasoning.mode() != null;
        if (!says) {
            return;
        }
        if (neverThinks()) {
            losses.dropped(Setting.EFFORT, "This model does not think.");
        } else if (budget != null && takesBudgets()) {
            budget(budget);
            if (effort != null) {
                losses.coerced(Setting.EFFORT, "The budget says how much; Gemini takes one of the two.");
            }
        } else if (takesLevels() && (effort != null || budget != null)) {
            level(effort, budget == null ? 0 : budget);
        } else if (effort != null && takesBudgets()) {
            int tokens = tokens(effort);
            losses.coerced(
                    Setting.EFFORT, "This model takes a budget of tokens: " + effort + " is about " + tokens + ".");
            budget(tokens);
        } else if (effort != null || budget != null) {
            losses.dropped(Setting.EFFORT, "How much this model thinks cannot be said.");
        } else if (thinking.ways().contains(Way.BUDGET)) {
            asked.put("thinkingBudget", AS_SEEN_FIT);
        }
        // What is left is thinking as the model sees fit, which models do unasked.
    }

    private void shown() {
        boolean hidden = thinking.known() == Support.YES && thinking.ways().equals(Set.of(Way.HIDDEN));
        if (neverThinks() || hidden) {
            losses.dropped(Setting.SHOWN, "This model shows no thoughts.");
        } else {
            asked.put("includeThoughts", true);
        }
    }

    private void budget(int tokens) {
        int clamped = tokens;
        if (thinking.minBudget() != null && tokens >= 0) {
            clamped = Math.max(clamped, thinking.minBudget());
        }
        if (thinking.maxBudget() != null) {
            clamped = Math.min(clamped, thinking.maxBudget());
        }
        if (clamped != tokens) {
            losses.coerced(Setting.BUDGET, "This model's budget for thinking: sent as " + clamped + ".");
        }
        asked.put("thinkingBudget", clamped);
    }

    private void level(@Nullable Effort effort, int budget) {
        Effort wanted = effort == null ? effort(budget) : effort;
        Effort nearest = levels().stream()
                .filter(level -> level.compareTo(wanted) >= 0)
                .findFirst()
                .orElseGet(() -> levels().getLast());
        if (effort == null) {
            losses.coerced(Setting.BUDGET, "This model takes levels, not budgets: asked for " + nearest + ".");
        } else if (nearest != effort) {
            losses.coerced(Setting.EFFORT, "This model has no level " + effort + ": asked for " + nearest + ".");
        }
        asked.put("thinkingLevel", nearest.name());
    }

    /// Levels that the model takes, least first; never empty.
    private List<Effort> levels() {
        List<Effort> known =
                thinking.efforts().stream().filter(LEVELS::contains).sorted().toList();
        return known.isEmpty() ? USUAL_LEVELS : known;
    }

    private static int tokens(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL, LOW -> 1024;
            case MEDIUM -> 8192;
            case HIGH -> 24_576;
            case XHIGH, MAX -> 32_768;
        };
    }

    private static Effort effort(int budget) {
        if (budget < 0) {
            return Effort.HIGH;
        }
        if (budget <= 1024) {
            return Effort.LOW;
        }
        if (budget <= 8192) {
            return Effort.MEDIUM;
        }
        return budget <= 24_576 ? Effort.HIGH : Effort.XHIGH;
    }
}
