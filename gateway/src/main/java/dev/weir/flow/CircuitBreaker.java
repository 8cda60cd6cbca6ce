package dev.weir.flow;

import dev.weir.flow.BreakerState.Signal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps traffic from a target that fails. Shared by any number of threads, none of which waits: the state is immutable
/// and replaced by compare-and-set, the requests are counted in a [SlidingWindow]. While it is closed a success costs
/// one addition and two reads.
public final class CircuitBreaker {
    private static final int SLICES = 60;

    private final BreakerRules rules;
    private final SlidingWindow window;
    private final AtomicReference<BreakerState> state = new AtomicReference<>(new BreakerState.Closed());
    private final AtomicInteger row = new AtomicInteger();

    public CircuitBreaker(BreakerRules rules) {
        this.rules = rules;
        this.window = new SlidingWindow(rules.window(), SLICES);
    }

    public BreakerRules rules() {
        return rules;
    }

    public BreakerState state() {
        return state.get();
    }

    /// The state, a ramp that has run out being closed.
    public BreakerState state(long now) {
        BreakerState is = state.get();
        if (is instanceof BreakerState.Ramping) {
            BreakerState next = is.next(Signal.TIME_PASSED, "", rules, now, 0);
            if (next.equals(is)) {
                return is;
            }
            state.compareAndSet(is, next);
            return state.get();
        }
        return is;
    }

    /// Requests of the window and failures among them.
    public SlidingWindow.Count recent(long now) {
        return window.count(now);
    }

    /// Whether a request may pass.
    ///
    /// @param dice from 0 (included) to 1 (not included)
    public boolean admits(long now, double dice) {
        BreakerState is = state.get();
        return is instanceof BreakerState.Closed || dice * 100 < state(now).share(rules, now);
    }

    /// A request succeeded.
    public void succeeded(long now) {
        window.add(now);
        if (row.get() != 0) {
            row.set(0);
        }
    }

    /// A request failed in a way that counts. One that began before the breaker took its present state says nothing
    /// about it.
    ///
    /// @param began when the request went out
    /// @return whether that opened the breaker
    public boolean failed(long now, long began, String why) {
        BreakerState is = state.get();
        switch (is) {
            case BreakerState.Closed _ -> {
                window.mark(now);
                if (rules.opens(window.count(now), row.incrementAndGet())) {
                    return trip(is, now, why);
                }
            }
            case BreakerState.Ramping ramping -> {
                if (began < ramping.since()) {
                    return false;
                }
                window.mark(now);
                if (rules.closesAgain(window.count(now))) {
                    return trip(is, now, why);
                }
            }
            case BreakerState.Open _, BreakerState.Probing _ -> {}
        }
        return false;
    }

    private boolean trip(BreakerState from, long now, String why) {
        SlidingWindow.Count count = window.count(now);
        String said = why + " (" + count.marked() + " of " + count.events() + " failed)";
        return state.compareAndSet(from, from.next(Signal.TRIPPED, said, rules, now, 0));
    }

    /// When the next probe is due, or [Long#MAX_VALUE] when none is wanted.
    public long probeDue() {
        return due(state.get());
    }

    private static long due(BreakerState state) {
        return switch (state) {
            case BreakerState.Open open -> open.nextProbe();
            case BreakerState.Probing probing -> probing.nextProbe();
            case BreakerState.Closed _, BreakerState.Ramping _ -> Long.MAX_VALUE;
        };
    }

    /// Whether the caller should send the probe that is due: only one is told so.
    ///
    /// @param dice from 0 to 1
    public boolean takeProbe(long now, double dice) {
        BreakerState is = state.get();
        while (due(is) <= now) {
            if (state.compareAndSet(is, is.next(Signal.PROBE_SENT, "", rules, now, dice))) {
                return true;
            }
            is = state.get();
        }
        return false;
    }

    public void probeSucceeded(long now) {
        state.updateAndGet(is -> {
            BreakerState next = is.next(Signal.PROBE_SUCCEEDED, "", rules, now, 0);
            if (next instanceof BreakerState.Ramping && !is.equals(next)) {
                window.clear();
                row.set(0);
            }
            return next;
        });
    }

    public void probeFailed(long now, double dice) {
        state.updateAndGet(is -> is.next(Signal.PROBE_FAILED, "", rules, now, dice));
    }
}
