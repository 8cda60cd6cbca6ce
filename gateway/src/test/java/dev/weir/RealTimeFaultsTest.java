package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Client;
import dev.weir.FaultCase.Side;
import dev.weir.FaultCase.Way;
import dev.weir.catalog.Endpoint;
import dev.weir.chat.Care;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// The rows of the table of faults at the limits that are in use, all cases at once but for the floods.
@Tag("long")
class RealTimeFaultsTest {
    private static final int AT_ONCE = 64;
    private static final FaultPace PACE = FaultPace.REAL;
    private static final Resilience RESILIENCE = new Resilience(
            2, PACE.backoff(), Resilience.USUAL.breaker(), Resilience.USUAL.causes(), Resilience.USUAL.rescue(), null);

    private final Map<String, Side> providers = new ConcurrentHashMap<>();

    /// One row, asked in one way by one client.
    private record Case(FaultRows.Row row, Client client, Way way, String id, Side primary, Side spare) {}

    private record Met(String row, double seconds) {}

    private static Endpoint endpoint(String id, ScriptedUpstream upstream) {
        return TestGateway.onlySpeaking(
                "openai-chat", TestGateway.endpoint(id, "openai-compatible", upstream.url(), PACE.limits()));
    }

    private Script script(ScriptedUpstream.Received request) {
        String model = FaultCase.asked(request);
        Side provider = model == null ? null : providers.get(model);
        return provider == null ? Script.json(404, "{}") : provider.next();
    }

    @Test
    void everyFaultIsSurvivedInRealTime(TestReporter reporter) throws Exception {
        try (ScriptedUpstream up = new ScriptedUpstream();
                ScriptedUpstream spare = new ScriptedUpstream()) {
            up.answer(this::script);
            spare.answer(this::script);
            Endpoint primary = endpoint("up", up);
            Endpoint fallback = endpoint("spare", spare);
            List<VirtualModel> models = new ArrayList<>();
            List<Case> cases = new ArrayList<>();
            for (FaultRows.Row row : FaultRows.ROWS) {
                for (Client client : Client.values()) {
                    for (Way way : row.ways()) {
                        String id = (row.id() + "-" + client + "-" + way).toLowerCase(Locale.ROOT);
                        String other = (row.id().equals("F14") ? "claude-3-" : "n-") + id;
                        Deadlines limits = row.id().equals("F19l") ? Deadlines.USUAL : PACE.limits();
                        List<Target> targets = List.of(new Target(primary, "m-" + id), new Target(fallback, other));
                        models.add(new VirtualModel(id, targets, limits, Care.USUAL, RESILIENCE));
                        cases.add(new Case(row, client, way, id, side("m-" + id, up), side(other, spare)));
                    }
                }
            }
            try (TestGateway gateway =
                    TestGateway.start(TestGateway.config(List.of(primary, fallback), models, Floods.LIMITS))) {
                report(met(gateway, cases), reporter);
            }
        }
    }

    private Side side(String model, ScriptedUpstream upstream) {
        Side side = new Side(model, upstream);
        providers.put(model, side);
        return side;
    }

    private static List<Met> met(TestGateway gateway, List<Case> cases) throws Exception {
        Semaphore atOnce = new Semaphore(AT_ONCE);
        List<Met> met = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Met>> under = new ArrayList<>();
            for (Case one : cases) {
                int room = one.row().id().startsWith("F19") ? AT_ONCE : 1;
                under.add(threads.submit(meets(gateway, one, atOnce, room)));
            }
            for (Future<Met> future : under) {
                met.add(future.get());
            }
        }
        return met;
    }

    /// @param room how many of the permits it takes
    private static Callable<Met> meets(TestGateway gateway, Case one, Semaphore atOnce, int room) {
        return () -> {
            atOnce.acquire(room);
            try {
                long begun = System.nanoTime();
                one.row()
                        .check()
                        .run(new FaultCase(
                                gateway, one.client(), one.way(), one.id(), one.primary(), one.spare(), PACE));
                return new Met(one.row().id() + " " + one.way(), (System.nanoTime() - begun) / 1e9);
            } catch (AssertionError e) {
                throw new AssertionError(one.id() + ": " + e.getMessage(), e);
            } finally {
                atOnce.release(room);
            }
        };
    }

    private static void report(List<Met> met, TestReporter reporter) {
        met.stream().map(Met::row).distinct().forEach(row -> {
            double slowest = met.stream()
                    .filter(one -> one.row().equals(row))
                    .mapToDouble(Met::seconds)
                    .max()
                    .orElseThrow();
            reporter.publishEntry(row, String.format(Locale.ROOT, "%.1f s", slowest));
            if (row.startsWith("F7 ")) {
                assertThat(slowest).as("answered by the fallback").isLessThan(15);
            }
        });
    }
}
