package dev.weir.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one timer of an exchange: it rings at the earliest time that was asked for, or before. Whoever hears it looks at
/// the clock and asks again; so a time that moves away costs nothing.
final class Alarm {
    private static final long SHORTEST = 1_000_000;

    private final Loop loop;
    private final Runnable ring;
    private Loop.@Nullable Timer timer;
    private long due;

    Alarm(Loop loop, Runnable ring) {
        this.loop = loop;
        this.ring = ring;
    }

    /// Rings at that time at the latest.
    void at(long when) {
        if (timer != null) {
            if (due <= when) {
                return;
            }
            timer.cancel();
        }
        due = when;
        timer = loop.after(Duration.ofNanos(Math.max(SHORTEST, when - loop.nanos())), this::ring);
    }

    private void ring() {
        timer = null;
        ring.run();
    }

    void off() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
