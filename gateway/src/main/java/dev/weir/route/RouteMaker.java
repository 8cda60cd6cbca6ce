package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Prices;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.dialect.forward.Stores;
import dev.weir.flow.Capacity;
import dev.weir.flow.Deadlines;
import dev.weir.http.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes what a model's name means ready for the clients of one dialect.
final class RouteMaker {
    static final Duration TOTAL = Duration.ofMinutes(10);

    private static final String AGENT = "weir";
    private static final Set<String> FRAMING =
            Set.of("accept", "content-type", "content-length", "host", "connection", "transfer-encoding");

    private final Directory directory;
    private final Doors doors;
    private final HealthBook health;
    private final Issuers issuers;

    RouteMaker(Directory directory, Doors doors, HealthBook health) {
        this.health = health;
        this.issuers = new Issuers(directory);
        this.directory = directory;
        this.doors = doors;
    }

    Issuers issuers() {
        return issuers;
    }

    private record Asked(String dialect, Way way, VirtualModel model, List<Plan.LeftOut> leftOut) {}

    Planner.Routed route(String model, String dialect, Way way, Route.Reach reach) {
        Suffix suffix = Suffix.of(model, directory);
        String name = suffix == null ? model : suffix.model();
        return switch (directory.resolve(name)) {
            case Directory.Resolution.Unknown unknown ->
                new Planner.Routed.Refused(new Failure.NotFound(
                        "The model `" + model + "` does not exist here. " + unknown.hint(), "model_not_found"));
            case Directory.Resolution.Found found -> {
                boolean everywhere = suffix != null || reach == Route.Reach.OTHERS_TOO;
                List<Target> others = everywhere && found.model().isFixed()
                        ? directory.elsewhere(found.targets().getFirst())
                        : List.of();
                yield made(model, new Meant(dialect, way), suffix == null ? found : suffix.of(found), others);
            }
        };
    }

    private record Meant(String dialect, Way way) {}

    /// @param others targets of the same model elsewhere
    private Planner.Routed made(String name, Meant meant, Directory.Resolution.Found found, List<Target> others) {
        VirtualModel model = found.model().and(others);
        List<Plan.LeftOut> leftOut = new ArrayList<>();
        Asked asked = new Asked(meant.dialect(), meant.way(), model, leftOut);
        Node.Branch root =
                branch(model.group(), Terms.PLAIN, asked, model.resilience().capacity());
        Step first = first(root);
        if (first == null) {
            return new Planner.Routed.Refused(doors.none(name, model.targets().getFirst(), meant.dialect(), directory));
        }
        Duration said = first.deadlines().total();
        Duration total = said == null ? TOTAL : said;
        Plan fixed = model.isFixed() && found.sort() == null
                ? new Plan(List.of(first.because(found.how())), leftOut, total, model.care(), model.resilience())
                : null;
        Set<String> reached = others.stream().map(Target::name).collect(Collectors.toSet());
        return new Planner.Routed.Found(
                new Route(name, model, root, leftOut, total, fixed, found.sort(), reached, shadow(model, asked)));
    }

    private Node.@Nullable Leaf shadow(VirtualModel model, Asked asked) {
        VirtualModel.Shadow shadow = model.shadow();
        return shadow == null ? null : leaf(new Choice.One(shadow.target()), asked, null);
    }

    private static @Nullable Step first(Node.Branch branch) {
        for (Node node : branch.nodes()) {
            Step step = switch (node) {
                case Node.Leaf leaf -> leaf.step();
                case Node.Branch inner -> first(inner);
            };
            if (step != null) {
                return step;
            }
        }
        return null;
    }

