package dev.weir;

import dev.weir.flow.Backoff;
import dev.weir.flow.Deadlines;
import java.time.Duration;

/// How fast the clocks run while faults are met.
@SuppressWarnings("ImmutableEnumChecker") // records of settings
enum FaultPace {
    /// For every day.
    SCALED(
            new Deadlines(
                    Duration.ofMillis(400),
                    Duration.ofMillis(400),
                    Duration.ofMillis(400),
                    Duration.ofMillis(800),
                    null),
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
            300,
            50),
    /// As in use: the first token within 10 s, 20 s between two, an answer within 30 s.
    REAL(
            new Deadlines(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    null),
            Backoff.USUAL,
            2_000,
            1_000);

    private final Deadlines limits;
    private final Backoff backoff;
    private final long retryAfter;
    private final long drip;

    FaultPace(Deadlines limits, Backoff backoff, long retryAfter, long drip) {
        this.limits = limits;
        this.backoff = backoff;
        this.retryAfter = retryAfter;
        this.drip = drip;
    }

    Deadlines limits() {
        return limits;
    }

    Backoff backoff() {
        return backoff;
    }

    /// What a provider says with a 429, in milliseconds.
    long retryAfter() {
        return retryAfter;
    }

    /// Milliseconds between two bytes of a provider that drips.
    long drip() {
        return drip;
    }
}
