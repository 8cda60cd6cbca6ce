package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.RequestProbe;
import dev.weir.ledger.ClientKey;
import java.time.InstantSource;
import java.util.List;

/// Turns a request as it came in into its plan: puts together what a planner is asked, lots and turns included. A name
/// whose plan is fixed goes straight through.
public final class Intake {
    private final Planner planner;
    private final Vitals vitals;
    private final Chances chances;
    private final InstantSource clock;

    /// @param vitals of all targets
    public Intake(Planner planner, Vitals vitals, Chances chances, InstantSource clock) {
        this.planner = planner;
        this.vitals = vitals;
        this.chances = chances;
        this.clock = clock;
    }

    /// A request that nobody planned yet.
    public record Arrival(ClientDialect dialect, Asked asked, byte[] body, RequestProbe.Found probe, ClientKey key) {}

    /// What became of it.
    public sealed interface Taken {
        /// @param body that goes on
        record Ready(byte[] body, RequestProbe.Found probe, Plan plan) implements Taken {}

        record Refused(Failure failure) implements Taken {}
    }

    public Planner planner() {
        return planner;
    }

    public Taken take(Arrival arrival, Heads heads) {
        RequestProbe.Found probe = arrival.probe();
        return switch (planner.route(probe.model(), arrival.dialect().id(), probe.way())) {
            case Planner.Routed.Refused refused -> new Taken.Refused(refused.failure());
            case Planner.Routed.Found found -> {
                Plan fixed = found.route().fixed();
                yield fixed != null
                        ? new Taken.Ready(arrival.body(), probe, fixed)
                        : plan(found.route(), arrival, heads, Guidance.NONE);
            }
        };
    }

    private Taken plan(Route route, Arrival arrival, Heads heads, Guidance guidance) {
        RequestProbe.Found probe = arrival.probe();
        Facts facts = new BodyFacts(
                arrival.dialect(), arrival.asked(), arrival.body(), probe, arrival.key(), heads::all, clock.instant());
        Query query = new Query(
                facts, probe.way(), guidance, vitals, chances.next(route.model().name()), _ -> List.of());
        return switch (planner.plan(route, query)) {
            case Planner.Planned.Refused refused -> new Taken.Refused(refused.failure());
            case Planner.Planned.Ready ready -> new Taken.Ready(arrival.body(), probe, ready.plan());
        };
    }
}
