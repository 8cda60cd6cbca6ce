package dev.weir.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one timer of an exchange: it rings at the earliest time that was asked for, or before. Whoever hears it looks at
/// the clock and asks again; so a time that moves away costs nothing.
final class Alarm {
    /// Hears it.
    interface Owner {
        void ring();
    }

    private static final long SHORTEST = 1_000_000;

    private final Loop loop;
    private final Owner owner;
    private Loop.@Nullable Timer timer;
    private long due;

    Alarm(Loop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
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
        owner.ring();
    }

    void off() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
