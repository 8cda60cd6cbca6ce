package dev.weir.sim;

import java.time.Duration;

/// How fast an answer comes.
///
/// @param firstToken wait before the first content (`ttft`)
/// @param perSecond tokens a second after the first; 0 is unlimited (`tps`)
/// @param total when the whole answer is out; zero leaves it to the other two (`latency`)
/// @param chunk tokens in one event of a stream (`chunk`)
/// @param split most bytes in one write, 0 for no limit (`split`)
record Pace(Duration firstToken, double perSecond, Duration total, int chunk, int split) {

    /// When the token with this number (from 0) of so many is due, in milliseconds after the request.
    long dueMillis(int token, int tokens) {
        long first = firstToken.toMillis();
        long byRate = perSecond > 0 ? first + (long) (token * 1000.0 / perSecond) : first;
        if (total.isZero()) {
            return byRate;
        }
        long end = Math.max(first, total.toMillis());
        return Math.max(byRate, first + (end - first) * token / Math.max(1, tokens));
    }
}
