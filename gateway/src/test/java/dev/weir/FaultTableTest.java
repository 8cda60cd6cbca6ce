package dev.weir;

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
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every fault of the table, met by every kind of client, streamed and not, through a running gateway with limits that
/// are scaled down. The providers are raw sockets. Each case has targets of its own, so that no breaker knows of
/// another
/// case.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FaultTableTest {
    private static final Deadlines LIMITS = FaultPace.SCALED.limits();

    private final Map<String, Side> providers = new ConcurrentHashMap<>();
    private final List<DynamicTest> cases = new ArrayList<>();
    private ScriptedUpstream up;
    private ScriptedUpstream spare;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        up = new ScriptedUpstream();
        spare = new ScriptedUpstream();
        up.answer(this::script);
        spare.answer(this::script);
        Endpoint primary = endpoint("up", up);
        Endpoint fallback = endpoint("spare", spare);
        List<VirtualModel> models = new ArrayList<>();
        Resilience usual = Resilience.USUAL;
        Resilience brisk = new Resilience(
                2, FaultPace.SCALED.backoff(), usual.breaker(), usual.causes(), Resilience.Rescue.AUTO, null);
        List<Runnable> later = new ArrayList<>();
        for (FaultRows.Row row : FaultRows.ROWS) {
            for (Client client : Client.values()) {
                for (Way way : EnumSet.copyOf(row.ways())) {
                    String id = (row.id() + "-" + client + "-" + way).toLowerCase(Locale.ROOT);
                    // A family of models that is known to take a prefill, where the row is about that.
                    String other = (row.id().equals("F14") ? "claude-3-" : "n-") + id;
                    // What is too large is to be found before it is too slow.
                    Deadlines limits = row.id().equals("F19l") ? Deadlines.USUAL : LIMITS;
                    models.add(new VirtualModel(
                            id,
                            List.of(new Target(primary, "m-" + id), new Target(fallback, other)),
                            limits,
                            Care.USUAL,
                            brisk));
                    Side first = provider("m-" + id, up);
                    Side second = provider(other, spare);
                    later.add(() -> cases.add(DynamicTest.dynamicTest(
                            row.id() + " " + row.provider() + ": " + client + ", " + way,
                            () -> row.check().run(new FaultCase(gateway, client, way, id, first, second)))));
                }
            }
        }
        gateway = TestGateway.start(TestGateway.config(List.of(primary, fallback), models, Floods.LIMITS));
        later.forEach(Runnable::run);
    }

    /// The endpoint's own limits hold for models that are named with their provider.
    private static Endpoint endpoint(String id, ScriptedUpstream upstream) {
        return TestGateway.onlySpeaking(
                "openai-chat", TestGateway.endpoint(id, "openai-compatible", upstream.url(), LIMITS));
    }

    private Side provider(String model, ScriptedUpstream upstream) {
        Side provider = new Side(model, upstream);
        providers.put(model, provider);
        return provider;
    }

    private Script script(ScriptedUpstream.Received request) {
        String model = FaultCase.asked(request);
        Side provider = model == null ? null : providers.get(model);
        return provider == null ? Script.json(404, "{}") : provider.next();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        up.close();
        spare.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultIsSurvivedAsTheTableSays() {
        return cases.stream();
    }

    @Test
    void theDocumentShowsTheTable() throws IOException {
        FaultPage.shows(
                "faults",
                List.of("", "the provider", "the gateway", "asked", "cases"),
                FaultRows.ROWS.stream()
                        .map(row -> List.of(
                                row.id(),
                                row.provider(),
                                row.gateway(),
                                ways(row),
                                Integer.toString(row.ways().size() * Client.values().length)))
                        .toList());
    }

    private static String ways(FaultRows.Row row) {
        return row.ways().size() == 2 ? "streamed and not" : row.ways().contains(Way.STREAMED) ? "streamed" : "whole";
    }
}
