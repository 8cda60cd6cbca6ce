package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import dev.weir.route.Engine;
import dev.weir.route.Exchange;
import dev.weir.route.Inbound;
import dev.weir.route.Planner;
import dev.weir.route.Receipt;
import dev.weir.route.Receipts;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The client's side of the front door, one per event loop.
public final class DataPlane implements Handler<HttpServerRequest> {
    /// The client's headers that may go upstream, on the same lane; its credentials never do.
    private static final String[] FORWARDED = {
        "openai-organization", "openai-project", "openai-beta", "anthropic-beta", "traceparent", "tracestate",
    };

    private static final byte[] ID_PREFIX = "req_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);

    private final Context context;
    private final Engine engine;
    private final ClientDialect chat;
    private final Supplier<Snapshot> snapshot;
    private final Receipts receipts;
    private final Metrics metrics;
    private final Health health;
    private final InstantSource clock;

    /// @param chat OpenAI Chat
    public DataPlane(
            Context context,
            Engine engine,
            ClientDialect chat,
            Supplier<Snapshot> snapshot,
            Receipts receipts,
            Metrics metrics,
            Health health,
            InstantSource clock) {
        this.context = context;
        this.engine = engine;
        this.chat = chat;
        this.snapshot = snapshot;
        this.receipts = receipts;
        this.metrics = metrics;
        this.health = health;
        this.clock = clock;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (path == null || health.answers(request, path)) {
            return;
        }
        Snapshot now = snapshot.get();
        if (Cors.answers(request, now.origins())) {
            return;
        }
        switch (Caller.of(request, now)) {
            case Caller.Refused refused -> fail(request, refused.failure());
            case Caller.Known known -> route(request, path, now, known.key());
        }
    }

    private void route(HttpServerRequest request, String path, Snapshot now, ClientKey key) {
        if (path.equals("/v1/chat/completions")) {
            if (HttpMethod.POST.equals(request.method())) {
                chat(request, now, key);
            } else {
                wrongMethod(request, "POST");
            }
        } else if (path.equals("/v1/models")) {
            onGet(request, () -> models(request, now, key));
        } else if (path.startsWith("/v1/models/")) {
            onGet(request, () -> model(request, rest(path, "/v1/models/"), now, key));
        } else if (path.startsWith("/v1/weir/receipts/")) {
            onGet(request, () -> receipt(request, rest(path, "/v1/weir/receipts/"), key));
        } else {
            fail(
                    request,
                    new Failure.NotFound(
                            "Unknown request URL: " + request.method() + " " + path
                                    + ". This gateway serves POST /v1/chat/completions, GET /v1/models,"
                                    + " GET /v1/models/{model} and GET /v1/weir/receipts/{request-id};"
                                    + " the base URL of an OpenAI SDK ends in /v1.",
                            "unknown_url"));
        }
    }

