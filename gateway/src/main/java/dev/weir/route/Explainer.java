package dev.weir.route;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.ledger.ClientKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Plans requests that nobody sends: where they would go, and why.
///
/// @param dialects that clients speak, the usual one first
public record Explainer(Intake intake, List<ClientDialect> dialects) {
    public Explainer {
        dialects = List.copyOf(dialects);
    }

    /// A request that might be sent.
    ///
    /// @param dialect of its client; null is the usual one
    /// @param model that it is for; null where the body says so
    /// @param body of it; null where only the name matters
    /// @param headers of it
    public record Supposed(
            @Nullable String dialect,
            @Nullable String model,
            @Nullable ObjectNode body,
            Map<String, String> headers,
            ClientKey key) {
        public Supposed {
            headers = Map.copyOf(headers);
        }
    }

    public Planner.Planned explain(Supposed supposed) {
        ClientDialect dialect = dialect(supposed.dialect());
        if (dialect == null) {
            String known = dialects.stream().map(ClientDialect::id).collect(Collectors.joining(", "));
            return refused("There is no dialect `" + supposed.dialect() + "`. Known are " + known + ".", "dialect");
        }
        ObjectNode body = supposed.body();
        String model = supposed.model();
        if (body == null) {
            return model == null
                    ? refused("Say which model is meant.", "model")
                    : intake.named(model, dialect.id(), supposed.key(), Heads.of(supposed.headers()));
        }
        if (model != null && dialect.bytes().modelPlace() == ByteLane.ModelPlace.BODY) {
            body = body.deepCopy().put("model", model);
        }
        Asked asked = new Asked(model, model == null ? null : Delivery.WHOLE);
        byte[] bytes = Json.bytes(body);
        return switch (dialect.bytes().probe(bytes, asked)) {
            case RequestProbe.Rejected rejected -> new Planner.Planned.Refused(rejected.failure());
            case RequestProbe.Found found -> {
                Failure forbidden = intake.refusal(supposed.key(), found.model(), "model");
                yield forbidden != null
                        ? new Planner.Planned.Refused(forbidden)
                        : planned(new Intake.Arrival(dialect, asked, bytes, found, supposed.key()), supposed);
            }
        };
    }

    private Planner.Planned planned(Intake.Arrival arrival, Supposed supposed) {
        return switch (intake.take(arrival, Heads.of(supposed.headers()))) {
            case Intake.Taken.Refused refused -> new Planner.Planned.Refused(refused.failure(), refused.leftOut());
            case Intake.Taken.Ready ready -> new Planner.Planned.Ready(ready.plan());
        };
    }

    /// Where copies of requests for a model go, or null where none is made.
    public VirtualModel.@Nullable Shadow shadow(Supposed supposed) {
        ObjectNode body = supposed.body();
        String model = supposed.model();
        String named =
                model != null ? model : body == null ? "" : body.path("model").asString("");
        return intake.planner().directory().resolve(named) instanceof Directory.Resolution.Found found
                ? found.model().shadow()
                : null;
    }

    private @Nullable ClientDialect dialect(@Nullable String id) {
        if (id == null) {
            return dialects.getFirst();
        }
        return dialects.stream()
                .filter(dialect -> dialect.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static Planner.Planned refused(String message, String param) {
        return new Planner.Planned.Refused(new Failure.BadRequest(message, param, "invalid_value"));
    }
}