    /// @param capacity of each target in it, or null
    private Node.Branch branch(Group group, Terms terms, Asked asked, @Nullable Capacity capacity) {
        List<Node> nodes = new ArrayList<>();
        for (Choice choice : group.choices()) {
            switch (choice) {
                case Choice.One one -> {
                    Node leaf = leaf(one, asked, capacity);
                    if (leaf != null) {
                        nodes.add(leaf);
                    }
                }
                case Choice.Several several ->
                    nodes.add(branch(
                            several.group(),
                            several.terms(),
                            asked,
                            Capacity.tighter(several.terms().capacity(), capacity)));
            }
        }
        return new Node.Branch(group, nodes, terms);
    }

    private Node.@Nullable Leaf leaf(Choice.One one, Asked asked, @Nullable Capacity capacity) {
        Target target = one.target();
        Door door = doors.door(target, asked.dialect());
        if (door == null) {
            asked.leftOut().add(new Plan.LeftOut(target.name(), doors.lack(asked.dialect())));
            return null;
        }
        Capacity said = Capacity.tighter(
                Capacity.tighter(one.terms().capacity(), capacity),
                target.endpoint().capacity());
        return new Node.Leaf(
                step(target, door, asked, said), directory.known(target).orElse(null), one.terms());
    }

    private Step step(Target target, Door door, Asked asked, @Nullable Capacity capacity) {
        String issuer = issuers.of(target.endpoint(), door);
        Traits traits = directory.traits(target).accepting(issuer);
        boolean hidden = traits.thinking().ways().contains(Traits.Thinking.Way.HIDDEN);
        Deadlines deadlines = asked.model()
                .deadlines()
                .over(target.endpoint().deadlines())
                .over(hidden || doors.arePatient(asked.dialect()) ? Deadlines.PATIENT : Deadlines.USUAL);
        Origin origin = Origin.of(door.base());
        String deployed = door.deployments().get(target.model());
        return new Step(
                deployed == null ? target : new Target(target.endpoint(), deployed),
                door,
                origin,
                door.dialect().equals(asked.dialect()) && asked.way() == Way.ANY ? Lane.SAME : Lane.CROSS,
                traits,
                issuer,
                door.surface().edits(target.model()),
                passes(target, door),
                deadlines,
                prices(target, asked.dialect()),
                health.of(target, origin.toString(), asked.model().resilience().breaker()),
                capacity == null
                        ? null
                        : health.slots(target, origin.toString()).within(capacity),
                "");
    }

    private PriceList prices(Target target, String dialect) {
        if (dialect.equals(Stores.BATCHES.dialect()) || dialect.equals(Stores.CLAUDE_BATCHES.dialect())) {
            return PriceList.batches(target.name(), model -> sums(new Target(target.endpoint(), model)));
        }
        return dialect.equals(Stores.FILES.dialect())
                ? PriceList.files(target.name())
                : known(target).orOf(model -> known(new Target(target.endpoint(), model)));
    }

    private PriceList sums(Target model) {
        Prices prices =
                directory.known(model).map(known -> known.facts().prices()).orElse(Prices.NONE);
        return PriceList.sums(model.name(), prices);
    }

    private PriceList known(Target target) {
        return PriceList.of(target.name(), directory.known(target).orElse(null));
    }

    private List<Pass> passes(Target target, Door door) {
        Map<String, String> headers = new HashMap<>(door.headers());
        headers.put("user-agent", AGENT);
        // These follow from the request itself.
        headers.keySet().removeAll(FRAMING);
        List<Pass> passes = new ArrayList<>();
        for (Credential credential : door.credentials()) {
            KeyHealth rests = door.credentials().size() == 1 ? null : health.of(target.endpoint(), credential);
            passes.add(
                    switch (credential) {
                        case Credential.Header header -> {
                            Map<String, String> all = new HashMap<>(headers);
                            all.put(header.name(), header.value().reveal());
                            yield new Pass(credential, all, null, rests);
                        }
                        case Credential.Query query ->
                            new Pass(credential, headers, new Pass.Query(query.name(), query.value()), rests);
                        case Credential.None _, Credential.SigV4 _, Credential.Aws _, Credential.Token _ ->
                            new Pass(credential, headers, null, rests);
                    });
        }
        return passes;
    }
}