    private static String rest(String path, String prefix) {
        return URLDecoder.decode(path.substring(prefix.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private void onGet(HttpServerRequest request, Runnable answer) {
        if (HttpMethod.GET.equals(request.method())) {
            answer.run();
        } else {
            wrongMethod(request, "GET");
        }
    }

    private void wrongMethod(HttpServerRequest request, String right) {
        ErrorReply reply = chat.codec()
                .error(new Failure.BadRequest(
                        "Not allowed to " + request.method() + " on " + request.path() + ". Use " + right + ".",
                        null,
                        "method_not_allowed"));
        request.response().putHeader("allow", right);
        send(request, 405, reply);
    }

    // Chat completions.

    private void chat(HttpServerRequest request, Snapshot now, ClientKey key) {
        long arrived = engine.loop().nanos();
        new BodyReader(
                engine.loop(),
                request,
                now.maxBody(),
                body -> exchange(request, now, key, arrived, body),
                failure -> fail(request, failure));
    }

    private void exchange(HttpServerRequest request, Snapshot now, ClientKey key, long arrived, byte[] body) {
        switch (chat.bytes().probe(body)) {
            case RequestProbe.Rejected rejected -> fail(request, rejected.failure());
            case RequestProbe.Found found -> {
                if (!key.mayUse(found.model())) {
                    fail(
                            request,
                            new Failure.Forbidden("The key `" + key.name() + "` may not use the model `" + found.model()
                                    + "`. Ask for it to be added to the key's `models`."));
                    return;
                }
                switch (now.planner().plan(found.model(), chat.id())) {
                    case Planner.Planned.Refused refused -> fail(request, refused.failure());
                    case Planner.Planned.Ready ready -> {
                        Inbound in = new Inbound(
                                newId(),
                                chat,
                                body,
                                found,
                                key,
                                forwarded(request),
                                now.version(),
                                clock.instant(),
                                arrived);
                        HttpServerResponse response = request.response();
                        Exchange exchange = new Exchange(
                                engine, in, new HttpOutbound(context, response), ready.plan(), now.maxAnswer());
                        metrics.began();
                        response.closeHandler(_ -> exchange.clientGone());
                        response.exceptionHandler(_ -> exchange.clientGone());
                        exchange.start();
                    }
                }
            }
        }
    }

    private static Map<String, String> forwarded(HttpServerRequest request) {
        Map<String, String> out = Map.of();
        for (String name : FORWARDED) {
            String value = request.getHeader(name);
            if (value != null) {
                if (out.isEmpty()) {
                    out = new HashMap<>();
                }
                out.put(name, value);
            }
        }
        return out;
    }

    /// 100 random bits; a receipt is for its own key only, so an id need not be a secret.
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] id = new byte[ID_PREFIX.length + 20];
        System.arraycopy(ID_PREFIX, 0, id, 0, ID_PREFIX.length);
        for (int at = ID_PREFIX.length; at < id.length; ) {
            long bits = random.nextLong();
            for (int i = 0; i < 10; i++) {
                id[at++] = ID_LETTERS[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }

    // Models and receipts.

    private void models(HttpServerRequest request, Snapshot now, ClientKey key) {
        ObjectNode out = Json.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        for (Directory.Listed listed : now.planner().directory().models()) {
            if (key.mayUse(listed.id())) {
                data.add(entry(listed));
            }
        }
        send(request, 200, out);
    }

    private void model(HttpServerRequest request, String id, Snapshot now, ClientKey key) {
        Directory directory = now.planner().directory();
        for (Directory.Listed listed : directory.models()) {
            if (listed.id().equals(id) && key.mayUse(id)) {
                send(request, 200, entry(listed));
                return;
            }
        }
        switch (directory.resolve(id)) {
            case Directory.Resolution.Found found
            when key.mayUse(id) ->
                send(
                        request,
                        200,
                        entry(new Directory.Listed(
                                id, found.targets().getFirst().endpoint().id(), null)));
            case Directory.Resolution.Found _ ->
                fail(
                        request,
                        new Failure.NotFound(
                                "The model `" + id + "` does not exist or this key has no access to it.",
                                "model_not_found"));
            case Directory.Resolution.Unknown unknown ->
                fail(
                        request,
                        new Failure.NotFound(
                                "The model `" + id + "` does not exist here. " + unknown.hint(), "model_not_found"));
        }
    }

    private static ObjectNode entry(Directory.Listed listed) {
        ObjectNode out = Json.object()
                .put("id", listed.id())
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", listed.owner());
        if (listed.contextTokens() != null) {
            out.put("context_window", listed.contextTokens());
        }
        return out;
    }

    private void receipt(HttpServerRequest request, String id, ClientKey key) {
        Receipt receipt = receipts.find(id, key.name());
        if (receipt == null) {
            fail(
                    request,
                    new Failure.NotFound(
                            "There is no receipt `" + id + "` for this key. Receipts are kept in memory for the last"
                                    + " exchanges; the id is in the header x-weir-request-id of the answer.",
                            "receipt_not_found"));
        } else {
            send(request, 200, ReceiptJson.full(receipt));
        }
    }

    // Answers that are no exchange.

    private void fail(HttpServerRequest request, Failure failure) {
        ErrorReply reply = chat.codec().error(failure);
        send(request, reply.status(), reply);
    }

    private static void send(HttpServerRequest request, int status, ErrorReply reply) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        reply.headers().forEach(response::putHeader);
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("x-weir-request-id", newId())
                .end(Buffer.buffer(reply.body()));
    }

    private static void send(HttpServerRequest request, int status, JsonNode body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(body)));
    }
}
