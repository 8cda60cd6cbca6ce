package dev.weir.route;

import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Money;
import dev.weir.chat.Failure;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.Keyring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What another configuration would have made of past traffic: the log's requests, planned anew, without asking
/// anybody. How long an answer takes at a target, and how often it fails, is what the log saw of it on average; the
/// number of tokens is taken to be the same everywhere.
public final class Simulation {
    private final Planner planner;
    private final Keyring keys;
    private final GuidanceReader reader;
    private final List<PastRequest> requests = new ArrayList<>();
    private final Map<String, PriceList> prices = new HashMap<>();
    private long unread;
    private long probes;

    public Simulation(Planner planner, Keyring keys) {
        this.planner = planner;
        this.reader = new GuidanceReader(planner.directory());
        this.keys = keys;
    }

    /// Adds a line of the log.
    public void add(@Nullable JsonNode line) {
        if (line != null && line.path("kind").asString("").equals(ProbeRecord.KIND)) {
            probes++;
            return;
        }
        PastRequest request = PastRequest.read(line);
        if (request == null) {
            unread++;
        } else {
            requests.add(request);
        }
    }

    /// A figure before and after.
    public record Change<T>(T before, T after) {}

    /// What came out.
    ///
    /// @param requests that were planned anew
    /// @param unread lines that tell of no request
    /// @param probes lines that tell of a probe of the gateway's own
    /// @param kept requests that go where they went
    /// @param targets requests by target
    /// @param moved requests by `from → to`
    /// @param refused requests that were answered and would be refused, by why
    /// @param priced requests whose cost is known both ways
    /// @param cost of those
    /// @param timed answered requests whose time is known both ways
    /// @param millis of those, on average
    /// @param failures of the requests, expected
    /// @param unseen requests that go first to targets that the log knows nothing of
    /// @param untold facts that were asked for and are not in the log, and of how many requests
    public record Result(
            long requests,
            long unread,
            long probes,
            long kept,
            Map<String, Change<Long>> targets,
            Map<String, Long> moved,
            Map<String, Long> refused,
            long priced,
            Change<Money> cost,
            long timed,
            Change<Double> millis,
            Change<Double> failures,
            long unseen,
            Map<String, Long> untold) {}

    /// Plans everything anew.
    public Result run() {
        PastVitals vitals = new PastVitals(requests);
        Tally tally = new Tally();
        Map<String, Long> turns = new HashMap<>();
        for (PastRequest request : requests) {
            long turn = turns.merge(request.model(), 1L, Long::sum) - 1;
            tally.failuresBefore += request.failure() == null ? 0 : 1;
            if (request.target() != null) {
                tally.before.merge(request.target(), 1L, Long::sum);
            }
            PastFacts facts = new PastFacts(request);
            switch (planned(request, facts, vitals, turn)) {
                case Planner.Planned.Refused refused ->
                    tally.refused.merge(refused.failure().message(), 1L, Long::sum);
                case Planner.Planned.Ready ready -> weigh(request, ready.plan(), vitals, tally);
            }
            facts.untold().forEach(fact -> tally.untold.merge(fact, 1L, Long::sum));
        }
        return tally.result(requests.size(), unread, probes);
    }

    private Planner.Planned planned(PastRequest request, PastFacts facts, Vitals vitals, long turn) {
        ClientKey named = keys.isOpen() ? ClientKey.OPEN : keys.named(request.key());
        if (named == null) {
            return refused("There is no key `" + request.key() + "`.");
        }
        if (!mayUse(named, request.model())) {
            return refused("The key `" + named.name() + "` may not use the model `" + request.model() + "`.");
        }
        try {
            Guidance said = reader.read(facts.guiding(), GuidanceReader.Members.ALL, facts.heads())
                    .guidance();
            Guidance guidance =
                    said.within(named.confines().region(), named.confines().data());
            Query.Chance chance = new Query.Chance(request.id().hashCode() * 0x9E3779B97F4A7C15L, turn);
            return planner.plan(new Query(facts, Way.ANY, guidance, vitals, chance, Query.Checks.allowing(named)));
        } catch (GuidanceReader.Unclear unclear) {
            return new Planner.Planned.Refused(unclear.failure());
        }
    }

