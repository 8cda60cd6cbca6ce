package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Glob;
import dev.weir.config.Config;
import dev.weir.config.Front;
import dev.weir.config.HostPort;
import dev.weir.config.Outbound;
import dev.weir.config.State;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Certificates;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Noting;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in, what is too much, and how the gateway changes and stops.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontDoorTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final String BODY = "{\"model\":\"up/m\",\"messages\":[]}";

    private ScriptedUpstream upstream;
    private TestGateway open;
    private TestGateway keyed;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        upstream.answer(Script.json(200, ANSWER));
        open = TestGateway.start(config(new Keyring(List.of()), List.of(), null, 1));
        keyed = TestGateway.start(config(
                new Keyring(List.of(
                        new ClientKey("all", KeyHash.of("secret-all"), List.of()),
                        new ClientKey("few", KeyHash.of("secret-few"), List.of(new Glob("other/*"))))),
                List.of("https://app.example"),
                null,
                1));
    }

    @AfterAll
    void stop() throws Exception {
        open.close();
        keyed.close();
        upstream.close();
    }

    private Config config(Keyring keys, List<String> origins, Front.@Nullable Tls tls, long version) {
        return new Config(
                version,
                "a test",
                Catalog.builtIn(),
                new Front(
                        new HostPort("127.0.0.1", 0),
                        new HostPort("127.0.0.1", 0),
                        keys.isOpen() ? Front.Entry.LOOPBACK : Front.Entry.KEYED,
                        tls,
                        origins,
                        new Front.Limits(10_000, 1 << 20, 64 << 10, Duration.ofSeconds(10), Duration.ofSeconds(10))),
                Path.of("target", "data-" + UUID.randomUUID()),
                State.USUAL,
                Noting.LITTLE,
                Outbound.DIRECT,
                List.of(TestGateway.endpoint("up", "openai-compatible", upstream.url())),
                List.of(),
                keys,
                List.of());
    }

    private HttpResponse<String> ask(String header, String value) throws Exception {
        return keyed.client()
                .send(
                        keyed.request("/v1/chat/completions")
                                .header(header, value)
                                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void aKeyIsTakenFromWhereverAClientPutsIt() throws Exception {
        assertThat(ask("authorization", "Bearer secret-all").statusCode()).isEqualTo(200);
        assertThat(ask("x-api-key", "secret-all").statusCode()).isEqualTo(200);
        assertThat(ask("x-goog-api-key", "secret-all").statusCode()).isEqualTo(200);
        assertThat(keyed.post("/v1/chat/completions?key=secret-all", BODY).statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().headers().toString() + upstream.last().line())
                .doesNotContain("secret-all");
    }

    @Test
    void aWrongOrMissingKeyIsAnsweredAsOpenAiAnswersIt() throws Exception {
        HttpResponse<String> wrong = ask("authorization", "Bearer secret-nobody");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("invalid_api_key", "secr***").doesNotContain("secret-nobody");
        HttpResponse<String> missing = keyed.chat(BODY);
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.body()).contains("provide an API key");
    }

    @Test
    void aKeyReachesItsModelsOnly() throws Exception {
        HttpResponse<String> refused = ask("authorization", "Bearer secret-few");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("`few` may not use the model `up/m`");
    }

    @Test
    void aReceiptIsForItsOwnKeyOnly() throws Exception {
        String id = ask("authorization", "Bearer secret-all")
                .headers()
                .firstValue("x-weir-request-id")
                .orElseThrow();
        assertThat(receipt(id, "secret-all")).isEqualTo(200);
        assertThat(receipt(id, "secret-few")).isEqualTo(404);
    }

    private int receipt(String id, String key) throws Exception {
        return keyed.client()
                .send(
                        keyed.request("/v1/weir/receipts/" + id)
                                .header("authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    /// Says one request on a raw socket, for headers that clients do not let one set.
    private static String raw(TestGateway gateway, String... headers) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().port())) {
            socket.getOutputStream()
                    .write(("GET /v1/models HTTP/1.1\r\nconnection: close\r\n" + String.join("\r\n", headers)
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aPathThatNobodyServesIsAnsweredWithThosePathsThatAreServed() throws Exception {
        HttpResponse<String> missing = open.post("/v1/nothing", BODY);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body())
                .contains("Unknown request URL: POST /v1/nothing", "POST /v1/chat/completions", "unknown_url");
        assertThat(missing.headers().firstValue("x-request-id"))
                .isPresent()
                .isEqualTo(missing.headers().firstValue("x-weir-request-id"));
        assertThat(open.get("/v1/weir/receipts/req_nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsAnsweredWithTheOneThatItTakes() throws Exception {
        HttpResponse<String> get = open.get("/v1/chat/completions");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).hasValue("POST");
        HttpResponse<String> post = open.post("/v1/models", BODY);
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).hasValue("GET");
    }

    @Test
    void aModelIsFoundWithItsSlashPlainOrEncoded() throws Exception {
        assertThat(open.get("/v1/models/up/m").body()).contains("\"id\":\"up/m\"", "\"object\":\"model\"");
        assertThat(open.get("/v1/models/up%2Fm").body()).contains("\"id\":\"up/m\"");
        assertThat(open.get("/v1/models/down/m").statusCode()).isEqualTo(404);
        assertThat(open.get("/v1/models").body()).startsWith("{\"object\":\"list\",\"data\":[");
    }

    @Test
    void anOpenGatewayRefusesForeignHostsAndBrowsersOrigins() throws Exception {
        assertThat(raw(open, "host: localhost:8080")).startsWith("HTTP/1.1 200");
        assertThat(raw(open, "host: [::1]:8080")).startsWith("HTTP/1.1 200");
        assertThat(raw(open, "host: rebound.example")).startsWith("HTTP/1.1 403");
        assertThat(raw(open, "host: 127.0.0.1.rebound.example")).startsWith("HTTP/1.1 403");
        assertThat(raw(open, "host: localhost", "origin: https://web.page")).startsWith("HTTP/1.1 403");
    }

    @Test
    void crossOriginCallsAreForConfiguredOriginsOnly() throws Exception {
        String preflight = "access-control-request-method: POST";
        assertThat(raw(keyed, "host: x", "origin: https://app.example", "authorization: Bearer secret-all"))
                .contains("access-control-allow-origin: https://app.example");
        assertThat(raw(
                        keyed,
                        "host: x",
                        "origin: https://other.example",
                        "authorization: Bearer secret-all",
                        preflight))
                .doesNotContain("access-control-allow-origin");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> answer =
                open.chat("{\"model\":\"up/m\",\"messages\":[],\"x\":\"" + "a".repeat(20_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than 10000 bytes");
    }

    @Test
    void healthAndMetricsAreOnTheAdminPlane() throws Exception {
        assertThat(open.chat(BODY).statusCode()).isEqualTo(200);
        assertThat(open.get("/healthz").body()).isEqualTo("ok\n");
        assertThat(open.get("/readyz").statusCode()).isEqualTo(200);
        URI metrics = URI.create("http://127.0.0.1:" + open.gateway().adminPort() + "/metrics");
        String text = open.client()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        assertThat(text)
                .contains(
                        "weir_requests_total{outcome=\"complete\",target=\"up/m\"}",
                        "weir_request_duration_seconds",
                        "weir_first_token_seconds");
    }

    @Test
    void aReloadAndAShutdownLetStreamsRunOut() throws Exception {
        TestGateway gateway = TestGateway.start(config(new Keyring(List.of()), List.of(), null, 1));
        CountDownLatch go = new CountDownLatch(1);
        ScriptedUpstream slow = new ScriptedUpstream();
        slow.answer(Script.stream().chunk(HELLO).await(go).chunk(STOP).last());
        gateway.gateway().reload(withUpstream(slow, 2));
        HttpResponse<InputStream> stream = gateway.client()
                .send(
                        gateway.request("/v1/chat/completions")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"up/m\",\"messages\":[],\"stream\":true}"))
                                .build(),
                        BodyHandlers.ofInputStream());
        byte[] first = stream.body().readNBytes(HELLO.length());
        gateway.gateway().reload(config(new Keyring(List.of()), List.of(), null, 3));
        assertThat(gateway.chat(BODY).body()).isEqualTo(ANSWER);
        CompletableFuture<Void> stopping =
                gateway.gateway().shutdown().toCompletionStage().toCompletableFuture();
        assertThat(stopping).isNotDone();
        go.countDown();
        assertThat(new String(first, StandardCharsets.UTF_8)
                        + new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(HELLO + STOP);
        stopping.get(20, TimeUnit.SECONDS);
        slow.close();
        gateway.close();
    }

    private Config withUpstream(ScriptedUpstream other, long version) {
        return config(new Keyring(List.of()), List.of(), null, version).withEndpointAt("up", URI.create(other.url()));
    }

    @Test
    void listenersSpeakTls(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.in(folder);
        Front.Tls tls = new Front.Tls(certificates.certificate(), certificates.key());
        TestGateway gateway = TestGateway.start(config(new Keyring(List.of()), List.of(), tls, 1));
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(certificates)).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "https://localhost:" + gateway.gateway().port() + "/v1/chat/completions"))
                            .POST(HttpRequest.BodyPublishers.ofString(BODY))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        } finally {
            gateway.close();
        }
    }

    private static SSLContext trusting(Certificates certificates) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream in = Files.newInputStream(certificates.certificate())) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
