package dev.weir.sim;

import dev.weir.sim.Problem.Rejected;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Sends each request where it belongs: to a dialect by its path and headers, or to the simulator's own pages.
final class Front {

    private static final int MOST_BYTES = 64 * 1024 * 1024;

    private final Vertx vertx;
    private final Realm realm;
    private final RequestLog log;
    private final Strikes strikes;
    private final OpenAi openAi;
    private final Responses responses;
    private final Anthropic anthropic;
    private final Gemini gemini;
    private final Cohere cohere;
    private final Annex annex;

    Front(Vertx vertx, Realm realm, RequestLog log, Strikes strikes) {
        this.vertx = vertx;
        this.realm = realm;
        this.log = log;
        this.strikes = strikes;
        this.openAi = new OpenAi(realm);
        this.responses = new Responses(realm, openAi);
        this.anthropic = new Anthropic(realm);
        this.gemini = new Gemini(realm);
        this.cohere = new Cohere(realm);
        this.annex = new Annex(realm, openAi);
    }

    /// Takes a request in; it is answered when its body is complete.
    void handle(HttpServerRequest request) {
        String path = request.path() == null ? "/" : request.path();
        if (path.equals("/") || path.equals("/sim") || path.startsWith("/sim/")) {
            new OwnPages(log, strikes).handle(request, path);
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (body.length() <= MOST_BYTES) {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(_ -> complete(request, path, body));
    }

    private void complete(HttpServerRequest request, String rawPath, Buffer body) {
        Outlet outlet = new Outlet(request, log.add(request, body));
        Inbound in = new Inbound(decoded(rawPath), request.query() == null ? "" : request.query(), request.headers());
        Dialect dialect = dialect(in);
        String requestId = "req_" + Long.toHexString(Dice.mix(realm.world().seed(), body.hashCode()));
        try {
            checkKey(dialect, in);
            route(request, in, body, dialect, outlet, requestId);
        } catch (Rejected rejected) {
            send(dialect.error(rejected.problem(), requestId), outlet);
        } catch (RuntimeException bug) {
            send(dialect.error(Problem.ofStatus(500), requestId), outlet);
            throw bug;
        }
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return path;
        }
    }

    private Dialect dialect(Inbound in) {
        String path = in.path();
        if (Responses.isAt(path)) {
            return responses;
        }
        boolean models = path.equals("/v1/models") || path.startsWith("/v1/models/");
        boolean method = models && !Gemini.Target.parse(path + "/").method().isEmpty() && path.indexOf(':') > 0;
        if (path.startsWith("/v1beta/") || method) {
            return gemini;
        }
        boolean asksAsCohere = in.header("x-fern-sdk-name").orElse("").startsWith("cohere");
        if (path.startsWith("/v2/") || models && asksAsCohere) {
            return cohere;
        }
        if (path.startsWith("/v1/messages")
                || (models && in.header("anthropic-version").isPresent())) {
            return anthropic;
        }
        boolean google =
                in.header("x-goog-api-key").isPresent() || in.parameter("key").isPresent();
        return models && google ? gemini : openAi;
    }

    private static void checkKey(Dialect dialect, Inbound in) {
        Optional<String> key = dialect.apiKey(in);
        if (key.isEmpty()) {
            throw dialect.noKey().rejected();
        }
        if (key.get().contains("invalid")) {
            throw dialect.badKey().rejected();
        }
    }

    private void route(
            HttpServerRequest request, Inbound in, Buffer body, Dialect dialect, Outlet outlet, String requestId) {
        String path = in.path();
        Optional<Dialect.Turn> errand = annex.read(request.method().name(), in, body, requestId);
        if (errand.isPresent()) {
            perform(in, dialect, errand.get(), outlet, requestId);
            return;
        }
        if (request.method().equals(HttpMethod.GET)) {
            send(models(in, dialect, requestId), outlet);
            return;
        }
        boolean counts = dialect.counts(path);
        if (!request.method().equals(HttpMethod.POST) || !(counts || dialect.answers(path))) {
            throw noRoute(request.method().name(), path).rejected();
        }
        JsonNode json = json(body);
        if (counts) {
            send(dialect.count(in, json, requestId), outlet);
            return;
        }
        perform(in, dialect, dialect.read(in, json), outlet, requestId);
    }

    private void perform(Inbound in, Dialect dialect, Dialect.Turn turn, Outlet outlet, String requestId) {
        Optional<Fault> fault =
                strikes.next(turn.behaviour(), turn.model(), dialect.apiKey(in), System.nanoTime() / 1_000_000);
        long seed = Author.seed(turn.prompt(), turn.behaviour(), realm.world().seed());
        new Stage(vertx, dialect, turn, outlet, requestId).perform(fault, seed);
    }

    private Reply.Whole models(Inbound in, Dialect dialect, String requestId) {
        String path = in.path();
        int at = path.indexOf("/models");
        if (at < 0 || path.indexOf(':') > 0) {
            throw noRoute("GET", path).rejected();
        }
        String rest = path.substring(at + "/models".length());
        Optional<String> id = rest.length() > 1 ? Optional.of(rest.substring(1)) : Optional.empty();
        return dialect.models(in, id, requestId);
    }

    static JsonNode json(Buffer body) {
        if (body.length() > MOST_BYTES) {
            throw Problem.of(413, Problem.Kind.TOO_LARGE, "Request exceeds the maximum size")
                    .rejected();
        }
        try {
            return Json.read(body.getBytes());
        } catch (JacksonException broken) {
            throw Problem.invalid("We could not parse the JSON body of your request: " + broken.getOriginalMessage())
                    .rejected();
        }
    }

    private static Problem noRoute(String method, String path) {
        return Problem.of(404, Problem.Kind.NO_ROUTE, "Invalid URL (" + method + " " + path + ")");
    }

    private static void send(Reply.Whole reply, Outlet outlet) {
        outlet.begin(reply.status(), reply.headers());
        outlet.end(reply.bytes());
    }
}
