package dev.weir.route;

import dev.weir.chat.Care;
import dev.weir.chat.Failure;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.flow.Deadlines;
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

        record Refused(Failure failure) implements Planned {}
    }

    /// What a name means.
    public sealed interface Routed {
        record Found(Route route) implements Routed {}

        record Refused(Failure failure) implements Routed {}
    }

    private record Asked(String model, String dialect, Way way) {}

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

    public Directory directory() {
        return directory;
    }

    /// The plan for a name, of a request of which nothing else is known.
    public Planned plan(String model, String clientDialect) {
        return plan(Query.ofName(model, clientDialect));
    }

    /// What a name means for the clients of a dialect.
    public Routed route(String model, String clientDialect, Way way) {
        Asked asked = new Asked(model, clientDialect, way);
        Routed.Found known = kept.get(asked);
        if (known != null) {
            return known;
        }
        Routed made = maker.route(model, clientDialect, way);
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
        List<Route> routes = new ArrayList<>();
        routes.add(route);
        for (Guidance.Other other : query.guidance().others()) {
            switch (route(other.model(), query.facts().dialect(), query.way())) {
                case Routed.Refused refused -> {
                    return new Planned.Refused(
                            new Failure.BadRequest(refused.failure().message(), other.path(), "model_not_found"));
                }
                case Routed.Found found -> routes.add(found.route());
            }
        }
        return planned(routes, query);
    }

    private static Planned planned(List<Route> routes, Query query) {
        List<Plan.LeftOut> leftOut = new ArrayList<>();
        List<List<Ranking.Placed>> found = new ArrayList<>();
        for (Route route : routes) {
            Demands demands = route.model().demands().and(query.guidance().demands());
            leftOut.addAll(route.leftOut());
            Screen screen = new Screen(query.facts(), demands, query.lost());
            found.add(new Ranking(screen, query, leftOut).rank(route.root()));
        }
        List<Ranking.Placed> order = new Selector(query, routes).select(found, leftOut);
        if (order.isEmpty()) {
            return new Planned.Refused(refusal(routes.getFirst(), leftOut));
        }
        Deadlines asked = query.guidance().deadlines();
        List<Step> steps = new ArrayList<>();
        for (Ranking.Placed placed : order) {
            Step step = placed.step();
            steps.add(asked.equals(Deadlines.NONE) ? step : step.within(tighter(step.deadlines(), asked)));
        }
        Duration total = least(asked.total(), routes.getFirst().total());
        Care care = routes.getFirst().model().care();
        return new Planned.Ready(
                new Plan(steps, leftOut, total, care, routes.getFirst().model().resilience()));
    }

    /// A caller may ask for less time than is configured, not for more.
    private static Deadlines tighter(Deadlines own, Deadlines asked) {
        return new Deadlines(
                own.connect(),
                least(asked.firstToken(), own.firstToken()),
                own.betweenTokens(),
                least(asked.answer(), own.answer()),
                least(asked.total(), own.total()));
    }

    private static Duration least(@Nullable Duration asked, @Nullable Duration own) {
        if (asked == null || own == null) {
            return asked == null ? own == null ? RouteMaker.TOTAL : own : asked;
        }
        return asked.compareTo(own) < 0 ? asked : own;
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
