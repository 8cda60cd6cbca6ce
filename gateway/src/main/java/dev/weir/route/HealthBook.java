package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Endpoint;
import dev.weir.flow.BreakerRules;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// The health of every target that was ever planned for. It outlives configurations: a target keeps its breaker over a
/// reload. Bounded: a caller that makes up model names gets targets whose health nobody remembers.
public final class HealthBook {
    private static final int MAX_TARGETS = 4_096;

    private record Place(String target, String origin, BreakerRules rules) {}

    private record Location(String target, String origin) {}

    private record Key(String endpoint, Credential credential) {}

    private final ConcurrentHashMap<Key, KeyHealth> keys = new ConcurrentHashMap<>();
    private final Distances distances = new Distances();
    private final ConcurrentHashMap<Place, TargetHealth> targets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Location, Slots> slots = new ConcurrentHashMap<>();

    /// The health of a target, the same for whoever asks. Looked up when a plan is made, never for a request.
    ///
    /// @param origin host and port
    public TargetHealth of(Target target, String origin, BreakerRules rules) {
        Place place = new Place(target.name(), origin, rules);
        TargetHealth known = targets.get(place);
        if (known != null) {
            return known;
        }
        if (targets.size() >= MAX_TARGETS) {
            return fresh(target, origin, rules);
        }
        return targets.computeIfAbsent(place, _ -> fresh(target, origin, rules));
    }

    /// The places at a target, the same for whoever asks. Looked up when a plan is made, never for a request.
    ///
    /// @param origin host and port
    Slots slots(Target target, String origin) {
        Location location = new Location(target.name(), origin);
        Slots known = slots.get(location);
        return known == null && slots.size() >= MAX_TARGETS
                ? new Slots()
                : slots.computeIfAbsent(location, _ -> new Slots());
    }

    /// The health of one of several keys of an endpoint, the same for whoever asks.
    KeyHealth of(Endpoint endpoint, Credential credential) {
        return keys.computeIfAbsent(new Key(endpoint.id(), credential), _ -> new KeyHealth());
    }

    private static TargetHealth fresh(Target target, String origin, BreakerRules rules) {
        return new TargetHealth(target.name(), origin, target.endpoint().region(), rules);
    }

    /// How far away their addresses are.
    public Distances distances() {
        return distances;
    }

    /// All of them, by name.
    ///
    /// @param now as of [Loop#nanos()]
    public List<TargetHealth.View> views(long now) {
        return targets.entrySet().stream()
                .map(entry -> entry.getValue()
                        .view(
                                now,
                                slots.get(new Location(
                                        entry.getKey().target(), entry.getKey().origin()))))
                .sorted(Comparator.comparing(TargetHealth.View::name).thenComparing(TargetHealth.View::origin))
                .toList();
    }
}
