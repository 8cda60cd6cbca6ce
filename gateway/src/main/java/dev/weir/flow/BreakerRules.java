package dev.weir.flow;

import java.time.Duration;
import java.util.List;

/// When a circuit breaker opens, and how it finds back.
///
/// @param percent of failures that is too many: more than these open it
/// @param least requests that a percentage is taken of
/// @param inARow failures in a row that open it where there were fewer requests
/// @param window in which requests are counted
/// @param probeAfter wait before the first probe; later ones wait longer
/// @param probeAtMost longest wait between two probes
/// @param probeEvery wait between probes once one succeeded
/// @param probes that must succeed in a row
/// @param ramp percentages of real traffic that are let through, one after the other, before all of it
/// @param stage how long each of them holds
public record BreakerRules(
        int percent,
        int least,
        int inARow,
        Duration window,
        Duration probeAfter,
        Duration probeAtMost,
        Duration probeEvery,
        int probes,
        List<Integer> ramp,
        Duration stage) {
    /// What holds where nobody said anything.
    public static final BreakerRules USUAL = new BreakerRules(
            10,
            20,
            5,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            3,
            List.of(5, 25),
            Duration.ofSeconds(3));

    public BreakerRules {
        ramp = List.copyOf(ramp);
        if (percent < 1 || percent > 100 || least < 1 || inARow < 1 || probes < 1) {
            throw new IllegalArgumentException("no rules of a breaker: " + percent + " % of " + least);
        }
    }

    /// The same with another threshold.
    public BreakerRules opening(int newPercent, int newLeast, Duration newWindow) {
        return new BreakerRules(
                newPercent, newLeast, inARow, newWindow, probeAfter, probeAtMost, probeEvery, probes, ramp, stage);
    }

    /// The same with other waits between probes.
    public BreakerRules probing(Duration after, Duration atMost, Duration every) {
        return new BreakerRules(percent, least, inARow, window, after, atMost, every, probes, ramp, stage);
    }

    /// The same with another time for each step of the ramp.
    public BreakerRules ramping(Duration newStage) {
        return new BreakerRules(
                percent, least, inARow, window, probeAfter, probeAtMost, probeEvery, probes, ramp, newStage);
    }

    /// Whether so many failures open a closed breaker.
    ///
    /// @param row failures in a row, the last one included
    boolean opens(SlidingWindow.Count count, int row) {
        return count.events() >= least ? tooMany(count) || row >= Math.max(least, inARow) : row >= inARow;
    }

    private boolean tooMany(SlidingWindow.Count count) {
        return count.marked() * 100 > count.events() * percent;
    }

    /// Whether so many failures end a ramp: one is borne, for a healthy provider has some, too.
    boolean closesAgain(SlidingWindow.Count count) {
        return count.marked() * 100 > Math.max(count.events(), 100 / percent) * percent;
    }

    /// How long to wait before the next probe, after so many that failed: twice as long each time, jittered down by up
    /// to a fifth.
    ///
    /// @param dice from 0 to 1
    Duration pause(int failed, double dice) {
        double nanos = Math.min(
                (double) probeAtMost.toNanos(), (double) probeAfter.toNanos() * Math.pow(2, Math.min(failed, 20)));
        return Duration.ofNanos((long) (nanos * (failed == 0 ? 1 : 1 - dice / 5)));
    }
}
