package dev.weir.route;

import java.time.Duration;

/// The event loop that an exchange lives on: its clock, its timers and its dice.
public interface Loop {
    /// A monotonic clock, in nanoseconds.
    long nanos();

    /// Anything from 0 to 1, 1 not included.
    double dice();

    /// Runs something later on this loop.
    Timer after(Duration delay, Runnable task);

    /// Runs something on this loop as soon as it gets there, from whichever thread.
    void soon(Runnable task);

    /// A pending timer.
    interface Timer {
        void cancel();
    }
}
