package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Secret;
import dev.weir.catalog.Surface;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Front;
import dev.weir.config.HostPort;
import dev.weir.config.Loaded;
import dev.weir.config.Outbound;
import dev.weir.config.Problem;
import dev.weir.config.State;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.route.Noting;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A gateway in process, and a client that asks it.
public final class TestGateway implements AutoCloseable {
    public static final Catalog CATALOG = Catalog.builtIn();

    private final Vertx vertx;
    private final Gateway gateway;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private TestGateway(Config config) throws Exception {
        vertx = Gateway.loops();
        gateway = Gateway.start(vertx, config, Config::names, new PrintStream(log, true, StandardCharsets.UTF_8))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /// A gateway without keys, with these endpoints and virtual models.
    public static TestGateway start(List<Endpoint> endpoints, List<VirtualModel> models) throws Exception {
        return start(config(endpoints, models, new Keyring(List.of()), Outbound.DIRECT));
    }

    /// A gateway by a configuration file, on free ports; `${UP}` in it is an upstream's address.
    public static TestGateway start(String yaml, Path folder, String upstream) throws Exception {
        Path file = Files.writeString(folder.resolve("weir.yaml"), yaml);
        Flags free = new Flags("127.0.0.1:0", "127.0.0.1:0", folder.resolve("data"));
        return switch (Config.load(CATALOG, file, Map.of("UP", upstream), free, 1)) {
            case Loaded.Ok ok -> start(ok.config());
            case Loaded.Problems wrong -> throw new IllegalArgumentException(Problem.lines(wrong.problems()));
        };
    }

    public static TestGateway start(Config config) throws Exception {
        return new TestGateway(config);
    }

    public static Config config(List<Endpoint> endpoints, List<VirtualModel> models, Keyring keys, Outbound outbound) {
        return config(endpoints, models, keys, outbound, Front.Limits.USUAL);
    }

    /// Keys `key-NAME` of callers with these names, which may do everything.
    public static Keyring keys(String... names) {
        return new Keyring(Stream.of(names)
                .map(name -> new ClientKey(name, KeyHash.of("key-" + name), List.of()))
                .toList());
    }

    /// The configuration of a gateway without keys.
    public static Config config(List<Endpoint> endpoints, List<VirtualModel> models, Front.Limits limits) {
        return config(endpoints, models, new Keyring(List.of()), Outbound.DIRECT, limits);
    }

    private static Config config(
            List<Endpoint> endpoints, List<VirtualModel> models, Keyring keys, Outbound outbound, Front.Limits limits) {
        return new Config(
                1,
                "a test",
                CATALOG,
                new Front(
                        new HostPort("127.0.0.1", 0),
                        new HostPort("127.0.0.1", 0),
                        keys.isOpen() ? Front.Entry.LOOPBACK : Front.Entry.KEYED,
                        null,
                        List.of(),
                        limits),
                Path.of("target", "data-" + UUID.randomUUID()),
                State.USUAL,
                Noting.LITTLE,
                outbound,
                endpoints,
                models,
                keys,
                List.of());
    }

    /// An endpoint of a built-in row that is reached at another base URL; the dialects' paths below it are the row's.
    public static Endpoint endpoint(String id, String row, String url) {
        return endpoint(id, row, url, Deadlines.NONE);
    }

    public static Endpoint endpoint(String id, String row, String url, Deadlines deadlines) {
        ProviderRow like = CATALOG.row(row).orElseThrow();
        List<Door> doors = new ArrayList<>();
        for (Surface surface : like.surfaces()) {
            String version = surface.dialect().equals("gemini") ? "/v1beta" : "/v1";
            doors.add(new Door(
                    surface,
                    URI.create(url + version),
                    Map.of(),
                    surface.headers(),
                    surface.dialect().equals("gemini")
                            ? new Credential.Header("x-goog-api-key", new Secret("test-key"))
                            : new Credential.Header("authorization", new Secret("Bearer test-key"))));
        }
        return new Endpoint(id, Set.of(id), like, doors, List.of(), null, deadlines);
    }

    /// An endpoint with the doors of one dialect alone.
    public static Endpoint onlySpeaking(String dialect, Endpoint endpoint) {
        return new Endpoint(
                endpoint.id(),
                endpoint.names(),
                endpoint.row(),
                endpoint.doors().stream()
                        .filter(door -> door.dialect().equals(dialect))
                        .toList(),
                endpoint.models(),
                endpoint.region(),
                endpoint.deadlines());
    }

    public static VirtualModel virtual(String name, Deadlines deadlines, Target... targets) {
        return new VirtualModel(name, List.of(targets), deadlines);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + gateway.port() + path;
    }

    public Gateway gateway() {
        return gateway;
    }

    public HttpClient client() {
        return client;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(60));
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                TestGateway::readable);
    }

    /// Asks with a key.
    ///
    /// @param body JSON, or empty
    public HttpResponse<String> ask(String key, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = request(path).header("authorization", "Bearer " + key);
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        HttpRequest.BodyPublisher sent =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return client.send(request.method(method, sent).build(), TestGateway::readable);
    }

    /// Of binary messages each byte is a character.
    private static BodySubscriber<String> readable(HttpResponse.ResponseInfo head) {
        boolean binary =
                head.headers().firstValue("content-type").orElse("").startsWith("application/vnd.amazon.eventstream");
        return BodySubscribers.ofString(binary ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    public HttpResponse<String> chat(String body) throws Exception {
        return post("/v1/chat/completions", body);
    }

    public HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /// The receipt of the exchange that an answer came from.
    public String receipt(HttpResponse<?> answer) throws Exception {
        return get("/v1/weir/receipts/"
                        + answer.headers().firstValue("x-weir-request-id").orElseThrow())
                .body();
    }

    /// What the log says, once it has so many lines.
    public List<String> logged(int lines) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            List<String> said = log.toString(StandardCharsets.UTF_8).lines().toList();
            if (said.size() >= lines) {
                return said;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the log has fewer lines than " + lines + ": " + log);
    }

    @Override
    public void close() {
        gateway.shutdown()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        client.close();
    }
}
