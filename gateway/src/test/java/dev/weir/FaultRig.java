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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A gateway with two providers on raw sockets, for every row of the table of faults and every kind of client. Each
/// case has targets of its own, so that no breaker knows of another case.
final class FaultRig implements AutoCloseable {
    /// One row, asked in one way by one client.
    record Case(FaultRows.Row row, Client client, Way way) {
        /// The name of its virtual model.
        String id() {
            return (row.id() + "-" + client + "-" + way).toLowerCase(Locale.ROOT);
        }

        private String model() {
            return "m-" + id();
        }

        /// Of a family of models that is known to take a prefill, where the row is about that.
        private String spareModel() {
            return (row.id().equals("F14") ? "claude-3-" : "n-") + id();
        }

        /// What is too large is to be found before it is too slow.
        private Deadlines limits(FaultPace pace) {
            return row.id().equals("F19l") ? Deadlines.USUAL : pace.limits();
        }
    }

    private final FaultPace pace;
    private final Map<String, Side> sides = new ConcurrentHashMap<>();
    private final ScriptedUpstream up;
    private final ScriptedUpstream spare;
    private final TestGateway gateway;

    FaultRig(FaultPace pace) throws Exception {
        this.pace = pace;
        up = new ScriptedUpstream();
        spare = new ScriptedUpstream();
        up.answer(this::script);
        spare.answer(this::script);
        Endpoint primary = endpoint("up", up);
        Endpoint fallback = endpoint("spare", spare);
        List<VirtualModel> models = new ArrayList<>();
        for (Case each : cases()) {
            sides.put(each.model(), new Side(each.model(), up));
            sides.put(each.spareModel(), new Side(each.spareModel(), spare));
            models.add(new VirtualModel(
                    each.id(),
                    List.of(new Target(primary, each.model()), new Target(fallback, each.spareModel())),
                    each.limits(pace),
                    Care.USUAL,
                    resilience()));
        }
        gateway = TestGateway.start(TestGateway.config(List.of(primary, fallback), models, Floods.LIMITS));
    }

    static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (FaultRows.Row row : FaultRows.ROWS) {
            for (Client client : Client.values()) {
                row.ways().stream().sorted().forEach(way -> all.add(new Case(row, client, way)));
            }
        }
        return all;
    }

    private Resilience resilience() {
        Resilience usual = Resilience.USUAL;
        return new Resilience(2, pace.backoff(), usual.breaker(), usual.causes(), usual.rescue(), null);
    }

    /// The endpoint's own limits hold for models that are named with their provider.
    private Endpoint endpoint(String id, ScriptedUpstream upstream) {
        return TestGateway.onlySpeaking(
                "openai-chat", TestGateway.endpoint(id, "openai-compatible", upstream.url(), pace.limits()));
    }

    private Script script(ScriptedUpstream.Received request) {
        String model = FaultCase.asked(request);
        Side side = model == null ? null : sides.get(model);
        return side == null ? Script.json(404, "{}") : side.next();
    }

    private Side side(String model) {
        return Objects.requireNonNull(sides.get(model), model);
    }

    /// Meets the fault, and holds the gateway to what the table says.
    void check(Case one) throws Exception {
        Side first = side(one.model());
        Side second = side(one.spareModel());
        one.row().check().run(new FaultCase(gateway, one.client(), one.way(), one.id(), first, second, pace));
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        up.close();
        spare.close();
    }
}
