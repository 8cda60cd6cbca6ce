package dev.weir.route;

import dev.weir.flow.Backoff;
import dev.weir.route.Reaction.Again;
import dev.weir.route.Resilience.Cause;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an exchange goes: which step of its plan next, and when. It decides by the failures so far, the targets'
/// health, the retry budget and the deadline, and touches nothing but the budget; the clock and the dice are passed in.
///
/// A target whose breaker is open, or that rests, is passed by; only when all the others have failed is the least bad
/// of these asked after all, for refusing would be certain and asking is not.
final class Course {
    /// The next thing to do.
    sealed interface Move {
        /// Asks a step.
        ///
        /// @param at when: not before this time
        record Ask(Step step, long at) implements Move {}

        /// Everything was tried.
        record Stop() implements Move {}
    }

    private final List<Step> steps;
    private final Resilience resilience;
    private final int attempts;
    private final long deadline;
    private final int[] tries;
    private final boolean[] done;

    /// @param attempts most tries on one step
    /// @param deadline of the whole exchange
    Course(Plan plan, int attempts, long deadline) {
        this.attempts = attempts;
        this.steps = plan.steps();
        this.resilience = plan.resilience();
        this.deadline = deadline;
        this.tries = new int[steps.size()];
        this.done = new boolean[steps.size()];
    }

    /// The place of a step in the plan, whichever lane it takes now.
    private int at(Step step) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).health() == step.health()) {
                return i;
            }
        }
        throw new IllegalArgumentException(step + " is no step of this plan");
    }

    /// The first step.
    Move first(long now, double dice) {
        Step first = steps.getFirst();
        return first.health().admits(now, dice) ? new Move.Ask(first, now) : elsewhere(now, dice, null);
    }

    /// A step is being asked.
    ///
    /// @return which try on it this is, from 1
    int asking(Step step) {
        return ++tries[at(step)];
    }

    /// A step will not be asked again, whatever comes.
    void never(Step step) {
        done[at(step)] = true;
    }

    /// Another step than those asked already.
    Move elsewhere(long now, double dice) {
        return elsewhere(now, dice, null);
    }

    /// After a failure before anything reached the client.
    Move after(Step failed, Reaction reaction, long now, double dice) {
        int at = at(failed);
        done[at] |= reaction.again() == Again.NO;
        if (reaction.again() == Again.NO && reaction.cause() == null || now >= deadline) {
            return new Move.Stop();
        }
        if (otherKey(failed, reaction, now)) {
            return new Move.Ask(failed, now);
        }
        done[at] |= reaction.again() == Again.OTHER_KEY;
        boolean mayLeave = reaction.cause() != null && resilience.causes().contains(reaction.cause());
        Step next = mayLeave ? well(now, dice, larger(failed, reaction)) : null;
        if (next != null && reaction.pause() != null) {
            return new Move.Ask(next, now);
        }
        Move sooner = mayLeave && next == null ? sooner(reaction, now, dice, larger(failed, reaction)) : null;
        if (sooner != null) {
            return sooner;
        }
        Move again = again(failed, reaction, now, dice, next != null);
        if (again != null) {
            return again;
        }
        done[at] = true;
        return mayLeave ? elsewhere(now, dice, larger(failed, reaction)) : new Move.Stop();
    }

    /// After a stream broke off that the client has the beginning of: another step first, the same one last.
    Move rescue(Step broken, Reaction reaction, long now, double dice) {
        int at = at(broken);
        if (reaction.cause() == null || now >= deadline) {
            return new Move.Stop();
        }
        done[at] |= reaction.again() == Again.NO;
        Step next = resilience.causes().contains(reaction.cause()) ? well(now, dice, null) : null;
        if (next != null) {
            return new Move.Ask(next, now);
        }
        Move again = again(broken, reaction, now, dice, false);
        return again == null ? new Move.Stop() : again;
    }

    /// The next step that is well, was not asked yet, and has a place free.
    @Nullable
    Step free(long now, double dice) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!done[i] && tries[i] == 0 && step.isFree() && step.health().admits(now, dice)) {
                return step;
            }
        }
        return null;
    }

    /// Whether another key of the same provider may do.
    private boolean otherKey(Step failed, Reaction reaction, long now) {
        return failed.passes().size() > 1
                && tries[at(failed)] < failed.passes().size() + attempts
                && (reaction.again() == Again.OTHER_KEY || reaction.cause() == Cause.RATE_LIMIT)
                && failed.choose(now).isWell(now);
    }

    /// Another step that rests too, but is back before the one that failed.
    private @Nullable Move sooner(Reaction reaction, long now, double dice, @Nullable Integer larger) {
        Step first = null;
        Duration least = reaction.pause();
        for (int i = 0; i < steps.size() && least != null; i++) {
            Step step = steps.get(i);
            Duration rests = step.health().rests(now);
            boolean open = !step.health().breaker().admits(now, dice);
            if (!done[i] && tries[i] == 0 && fits(step, larger) && !open && rests.compareTo(least) < 0) {
                first = step;
                least = rests;
            }
        }
        return first == null
                        || least == null
                        || least.compareTo(resilience.backoff().patience()) > 0
                ? null
                : asked(first, now, dice);
    }

    /// Asks a step as soon as it has rested.
    private Move asked(Step step, long now, double dice) {
        Duration rests = step.health().rests(now);
        long when = now + Backoff.after(rests, dice).toNanos();
        boolean waits = rests.compareTo(resilience.backoff().patience()) <= 0 && when < deadline;
        return new Move.Ask(step, waits ? when : now);
    }

    private @Nullable Move again(Step failed, Reaction reaction, long now, double dice, boolean other) {
        int at = at(failed);
        if (done[at] || reaction.again() != Again.LATER || tries[at] >= attempts) {
            return null;
        }
        if (other && !failed.health().breaker().admits(now, dice)) {
            return null;
        }
        Duration said = reaction.pause();
        if (said != null && said.compareTo(resilience.backoff().patience()) > 0) {
            return null;
        }
        Duration pause = said == null ? resilience.backoff().pause(tries[at], dice) : Backoff.after(said, dice);
        long when = now + pause.toNanos();
        if (when >= deadline || !failed.health().takeRetry(now)) {
            return null;
        }
        return new Move.Ask(failed, when);
    }

    /// What a failure for the context's length demands: tokens that the next target must take more of, or null.
    private static @Nullable Integer larger(Step failed, Reaction reaction) {
        return reaction.cause() == Cause.CONTEXT_LENGTH ? failed.traits().contextTokens() : null;
    }

    private Move elsewhere(long now, double dice, @Nullable Integer larger) {
        Step well = well(now, dice, larger);
        if (well != null) {
            return new Move.Ask(well, now);
        }
        Step least = null;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!done[i] && tries[i] == 0 && fits(step, larger) && (least == null || better(step, least, now))) {
                least = step;
            }
        }
        if (least == null) {
            return new Move.Stop();
        }
        return asked(least, now, dice);
    }

    private @Nullable Step well(long now, double dice, @Nullable Integer larger) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!done[i] && tries[i] == 0 && fits(step, larger) && step.health().admits(now, dice)) {
                return step;
            }
        }
        return null;
    }

    private static boolean fits(Step step, @Nullable Integer larger) {
        Integer window = step.traits().contextTokens();
        return larger == null || window == null || window > larger;
    }

    /// Whether one target that is not well is less so than another.
    private static boolean better(Step one, Step other, long now) {
        int by = one.health().rests(now).compareTo(other.health().rests(now));
        return by == 0 ? one.health().failureShare(now) < other.health().failureShare(now) : by < 0;
    }
}
