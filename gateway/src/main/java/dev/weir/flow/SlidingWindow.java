package dev.weir.flow;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts events of the recent past, and how many of them were marked. Any thread may add; nobody waits.
///
/// Time is cut into slices that are used in turn. A slice is one number: the round it was last used in, its events
/// and those marked, 22, 21 and 21 bits. So adding is one compare-and-set, and a slice of an earlier round is empty
/// without anybody having cleared it. Counting adds the slices up: for the rarer occasions. The window's edge lies on
/// a slice's: what is up to one slice older than the newest full window no longer counts.
public final class SlidingWindow {
    private static final int BITS = 21;
    private static final long MOST = (1L << BITS) - 1;
    private static final long ROUNDS = (1L << 64 - 2 * BITS) - 1;

    private final AtomicLongArray slices;
    private final long width;

    /// @param length of the window
    /// @param slices that it is cut into
    public SlidingWindow(Duration length, int slices) {
        if (slices < 1 || length.toNanos() < slices) {
            throw new IllegalArgumentException("no window: " + length + " in " + slices + " slices");
        }
        this.slices = new AtomicLongArray(slices);
        this.width = length.toNanos() / slices;
    }

    /// What was counted.
    public record Count(long events, long marked) {}

    /// Counts an event.
    ///
    /// @param now in nanoseconds by a clock that does not go back
    public void add(long now) {
        count(now, 1L << BITS);
    }

    /// Counts an event that is marked.
    public void mark(long now) {
        count(now, (1L << BITS) + 1);
    }

    private void count(long now, long one) {
        long slice = Math.floorDiv(now, width);
        int at = (int) Math.floorMod(slice, (long) slices.length());
        long round = round(slice);
        while (true) {
            long before = slices.get(at);
            long kept = roundOf(before) == round ? before : round << 2 * BITS;
            if ((kept >>> BITS & MOST) == MOST) {
                return;
            }
            if (slices.compareAndSet(at, before, kept + one)) {
                return;
            }
        }
    }

    /// The events of the window that ends now.
    public Count count(long now) {
        long newest = Math.floorDiv(now, width);
        long events = 0;
        long marked = 0;
        for (long slice = newest - slices.length() + 1; slice <= newest; slice++) {
            long value = slices.get((int) Math.floorMod(slice, (long) slices.length()));
            if (roundOf(value) == round(slice)) {
                events += value >>> BITS & MOST;
                marked += value & MOST;
            }
        }
        return new Count(events, marked);
    }

    /// Forgets everything.
    public void clear() {
        for (int i = 0; i < slices.length(); i++) {
            slices.set(i, 0);
        }
    }

    private long round(long slice) {
        return Math.floorDiv(slice, (long) slices.length()) & ROUNDS;
    }

    private static long roundOf(long value) {
        return value >>> 2 * BITS;
    }
}
