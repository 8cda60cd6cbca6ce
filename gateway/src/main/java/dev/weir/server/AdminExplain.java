package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Json;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Explainer;
import dev.weir.route.Explainer.Supposed;
import dev.weir.route.Planner;
import dev.weir.route.VirtualModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says where a request would go, and why, as things stand: `POST /admin/v1/explain`.
///
/// ```json
/// { "model": "smart", "dialect": "openai-chat", "request": { … }, "headers": { "x-weir-region": "eu" }, "key":
/// "team-a" }
/// ```
///
/// All of it is optional, but for a model, in `model` or in `request`.
public final class AdminExplain {
    static final String PATH = "/admin/v1/explain";

    private static final Set<String> KNOWN = Set.of("model", "dialect", "request", "headers", "key");

    private final List<ClientDialect> dialects;
    private final Supplier<Snapshot> snapshot;

    /// @param snapshot in force
    public AdminExplain(List<ClientDialect> dialects, Supplier<Snapshot> snapshot) {
        this.dialects = List.copyOf(dialects);
        this.snapshot = snapshot;
    }

    /// @param body as it was sent
    AdminReceipts.Page page(byte[] body) {
        JsonNode said = Json.readOrNull(body, 0, body.length);
        if (said == null || !said.isObject()) {
            return wrong("The body is a JSON object, like {\"model\": \"smart\", \"request\": {…}}.", null);
        }
        for (String name : said.propertyNames()) {
            if (!KNOWN.contains(name)) {
                return wrong(
                        "`" + name + "` is not known here. Known are model, dialect, request, headers, key.", name);
            }
        }
        Snapshot now = snapshot.get();
        ClientKey key = ClientKey.OPEN;
        if (said.has("key")) {
            ClientKey named = now.keys().named(said.path("key").asString(""));
            if (named == null) {
                return wrong("There is no key of that name.", "key");
            }
            key = named;
        }
        Map<String, String> headers = new HashMap<>();
        said.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString("")));
        Supposed supposed = new Supposed(
                text(said, "dialect"),
                text(said, "model"),
                said.path("request") instanceof ObjectNode request ? request : null,
                headers,
                key);
        Explainer explainer = new Explainer(now.intake(), dialects);
        ObjectNode page = switch (explainer.explain(supposed)) {
            case Planner.Planned.Refused refused -> refused(refused);
            case Planner.Planned.Ready ready -> PlanJson.full(ready.plan());
        };
        VirtualModel.Shadow shadow = explainer.shadow(supposed);
        if (shadow != null) {
            page.putObject("shadow")
                    .put("target", shadow.target().name())
                    .put("share", shadow.share().toString());
        }
        return new AdminReceipts.Page(200, page);
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.has(name) ? node.path(name).asString("") : null;
    }

    private static ObjectNode refused(Planner.Planned.Refused refused) {
        Failure failure = refused.failure();
        ObjectNode out = Json.object();
        out.putArray("steps");
        PlanJson.leftOut(out, refused.leftOut());
        out.putObject("refused")
                .put("kind", FailureWords.kind(failure))
                .put("message", failure.message())
                .put("param", failure.param());
        return out;
    }

    private static AdminReceipts.Page wrong(String message, @Nullable String param) {
        ObjectNode out = Json.object();
        out.putObject("error").put("message", message).put("param", param);
        return new AdminReceipts.Page(400, out);
    }
}
