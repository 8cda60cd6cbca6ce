package dev.weir.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Counts the requests of each counter, so that a fault can strike the first of them only; safe from any thread.
final class Strikes {

    private static final int MOST = 10_000;

    private final Map<String, Counter> counters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Counter> eldest) {
            return size() > MOST;
        }
    };

    private record Counter(int struck, long firstMillis) {}

    /// The fault that strikes this request, if one does.
    ///
    /// @param model the model name as sent, the counter where the behaviour names none
    /// @param nowMillis a clock that does not run backwards
    synchronized Optional<Fault> next(Behaviour behaviour, String model, Optional<String> apiKey, long nowMillis) {
        Behaviour.Strike strike = behaviour.strike();
        boolean otherKey = strike.apiKey().isPresent() && !strike.apiKey().equals(apiKey);
        if (behaviour.fault().isEmpty() || otherKey) {
            return Optional.empty();
        }
        Fault fault = behaviour.fault().get();
        boolean counted = strike.times().isPresent() || fault instanceof Fault.Down;
        if (!counted) {
            return Optional.of(fault);
        }
        String name = strike.counter().orElse(model);
        Counter counter = counters.getOrDefault(name, new Counter(0, nowMillis));
        boolean over = fault instanceof Fault.Down(var length) && nowMillis - counter.firstMillis >= length.toMillis();
        boolean used =
                strike.times().isPresent() && counter.struck >= strike.times().getAsInt();
        counters.put(name, over || used ? counter : new Counter(counter.struck + 1, counter.firstMillis));
        return over || used ? Optional.empty() : Optional.of(fault);
    }

    /// Forgets all counters.
    synchronized void clear() {
        counters.clear();
    }
}
