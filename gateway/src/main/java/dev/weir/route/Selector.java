package dev.weir.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Does what the caller wants of one request to the targets that the configuration has in order, and puts those that
/// are not well behind those that are.
final class Selector {
    private final Query query;
    private final List<Route> routes;
    private final Selection wanted;

    /// @param routes of the named model and then of the others
    Selector(Query query, List<Route> routes) {
        this.query = query;
        this.routes = routes;
        this.wanted = query.guidance().selection();
    }

    /// @param found targets in order, by route
    /// @param leftOut where it notes those that it leaves out
    List<Ranking.Placed> select(List<List<Ranking.Placed>> found, List<Plan.LeftOut> leftOut) {
        List<Ranking.Placed> order = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Sort sort = wanted.partition() == Selection.Partition.NONE ? null : sort(routes.get(i));
            order.addAll(sorted(allowed(found.get(i), leftOut), sort));
        }
        if (wanted.partition() == Selection.Partition.NONE) {
            order = sorted(order, wanted.sort());
        }
        order = unique(order);
        if (!wanted.equals(Selection.NONE)) {
            order = preferred(order);
        }
        order = well(order);
        return cut(order, leftOut);
    }

    private @Nullable Sort sort(Route route) {
        return wanted.sort() != null ? wanted.sort() : route.sort();
    }

    private List<Ranking.Placed> allowed(List<Ranking.Placed> found, List<Plan.LeftOut> leftOut) {
        if (wanted.only().isEmpty() && wanted.ignore().isEmpty()) {
            return found;
        }
        List<Ranking.Placed> allowed = new ArrayList<>();
        for (Ranking.Placed placed : found) {
            if (!wanted.only().isEmpty() && place(wanted.only(), placed) == Integer.MAX_VALUE) {
                leftOut.add(new Plan.LeftOut(placed.leaf().name(), "the request names the providers that it wants"));
            } else if (place(wanted.ignore(), placed) != Integer.MAX_VALUE) {
                leftOut.add(new Plan.LeftOut(placed.leaf().name(), "the request does not want its provider"));
            } else {
                allowed.add(placed);
            }
        }
        return allowed;
    }

    private List<Ranking.Placed> sorted(List<Ranking.Placed> placed, @Nullable Sort sort) {
        if (sort == null) {
            return placed;
        }
        if (placed.size() == 1) {
            return List.of(placed.getFirst().instead("the only one to sort by " + sort.id()));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < placed.size(); i++) {
            candidates.add(placed.get(i).candidate(i, placed.get(i).leaf().name(), 1));
        }
        Query.Chance chance = query.chance();
        Moment moment = new Moment(query.facts(), chance.seed(), chance.turn(), null);
        return sort.rank(candidates, moment).stream()
                .map(ranked ->
                        placed.get(ranked.candidate().place()).instead("sorted by " + sort.id() + ": " + ranked.why()))
                .toList();
    }

    /// The same target is asked once, where it stands first.
    private static List<Ranking.Placed> unique(List<Ranking.Placed> order) {
        List<Ranking.Placed> unique = new ArrayList<>();
        for (Ranking.Placed placed : order) {
            if (unique.stream()
                    .noneMatch(
                            before -> before.leaf().name().equals(placed.leaf().name()))) {
                unique.add(placed);
            }
        }
        return unique;
    }

    /// Those that the caller named in their order, and those that are too slow for it last.
    private List<Ranking.Placed> preferred(List<Ranking.Placed> order) {
        List<Ranking.Placed> preferred = stable(order, placed -> place(wanted.order(), placed));
        return stable(preferred, placed -> isSlow(placed) ? 1 : 0);
    }

    private boolean isSlow(Ranking.Placed placed) {
        Vitals.Speed speed = placed.sign().speed();
        // What is not known is not slow: every comparison with it is false.
        return speed != null
                && (speed.firstToken() > wanted.maxFirstToken() || speed.perSecond() < wanted.minPerSecond());
    }

    private static List<Ranking.Placed> well(List<Ranking.Placed> order) {
        if (order.stream().allMatch(placed -> placed.sign().standing() == Vitals.Standing.WELL)) {
            return order;
        }
        List<Ranking.Placed> sorted = new ArrayList<>(order);
        sorted.sort(Comparator.comparing(placed -> placed.sign().standing()));
        return sorted.stream()
                .map(placed -> placed.sign().standing() == Vitals.Standing.WELL
                        ? placed
                        : placed.instead("last resort: " + placed.sign().why()
                                + (placed.why().isEmpty() ? "" : "; " + placed.why())))
                .toList();
    }

    private List<Ranking.Placed> cut(List<Ranking.Placed> order, List<Plan.LeftOut> leftOut) {
        if (wanted.fallbacks() == Selection.Fallbacks.ALLOWED || order.isEmpty()) {
            return order;
        }
        List<Ranking.Placed> kept = wanted.order().isEmpty()
                ? order.subList(0, 1)
                : order.stream()
                        .filter(placed -> place(wanted.order(), placed) != Integer.MAX_VALUE)
                        .toList();
        order.stream()
                .filter(placed -> !kept.contains(placed))
                .forEach(placed ->
                        leftOut.add(new Plan.LeftOut(placed.leaf().name(), "the request allows no other fallbacks")));
        return kept;
    }

    private static List<Ranking.Placed> stable(List<Ranking.Placed> order, ToIntFunction<Ranking.Placed> key) {
        List<Ranking.Placed> sorted = new ArrayList<>(order);
        sorted.sort(Comparator.comparingInt(key));
        return sorted;
    }

    /// Where a list names a target's provider, or nowhere.
    private static int place(List<Selection.Named> names, Ranking.Placed placed) {
        for (int i = 0; i < names.size(); i++) {
            if (isNamed(placed.leaf().step().target(), names.get(i).name())) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static boolean isNamed(Target target, String name) {
        String lower = name.toLowerCase(Locale.ROOT).replaceFirst("/.*", "");
        return target.endpoint().provider().toLowerCase(Locale.ROOT).equals(lower)
                || target.endpoint().names().contains(lower)
                || target.endpoint()
                        .row()
                        .about()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .equals(lower);
    }
}
