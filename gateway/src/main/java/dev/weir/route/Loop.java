package dev.weir.route;

import java.time.Duration;

/// The event loop that an exchange lives on: its clock and its timers.
public interface Loop {
    /// A monotonic clock, in nanoseconds.
    long nanos();

    /// Runs something later on this loop.
    Timer after(Duration delay, Runnable task);

    /// A pending timer.
    interface Timer {
        void cancel();
    }
}
