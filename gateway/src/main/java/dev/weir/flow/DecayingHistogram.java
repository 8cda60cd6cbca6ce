package dev.weir.flow;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Remembers how values are spread, the newer ones more than the older. Any thread may record; nobody waits.
///
/// The buckets' bounds grow by a fifth, so a quantile is right to within a tenth. Every so many values all buckets are
/// halved: what is told is mostly the last thousand or two.
public final class DecayingHistogram {
    private static final double GROWTH = Math.log(1.2);
    private static final int BUCKETS = 128;
    private static final int HALVED_EVERY = 1_024;

    private final AtomicIntegerArray buckets = new AtomicIntegerArray(BUCKETS);
    private final AtomicInteger recorded = new AtomicInteger();

    /// @param value 1 to 10¹⁰; what lies outside counts as the nearest
    public void record(long value) {
        buckets.incrementAndGet(bucket(value));
        if (recorded.incrementAndGet() >= HALVED_EVERY) {
            halve();
        }
    }

    private synchronized void halve() {
        if (recorded.get() < HALVED_EVERY) {
            return;
        }
        int left = 0;
        for (int i = 0; i < BUCKETS; i++) {
            left += buckets.updateAndGet(i, count -> count / 2);
        }
        recorded.set(Math.min(left, HALVED_EVERY - 1));
    }

    /// How many values are remembered.
    public int size() {
        return recorded.get();
    }

    /// The value that this share of the values does not exceed, about; 0 when nothing is remembered.
    ///
    /// @param share from 0 to 1
    public long quantile(double share) {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += buckets.get(i);
        }
        long wanted = (long) Math.ceil((double) all * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += buckets.get(i);
            if (seen >= wanted && seen > 0) {
                return Math.round(Math.exp((i + 0.5) * GROWTH));
            }
        }
        return 0;
    }

    private static int bucket(long value) {
        return value <= 1 ? 0 : Math.min(BUCKETS - 1, (int) (Math.log((double) value) / GROWTH));
    }
}
