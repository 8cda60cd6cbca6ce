package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.chat.Failure.Phase;
import dev.weir.flow.Deadlines;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long an attempt may take for the phase that it is in: as long as its step says, or its caller where that is
/// shorter. It knows no clock.
final class PhaseLimit {
    private static final Duration UNSAID = Duration.ofMinutes(10);

    private final Step step;
    private final Deadlines callers;
    private Phase phase = Phase.TOTAL;
    private Duration limit = Duration.ZERO;
    private boolean fromCaller;
    private long due = Long.MAX_VALUE;

    /// @param callers what the caller wishes
    PhaseLimit(Step step, Deadlines callers) {
        this.step = step;
        this.callers = callers;
    }

    /// A phase begins, or begins anew because more came.
    void begin(Phase of, long now) {
        Deadlines usual = step.deadlines();
        switch (of) {
            case ANSWER -> begin(of, usual.answer(), callers.answer(), now);
            case FIRST_TOKEN -> begin(of, usual.firstToken(), callers.firstToken(), now);
            case BETWEEN_TOKENS -> begin(of, usual.betweenTokens(), callers.betweenTokens(), now);
            case CONNECT, TOTAL -> throw new IllegalArgumentException("no limit of an attempt's phase: " + of);
        }
    }

    private void begin(Phase of, @Nullable Duration usual, @Nullable Duration wished, long now) {
        Duration most = usual == null ? UNSAID : usual;
        if (wished != null && wished.compareTo(most) < 0) {
            set(of, wished, now);
            fromCaller = true;
        } else {
            set(of, most, now);
        }
    }

    /// A phase with a limit of its own begins.
    void set(Phase of, Duration most, long now) {
        phase = of;
        limit = most;
        fromCaller = false;
        due = now + most.toNanos();
    }

    /// When it is over.
    long due() {
        return due;
    }

    /// Whether the caller set it, which says nothing about the target.
    boolean isCallers() {
        return fromCaller;
    }

    /// That it is over.
    Failure timedOut() {
        return timedOut(phase, limit);
    }

    /// That another limit is over.
    Failure timedOut(Phase of, Duration within) {
        return new Failure.TimedOut(
                step.target().name() + " " + describe(of) + " within " + within.toMillis() + " ms", of);
    }

    private static String describe(Phase of) {
        return switch (of) {
            case CONNECT -> "did not accept a connection";
            case FIRST_TOKEN -> "sent no first token";
            case ANSWER -> "did not answer";
            case BETWEEN_TOKENS -> "sent nothing more in the middle of its stream";
            case TOTAL -> "did not finish";
        };
    }
}
