package dev.weir.flow;

/// Where a circuit breaker stands. Times are nanoseconds of the clock that it is used with.
public sealed interface BreakerState {
    /// All traffic passes.
    record Closed() implements BreakerState {}

    /// No traffic passes; probes ask from time to time.
    ///
    /// @param why it opened, for people
    /// @param failed probes so far
    /// @param nextProbe when the next one is due
    record Open(long since, String why, int failed, long nextProbe) implements BreakerState {}

    /// A probe succeeded; more must, before traffic passes.
    record Probing(long since, String why, int succeeded, long nextProbe) implements BreakerState {}

    /// Half open: a growing share of the traffic passes.
    ///
    /// @param since the ramp began
    record Ramping(long since, String why) implements BreakerState {}

    /// What happens to it.
    enum Signal {
        TRIPPED,
        PROBE_SUCCEEDED,
        PROBE_FAILED,
        PROBE_SENT,
        TIME_PASSED
    }

    /// The state after a signal.
    ///
    /// @param why it tripped, where it did
    /// @param now in nanoseconds
    /// @param dice from 0 to 1
    default BreakerState next(Signal signal, String why, BreakerRules rules, long now, double dice) {
        return switch (this) {
            case Closed _ -> signal == Signal.TRIPPED ? opened(why, rules, now) : this;
            case Open open ->
                switch (signal) {
                    case PROBE_SENT ->
                        new Open(
                                open.since,
                                open.why,
                                open.failed,
                                now + rules.pause(open.failed + 1, dice).toNanos());
                    case PROBE_SUCCEEDED -> probed(open.since, open.why, 1, rules, now);
                    case PROBE_FAILED ->
                        new Open(
                                open.since,
                                open.why,
                                open.failed + 1,
                                now + rules.pause(open.failed + 1, dice).toNanos());
                    case TRIPPED, TIME_PASSED -> this;
                };
            case Probing probing ->
                switch (signal) {
                    case PROBE_SENT ->
                        new Probing(
                                probing.since,
                                probing.why,
                                probing.succeeded,
                                now + rules.probeAfter().toNanos());
                    case PROBE_SUCCEEDED -> probed(probing.since, probing.why, probing.succeeded + 1, rules, now);
                    case PROBE_FAILED ->
                        new Open(
                                probing.since,
                                probing.why,
                                1,
                                now + rules.pause(1, dice).toNanos());
                    case TRIPPED, TIME_PASSED -> this;
                };
            case Ramping ramping ->
                switch (signal) {
                    case TRIPPED -> opened(why, rules, now);
                    case TIME_PASSED -> share(ramping, rules, now) == 100 ? new Closed() : this;
                    case PROBE_SENT, PROBE_SUCCEEDED, PROBE_FAILED -> this;
                };
        };
    }

    private static BreakerState opened(String why, BreakerRules rules, long now) {
        return new Open(now, why, 0, now + rules.pause(0, 0).toNanos());
    }

    private static BreakerState probed(long since, String why, int succeeded, BreakerRules rules, long now) {
        return succeeded >= rules.probes()
                ? new Ramping(now, why)
                : new Probing(since, why, succeeded, now + rules.probeEvery().toNanos());
    }

    /// Percent of the traffic that passes now.
    default int share(BreakerRules rules, long now) {
        return switch (this) {
            case Closed _ -> 100;
            case Open _, Probing _ -> 0;
            case Ramping ramping -> share(ramping, rules, now);
        };
    }

    private static int share(Ramping ramping, BreakerRules rules, long now) {
        long stage = (now - ramping.since) / Math.max(1, rules.stage().toNanos());
        return stage < rules.ramp().size() ? rules.ramp().get((int) Math.max(0, stage)) : 100;
    }
}