    private boolean mayUse(ClientKey key, String model) {
        Suffix suffix = key.mayUse(model) ? null : Suffix.of(model, planner.directory());
        return key.mayUse(suffix == null ? model : suffix.model());
    }

    private static Planner.Planned refused(String why) {
        return new Planner.Planned.Refused(new Failure.Forbidden(why));
    }

    private void weigh(PastRequest request, Plan plan, PastVitals vitals, Tally tally) {
        Step first = plan.steps().getFirst();
        String to = first.target().name();
        double fails = 1;
        for (Step step : plan.steps()) {
            PastVitals.Past past = vitals.past(step.target().name());
            fails *= past == null ? 0 : past.failing();
        }
        boolean same = to.equals(request.target());
        tally.after.merge(to, 1L, Long::sum);
        tally.failuresAfter += fails;
        if (same) {
            tally.kept++;
        } else {
            tally.moved.merge((request.target() == null ? "nobody" : request.target()) + " → " + to, 1L, Long::sum);
        }
        PastVitals.Past past = vitals.past(to);
        if (past == null) {
            tally.unseen++;
        }
        if (!request.isAnswered() || request.target() == null) {
            return;
        }
        double took = same ? request.millis() : past == null ? Double.NaN : past.took();
        if (!Double.isNaN(took) && !Double.isNaN(request.millis())) {
            tally.timed++;
            tally.millisBefore += request.millis();
            tally.millisAfter += took;
        }
        Usage used = request.usage();
        Money before = cost(request, used, request.target());
        // In which class of service another would have served it, nobody knows.
        Money after = cost(request, same || used == null ? used : used.servedIn(null), to);
        if (before != null && after != null) {
            tally.priced++;
            tally.costBefore = tally.costBefore.plus(before);
            tally.costAfter = tally.costAfter.plus(after);
        }
    }

    private @Nullable Money cost(PastRequest request, @Nullable Usage usage, String target) {
        if (usage == null) {
            return null;
        }
        PriceList list = prices.computeIfAbsent(target, this::prices);
        return list.cost(usage, Units.NONE, request.at()) instanceof Cost.Known known ? known.amount() : null;
    }

    private PriceList prices(String target) {
        Optional<KnownModel> known = planner.directory().resolve(target) instanceof Directory.Resolution.Found found
                ? planner.directory().known(found.targets().getFirst())
                : Optional.empty();
        return PriceList.of(target, known.orElse(null));
    }

    /// Running sums.
    private static final class Tally {
        private long kept;
        private final Map<String, Long> moved = new TreeMap<>();
        private final Map<String, Long> refused = new TreeMap<>();
        private long priced;
        private Money costBefore = Money.ZERO;
        private Money costAfter = Money.ZERO;
        private long timed;
        private double millisBefore;
        private double millisAfter;
        private double failuresBefore;
        private double failuresAfter;
        private long unseen;
        private final Map<String, Long> before = new TreeMap<>();
        private final Map<String, Long> after = new TreeMap<>();
        private final Map<String, Long> untold = new TreeMap<>();

        private Map<String, Change<Long>> targets() {
            Map<String, Change<Long>> targets = new TreeMap<>();
            before.forEach((name, count) -> targets.put(name, new Change<>(count, after.getOrDefault(name, 0L))));
            after.forEach((name, count) -> targets.putIfAbsent(name, new Change<>(0L, count)));
            return targets;
        }

        private Result result(long requests, long unread, long probes) {
            double count = Math.max(1, timed);
            return new Result(
                    requests,
                    unread,
                    probes,
                    kept,
                    targets(),
                    moved,
                    refused,
                    priced,
                    new Change<>(costBefore, costAfter),
                    timed,
                    new Change<>(millisBefore / count, millisAfter / count),
                    new Change<>(failuresBefore, failuresAfter),
                    unseen,
                    untold);
        }
    }
}
