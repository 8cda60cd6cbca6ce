package dev.weir.dialect.bedrock;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.EffortLadder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes how a model is asked to think, which Converse leaves to each maker's own fields: Claude's `thinking` (with an
/// effort beside it where it takes one), Nova's `reasoningConfig`, gpt-oss' `reasoning_effort`.
final class ThinkingWriter {
    private static final List<Effort> NOVA = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH);

    private final Family family;
    private final Traits traits;
    private final Losses losses;

    ThinkingWriter(Family family, Traits traits, Losses losses) {
        this.family = family;
        this.traits = traits;
        this.losses = losses;
    }

    /// @param forced whether a call is forced, which Claude does not do while it thinks
    /// @return whether the model is asked to think
    boolean write(Reasoning reasoning, boolean forced, ObjectNode inference, ObjectNode output, ObjectNode additional) {
        Integer budget = reasoning.budget();
        Effort effort = reasoning.effort();
        if (reasoning.shown() != null && (family != Family.CLAUDE || !reasoning.shown())) {
            losses.dropped(Setting.SHOWN, "Bedrock shows what its models think, or not, as they do.");
        }
        boolean off = reasoning.mode() == Mode.OFF || effort == Effort.NONE || budget != null && budget == 0;
        boolean asked = budget != null || effort != null || reasoning.mode() != null;
        if (off || !asked) {
            if (off && family == Family.CLAUDE && traits.thinking().ways().contains(Way.OFF)) {
                additional.putObject("thinking").put("type", "disabled");
            }
            return false;
        }
        if (traits.thinking().known() == Support.NO) {
            losses.dropped(Setting.THINKING, "The model does not think.");
            return false;
        }
        return switch (family) {
            case CLAUDE -> {
                if (forced) {
                    losses.dropped(
                            Setting.THINKING, "Thinking and a forced call exclude each other: the call is made.");
                    yield false;
                }
                yield claude(reasoning, inference, output, additional);
            }
            case NOVA -> {
                Effort wanted = effortOf(reasoning);
                Effort nearest = EffortLadder.nearest(wanted, NOVA);
                if (budget != null || nearest != wanted) {
                    losses.coerced(Setting.THINKING, "Nova's nearest effort is " + word(nearest) + ".");
                }
                additional.putObject("reasoningConfig").put("type", "enabled").put("maxReasoningEffort", word(nearest));
                yield true;
            }
            case GPT_OSS -> {
                Effort nearest = EffortLadder.nearest(effortOf(reasoning), NOVA);
                if (effort != nearest) {
                    losses.coerced(Setting.THINKING, "The model's nearest effort is " + word(nearest) + ".");
                }
                additional.put("reasoning_effort", word(nearest));
                yield true;
            }
            case OTHER -> {
                losses.dropped(Setting.THINKING, "It is not known how this model is asked to think.");
                yield false;
            }
        };
    }

    private static Effort effortOf(Reasoning reasoning) {
        if (reasoning.effort() != null) {
            return reasoning.effort();
        }
        return reasoning.budget() == null ? Effort.MEDIUM : EffortLadder.ofBudget(reasoning.budget());
    }

    private boolean claude(Reasoning reasoning, ObjectNode inference, ObjectNode output, ObjectNode additional) {
        Integer budget = reasoning.budget();
        boolean adaptive = traits.thinking().ways().contains(Way.ADAPTIVE);
        boolean budgets = traits.thinking().ways().contains(Way.BUDGET)
                || traits.thinking().ways().isEmpty();
        if (adaptive && (budget == null || !budgets)) {
            if (budget != null) {
                losses.coerced(Setting.THINKING, "The model takes no budget: it decides itself, by effort.");
            }
            additional.putObject("thinking").put("type", "adaptive");
            effort(reasoning.effort() == null && budget == null ? null : effortOf(reasoning), output);
            return true;
        }
        int tokens =
                budget == null ? EffortLadder.budget(effortOf(reasoning)) : Math.max(EffortLadder.LEAST_BUDGET, budget);
        if (budget == null) {
            losses.coerced(Setting.EFFORT, "The effort goes as a budget of " + tokens + " tokens.");
        } else if (tokens != budget) {
            losses.coerced(Setting.THINKING, "The least thinking budget is " + tokens + ".");
        }
        int most = inference.path("maxTokens").asInt(0);
        if (most <= tokens) {
            int raised = tokens + (most == 0 ? 8192 : most);
            if (most == 0) {
                losses.added("/inferenceConfig/maxTokens", "It must exceed the thinking budget.");
            } else {
                losses.coerced(Setting.MAX_TOKENS, "Raised to " + raised + ", for it must exceed the thinking budget.");
            }
            inference.put("maxTokens", raised);
        }
        additional.putObject("thinking").put("type", "enabled").put("budget_tokens", tokens);
        return true;
    }

    private void effort(@Nullable Effort effort, ObjectNode output) {
        if (effort == null) {
            return;
        }
        if (!traits.thinking().ways().contains(Way.EFFORT)) {
            losses.dropped(Setting.EFFORT, "The model decides how much it thinks.");
            return;
        }
        Effort nearest = EffortLadder.nearest(effort, traits.thinking().efforts());
        if (nearest != effort) {
            losses.coerced(Setting.EFFORT, "The model's nearest effort is " + word(nearest) + ".");
        }
        output.put("effort", word(nearest));
    }

    private static String word(Effort effort) {
        return effort.name().toLowerCase(Locale.ROOT);
    }
}
