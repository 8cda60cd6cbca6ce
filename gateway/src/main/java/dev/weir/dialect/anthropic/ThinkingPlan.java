package dev.weir.dialect.anthropic;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.EffortLadder;
import dev.weir.dialect.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How a model is asked to think: `thinking`, `output_config.effort` and the `max_tokens` that leaves room for it.
///
/// | the caller says | the model takes | Anthropic is told |
/// |---|---|---|
/// | nothing | | nothing: the model's own default |
/// | off, effort `none`, budget 0 | off, or unknown | `disabled` |
/// | a budget | a budget, or unknown | `enabled` with it |
/// | a budget | only adaptive | `adaptive` with the effort nearest to it |
/// | an effort | adaptive | `adaptive` with it |
/// | an effort | a budget | `enabled` with the budget of the table, and the effort where the model takes one |
/// | adaptive | adaptive, or unknown | `adaptive` |
/// | adaptive | only a budget | `enabled`, at medium effort unless one is said |
///
/// Efforts in tokens: minimal 1,024, low 2,048, medium 8,192, high 16,384, xhigh 24,576, max 32,000, and never more
/// than three quarters of `max_tokens`. A model of which nothing is known gets no effort, for it may refuse the field.
///
/// @param thinking the `thinking` object, or null
/// @param effort the word for `output_config.effort`, or null
record ThinkingPlan(@Nullable ObjectNode thinking, @Nullable String effort, int maxTokens) {
    private static final int UNKNOWN_MODEL = 8192;
    private static final int PLAIN = 32_000;
    private static final int THINKING = 64_000;
    private static final List<Effort> WORDS = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX);

    /// Whether the model is asked to think, which binds sampling and tool choice.
    boolean thinks() {
        return thinking != null && !thinking.get("type").stringValue().equals("disabled");
    }

    /// @param asked most tokens of the answer, or null when the caller did not say
    static ThinkingPlan of(Reasoning reasoning, @Nullable Integer asked, Traits traits, Losses losses) {
        return new Planner(reasoning, asked, traits, losses).plan();
    }

    private static final class Planner {
        private final Reasoning reasoning;
        private final @Nullable Integer asked;
        private final @Nullable Integer limit;
        private final Traits.Thinking can;
        private final Losses losses;

        private Planner(Reasoning reasoning, @Nullable Integer asked, Traits traits, Losses losses) {
            this.reasoning = reasoning;
            this.asked = asked;
            this.limit = traits.maxOutputTokens();
            this.can = traits.thinking();
            this.losses = losses;
        }

        private ThinkingPlan plan() {
            Effort effort = reasoning.effort();
            Integer budget = reasoning.budget();
            if (reasoning.mode() == Mode.OFF || effort == Effort.NONE || budget != null && budget == 0) {
                return off();
            }
            if (can.known() == Traits.Support.NO) {
                if (!reasoning.equals(Reasoning.NONE)) {
                    losses.dropped(Setting.EFFORT, "the model does not think");
                }
                return new ThinkingPlan(null, null, maxTokens(PLAIN));
            }
            if (budget != null) {
                return budgeted(budget);
            }
            if (reasoning.mode() != null) {
                return takes(Way.ADAPTIVE) || unknown() && reasoning.mode() == Mode.ADAPTIVE
                        ? adaptive(effort)
                        : byEffort(effort == null ? Effort.MEDIUM : effort);
            }
            return effort == null ? onlyShown() : byEffort(effort);
        }

        private ThinkingPlan off() {
            int max = maxTokens(PLAIN);
            if (reasoning.shown() != null && reasoning.shown()) {
                losses.dropped(Setting.THINKING, "there is no thought to show");
            }
            if (reasoning.budget() != null && reasoning.budget() > 0) {
                losses.dropped(Setting.THINKING, "a budget for thinking that is off");
            }
            String effort = null;
            if (reasoning.effort() != null && reasoning.effort() != Effort.NONE) {
                if (takes(Way.EFFORT)) {
                    effort = word(reasoning.effort());
                } else {
                    losses.dropped(Setting.EFFORT, "an effort for thinking that is off");
                }
            }
            if (can.known() == Traits.Support.NO) {
                return new ThinkingPlan(null, null, max);
            }
            if (can.known() == Traits.Support.YES && !takes(Way.OFF)) {
                boolean offByDefault = takes(Way.BUDGET);
                if (!offByDefault) {
                    losses.dropped(Setting.EFFORT, "the model cannot be kept from thinking");
                }
                return new ThinkingPlan(null, effort, max);
            }
            return new ThinkingPlan(Json.object().put("type", "disabled"), effort, max);
        }

        private ThinkingPlan onlyShown() {
            Boolean shown = reasoning.shown();
            if (shown == null) {
                return new ThinkingPlan(null, null, maxTokens(PLAIN));
            }
            boolean always = takes(Way.ADAPTIVE) && !takes(Way.OFF) && !takes(Way.BUDGET);
            if (always || takes(Way.ADAPTIVE) && shown) {
                return adaptive(null);
            }
            losses.dropped(Setting.THINKING, "whether thoughts are shown, for none are asked for");
            return new ThinkingPlan(null, null, maxTokens(PLAIN));
        }

        private ThinkingPlan budgeted(int budget) {
            if (takes(Way.BUDGET) || unknown()) {
                if (reasoning.effort() != null && !takes(Way.EFFORT)) {
                    losses.dropped(Setting.EFFORT, "the model takes a budget and no effort");
                }
                return enabled(budget, reasoning.effort(), true);
            }
            Effort nearest = effortOf(budget);
            losses.coerced(Setting.THINKING, "the model takes no budget: " + budget + " tokens go as an effort");
            return byEffort(reasoning.effort() == null ? nearest : reasoning.effort());
        }

        private ThinkingPlan byEffort(Effort effort) {
            if (takes(Way.ADAPTIVE)) {
                return adaptive(effort);
            }
            if (takes(Way.BUDGET)) {
                losses.coerced(
                        Setting.EFFORT, "the effort goes as a budget of " + EffortLadder.budget(effort) + " tokens");
                return enabled(EffortLadder.budget(effort), effort, false);
            }
            if (takes(Way.EFFORT)) {
                shownIsLost();
                return new ThinkingPlan(null, word(effort), maxTokens(THINKING));
            }
            losses.dropped(Setting.EFFORT, "it is not known how the model is asked to think");
            return new ThinkingPlan(null, null, maxTokens(PLAIN));
        }

        private ThinkingPlan adaptive(@Nullable Effort effort) {
            String word = null;
            if (effort != null && (takes(Way.EFFORT) || !can.efforts().isEmpty())) {
                word = word(effort);
            } else if (effort != null) {
                losses.dropped(Setting.EFFORT, "the model decides how much it thinks");
            }
            return new ThinkingPlan(shown(Json.object().put("type", "adaptive")), word, maxTokens(THINKING));
        }

        /// @param exact whether the caller named the budget, so that `max_tokens` gives way to it
        private ThinkingPlan enabled(int wanted, @Nullable Effort effort, boolean exact) {
            int budget = Math.max(wanted, can.minBudget() == null ? EffortLadder.LEAST_BUDGET : can.minBudget());
            if (can.maxBudget() != null) {
                budget = Math.min(budget, can.maxBudget());
            }
            int max = maxTokens(THINKING);
            if (budget >= max && !exact) {
                budget = Math.max(EffortLadder.LEAST_BUDGET, max - max / 4);
            }
            if (budget >= max) {
                max = roomier(budget, max);
                budget = Math.max(EffortLadder.LEAST_BUDGET, Math.min(budget, max - 1));
            }
            if (exact && budget != wanted) {
                losses.coerced(Setting.THINKING, "the thinking budget is " + budget + ", not " + wanted);
            }
            ObjectNode thinking = Json.object().put("type", "enabled").put("budget_tokens", budget);
            return new ThinkingPlan(shown(thinking), effort == null || !takes(Way.EFFORT) ? null : word(effort), max);
        }

        /// `max_tokens` that leaves room behind a budget.
        private int roomier(int budget, int max) {
            long room = (long) budget + max;
            int raised = (int) Math.min(room, limit == null ? Integer.MAX_VALUE : limit);
            if (raised > max && asked != null) {
                losses.coerced(
                        Setting.MAX_TOKENS,
                        "raised from " + max + " to " + raised + ", for it must exceed the thinking budget");
            }
            return Math.max(max, raised);
        }

        /// `max_tokens`: what the caller said, within the model's limit. Where the caller did not say, what the model
        /// can, up to 32,000 (64,000 when it thinks), and 8,192 when that is not known.
        private int maxTokens(int most) {
            if (asked != null) {
                if (limit != null && asked > limit) {
                    losses.coerced(Setting.MAX_TOKENS, "the model answers with at most " + limit + " tokens");
                    return limit;
                }
                return asked;
            }
            int chosen = limit == null ? UNKNOWN_MODEL : Math.min(limit, most);
            losses.added("/max_tokens", "the caller set none and Anthropic demands one");
            return chosen;
        }

        private ObjectNode shown(ObjectNode thinking) {
            if (reasoning.shown() != null) {
                thinking.put("display", reasoning.shown() ? "summarized" : "omitted");
            }
            return thinking;
        }

        private void shownIsLost() {
            if (reasoning.shown() != null) {
                losses.dropped(
                        Setting.THINKING, "whether thoughts are shown, for this model is not asked to think aloud");
            }
        }

        /// The word for an effort, or for the nearest that the model takes.
        private String word(Effort effort) {
            List<Effort> levels = can.efforts().stream().filter(WORDS::contains).toList();
            if (levels.isEmpty()) {
                levels = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH);
            }
            Effort nearest = levels.getFirst();
            for (Effort level : levels) {
                if (level.compareTo(effort) <= 0 && (nearest.compareTo(effort) > 0 || level.compareTo(nearest) > 0)) {
                    nearest = level;
                }
            }
            if (nearest != effort) {
                losses.coerced(Setting.EFFORT, "the nearest effort that the model takes is " + name(nearest));
            }
            return name(nearest);
        }

        private static String name(Effort effort) {
            return switch (effort) {
                case NONE, MINIMAL, LOW -> "low";
                case MEDIUM -> "medium";
                case HIGH -> "high";
                case XHIGH -> "xhigh";
                case MAX -> "max";
            };
        }

        /// The inverse of the table: the least effort that reaches the budget.
        private static Effort effortOf(int budget) {
            for (Effort effort : WORDS) {
                if (budget <= EffortLadder.budget(effort)) {
                    return effort;
                }
            }
            return Effort.MAX;
        }

        private boolean takes(Way way) {
            return can.ways().contains(way);
        }

        private boolean unknown() {
            return can.known() == Traits.Support.UNKNOWN && can.ways().isEmpty();
        }
    }
}
