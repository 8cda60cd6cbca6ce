package dev.weir.flow;

import java.time.Duration;

/// Bounds how many retries a target gets: a share of its recent requests, and never less than so many a second. When
/// everything fails, retries then add a fifth to the load instead of multiplying it.
public final class RetryBudget {
    private static final int WINDOW_SECONDS = 10;

    private final int percent;
    private final int perSecond;
    private final SlidingWindow requests = new SlidingWindow(Duration.ofSeconds(WINDOW_SECONDS), WINDOW_SECONDS);
    private final SlidingWindow retries = new SlidingWindow(Duration.ofSeconds(WINDOW_SECONDS), WINDOW_SECONDS);
    private final SlidingWindow lately = new SlidingWindow(Duration.ofSeconds(1), 10);

    /// @param percent of recent requests
    /// @param perSecond that are always allowed
    public RetryBudget(int percent, int perSecond) {
        this.percent = percent;
        this.perSecond = perSecond;
    }

    /// A fifth, and ten a second.
    public static RetryBudget usual() {
        return new RetryBudget(20, 10);
    }

    /// A request goes out that is no retry.
    public void request(long now) {
        requests.add(now);
    }

    /// Takes one retry out of the budget, if there is one left.
    public boolean take(long now) {
        synchronized (retries) {
            long allowed = requests.count(now).events() * percent / 100;
            if (lately.count(now).events() >= perSecond && retries.count(now).events() >= allowed) {
                return false;
            }
            retries.add(now);
            lately.add(now);
            return true;
        }
    }
}
