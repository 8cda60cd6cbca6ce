package dev.weir.route;

import dev.weir.chat.Care;
import dev.weir.chat.Failure;
import dev.weir.dialect.RequestProbe.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the plan of a request: a pure function of the configuration and of what it is asked, lots, turns and the state
/// of the targets included. What does not depend on the request is made once for a name and kept, for the same few
/// names come again and again.
public final class Planner {
    /// What became of planning.
    public sealed interface Planned {
        record Ready(Plan plan) implements Planned {}

        /// @param leftOut every target, where there is a plan to be made at all
        record Refused(Failure failure, List<Plan.LeftOut> leftOut) implements Planned {
            public Refused {
                leftOut = List.copyOf(leftOut);
            }

            /// A request that could not even be planned.
            public Refused(Failure failure) {
                this(failure, List.of());
            }
        }
    }

    /// What a name means.
    public sealed interface Routed {
        record Found(Route route) implements Routed {}

        record Refused(Failure failure) implements Routed {}
    }

    private record Asked(String model, String dialect, Way way, Route.Reach reach) {}

    private static final int MAX_KEPT = 4_096;

    private final Directory directory;
    private final RouteMaker maker;
    private final ConcurrentHashMap<Asked, Routed.Found> kept = new ConcurrentHashMap<>();

    /// @param dialects that there are provider codecs for
    public Planner(Directory directory, Set<String> dialects, HealthBook health) {
        this(directory, new Doors(dialects, Map.of()), health);
    }

    /// @param health of the targets
    public Planner(Directory directory, Doors doors, HealthBook health) {
        this.directory = directory;
        this.maker = new RouteMaker(directory, doors, health);
    }

    /// Whose seals the targets' answers bear.
    public Issuers issuers() {
        return maker.issuers();
    }

    public Directory directory() {
        return directory;
    }

    /// The plan for a name, of a request of which nothing else is known.
    public Planned plan(String model, String clientDialect) {
        return plan(Query.ofName(model, clientDialect));
    }

    /// What a name means for the clients of a dialect.
    public Routed route(String model, String clientDialect, Way way) {
        return route(new Asked(model, clientDialect, way, Route.Reach.NAMED));
    }

    private Routed route(Asked asked) {
        Routed.Found known = kept.get(asked);
        if (known != null) {
            return known;
        }
        Routed made = maker.route(asked.model(), asked.dialect(), asked.way(), asked.reach());
        if (made instanceof Routed.Found found) {
            if (kept.size() >= MAX_KEPT) {
                kept.clear();
            }
            kept.put(asked, found);
        }
        return made;
    }

    /// The plan of a request.
    public Planned plan(Query query) {
        return switch (route(query.facts().model(), query.facts().dialect(), query.way())) {
            case Routed.Refused refused -> new Planned.Refused(refused.failure());
            case Routed.Found found -> plan(found.route(), query);
        };
    }

    /// The plan of a request whose name is known.
    public Planned plan(Route route, Query query) {
        Plan fixed = route.fixed();
        if (fixed != null && query.guidance().equals(Guidance.NONE)) {
            return new Planned.Ready(fixed);
        }
        List<Guidance.Other> names = new ArrayList<>();
        names.add(new Guidance.Other(route.name(), "model"));
        names.addAll(query.guidance().others());
        Route.Reach reach = query.guidance().selection().reach();
        List<Route> routes = new ArrayList<>();
        for (Guidance.Other name : names) {
            switch (route(new Asked(name.model(), query.facts().dialect(), query.way(), reach))) {
                case Routed.Refused refused -> {
                    return new Planned.Refused(
                            new Failure.BadRequest(refused.failure().message(), name.path(), "model_not_found"));
                }
                case Routed.Found found -> routes.add(found.route());
            }
        }
        return planned(routes, query);
    }

    /// The plan of a copy of a request, or null where none is made of it. A copy goes nowhere where the request itself
    /// could not.
    @Nullable
    Plan shadow(Route route, Query query) {
        VirtualModel.Shadow said = route.model().shadow();
        Node.Leaf leaf = route.shadow();
        Moment moment =
                new Moment(query.facts(), query.chance().seed(), query.chance().turn(), null);
        if (said == null
                || leaf == null
                || moment.freshLot("shadow") >= said.share().of()) {
            return null;
        }
        Demands demands = route.model().demands().and(query.guidance().demands());
        Screen screen = new Screen(query.facts(), demands, query.checks(), Set.of());
        return screen.against(leaf) != null
                ? null
                : new Plan(
                        List.of(leaf.step().because("shadow for " + said.share())),
                        List.of(),
                        route.total(),
                        Care.USUAL,
                        route.model().resilience());
    }

    private static Planned planned(List<Route> routes, Query query) {
        List<Plan.LeftOut> leftOut = new ArrayList<>();
        List<List<Ranking.Placed>> found = new ArrayList<>();
        for (Route route : routes) {
            Demands demands = route.model().demands().and(query.guidance().demands());
            leftOut.addAll(route.leftOut());
            Screen screen = new Screen(query.facts(), demands, query.checks(), route.reached());
            found.add(new Ranking(screen, query, leftOut).rank(route.root()));
        }
        List<Ranking.Placed> order = new Selector(query, routes).select(found, leftOut);
        if (order.isEmpty()) {
            return new Planned.Refused(
                    refusal(routes.getFirst(), leftOut),
                    leftOut.stream().distinct().toList());
        }
        List<Step> steps = order.stream().map(Ranking.Placed::step).toList();
        Duration total = routes.getFirst().total();
        Care care = routes.getFirst().model().care();
        return new Planned.Ready(new Plan(
                steps,
                others(leftOut, steps),
                total,
                care,
                routes.getFirst().model().resilience()));
    }

    /// Each target is in a plan or left out of it: one that stands in several places may be both to begin with.
    private static List<Plan.LeftOut> others(List<Plan.LeftOut> leftOut, List<Step> steps) {
        if (leftOut.isEmpty()) {
            return leftOut;
        }
        Set<String> asked = steps.stream().map(step -> step.target().name()).collect(Collectors.toSet());
        return leftOut.stream()
                .filter(left -> !asked.contains(left.target()))
                .distinct()
                .toList();
    }

    private static Failure refusal(Route route, List<Plan.LeftOut> leftOut) {
        String reasons = leftOut.stream()
                .map(left -> left.target() + ": " + left.reason())
                .distinct()
                .collect(Collectors.joining("; "));
        return new Failure.Unsupported(
                "No target of the model `" + route.name() + "` can take this request. " + reasons + ".", "model");
    }
}
