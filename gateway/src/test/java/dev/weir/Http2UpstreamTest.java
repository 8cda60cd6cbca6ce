package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Outbound;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Certificates;
import dev.weir.route.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An upstream behind TLS with a private certificate authority, HTTP/2 negotiated by ALPN.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("deprecation") // goAway is deprecated for servers that mean well; this one does not
@Tag("slow")
class Http2UpstreamTest {
    private static final String HELLO =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    /// The first TLS connection of a cold JVM on a busy machine takes its time.
    private static final Deadlines PATIENT =
            new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(30), null, null, null);

    private final List<HttpVersion> versions = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private HttpServer primary;
    private HttpServer spare;
    private TestGateway gateway;
    private volatile Consumer<HttpServerRequest> behaviour =
            request -> request.response().end();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.in(folder);
        vertx = Vertx.vertx();
        primary = listen(certificates, request -> {
            versions.add(request.version());
            request.endHandler(_ -> behaviour.accept(request));
        });
        spare = listen(certificates, request -> request.endHandler(_ -> stream(request, HELLO + STOP + DONE, true)));
        var up = TestGateway.endpoint("up", "openai-compatible", "https://127.0.0.1:" + primary.actualPort(), PATIENT);
        var second =
                TestGateway.endpoint("spare", "openai-compatible", "https://127.0.0.1:" + spare.actualPort(), PATIENT);
        gateway = TestGateway.start(TestGateway.config(
                List.of(up, second),
                List.of(TestGateway.virtual("both", Deadlines.NONE, new Target(up, "m"), new Target(second, "n"))),
                new Keyring(List.of()),
                new Outbound(certificates.certificate(), null)));
    }

    private HttpServer listen(Certificates certificates, io.vertx.core.Handler<HttpServerRequest> handler)
            throws Exception {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.certificate().toString())
                                .setKeyPath(certificates.key().toString())))
                .requestHandler(handler)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void forget() {
        versions.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void stream(HttpServerRequest request, String text, boolean end) {
        request.response().putHeader("content-type", "text/event-stream").setChunked(true);
        if (end) {
            request.response().end(text);
        } else {
            request.response().write(text);
        }
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return gateway.chat("{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[]}");
    }

    @Test
    void http2IsNegotiatedAndItsStreamArrives() throws Exception {
        behaviour = request -> stream(request, HELLO + STOP + DONE, true);
        assertThat(ask("up/m").body()).isEqualTo(HELLO + STOP + DONE);
        assertThat(versions).containsExactly(HttpVersion.HTTP_2);
    }

    @Test
    void aGoawayInMidStreamLetsTheStreamFinishAndTheNextRequestGoElsewhere() throws Exception {
        behaviour = request -> {
            stream(request, HELLO, false);
            request.connection().goAway(0, (int) request.streamId());
            vertx.setTimer(50, _ -> request.response().end(STOP + DONE));
        };
        assertThat(ask("up/m").body()).isEqualTo(HELLO + STOP + DONE);
        behaviour = request -> stream(request, HELLO + STOP + DONE, true);
        HttpResponse<String> next = ask("up/m");
        assertThat(next.body()).isEqualTo(HELLO + STOP + DONE);
        assertThat(next.headers().firstValue("x-weir-attempts")).contains("1");
    }

    @Test
    void aStreamThatAGoawayCutsIsContinuedByTheFallback() throws Exception {
        behaviour = request -> {
            stream(request, HELLO, false);
            vertx.setTimer(50, _ -> {
                request.connection().goAway(2, (int) request.streamId());
                request.connection().close();
            });
        };
        assertThat(ask("both").body())
                .startsWith(HELLO)
                .containsOnlyOnce("Hello")
                .endsWith(DONE);
    }

    @Test
    void aStreamThatIsResetBeforeItsFirstContentFallsOver() throws Exception {
        behaviour = request -> request.response().reset(2);
        HttpResponse<String> answer = ask("both");
        assertThat(answer.body()).isEqualTo(HELLO + STOP + DONE);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("spare/n");
    }

    @Test
    void aStreamThatIsResetBehindContentIsContinuedByTheFallback() throws Exception {
        behaviour = request -> {
            stream(request, HELLO, false);
            vertx.setTimer(50, _ -> request.response().reset(2));
        };
        assertThat(ask("both").body())
                .startsWith(HELLO)
                .containsOnlyOnce("Hello")
                .endsWith(DONE);
    }
}
