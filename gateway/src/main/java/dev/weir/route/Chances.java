package dev.weir.route;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Where lots and turns come from that a planner is handed: the one thing about routing that is not a function.
public final class Chances {
    private static final int MOST = 4_096;

    private final ConcurrentHashMap<String, AtomicLong> turns = new ConcurrentHashMap<>();

    /// The next request for a model.
    public Query.Chance next(String model) {
        if (turns.size() > MOST) {
            turns.clear();
        }
        return new Query.Chance(
                ThreadLocalRandom.current().nextLong(),
                turns.computeIfAbsent(model, _ -> new AtomicLong()).getAndIncrement());
    }
}
