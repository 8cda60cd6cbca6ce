package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class HttpClientTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private Vertx vertx;
    private Context context;
    private ScriptedUpstream server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        server = new ScriptedUpstream();
        client = new HttpClient(vertx, context, ClientOptions.DEFAULT);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /// What became of a call: `200 body`, or where it broke.
    private static final class Told implements Answer {
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private final StringBuilder said = new StringBuilder();

        @Override
        public void head(int status, HttpHeaders headers) {
            said.append(status).append(' ');
        }

        @Override
        public void data(byte[] chunk) {
            said.append(new String(chunk, StandardCharsets.UTF_8));
        }

        @Override
        public void end() {
            end.complete(said.toString());
        }

        @Override
        public void broken(Break at, Throwable cause) {
            end.complete(said.toString() + at);
        }
    }

    private static Post post(String url, Map<String, String> own) {
        return new Post(
                Origin.of(URI.create(url)),
                "/v1/x?y=1",
                Map.of("authorization", "Bearer secret"),
                own,
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                PATIENT);
    }

    private CompletableFuture<String> begin(HttpClient with, Post post) {
        Told told = new Told();
        context.runOnContext(_ -> with.send(post, told));
        return told.end;
    }

    private String ask(Post post) throws Exception {
        return begin(client, post).get(20, TimeUnit.SECONDS);
    }

    private String ask() throws Exception {
        return ask(post(server.url(), Map.of()));
    }

    @Test
    void aRequestGoesOutWithItsHeadersAndItsBody() throws Exception {
        server.answer(Script.json(200, "{}"));
        assertThat(ask(post(server.url(), Map.of("x-own", "ümlaut\tand tab")))).isEqualTo("200 {}");
        ScriptedUpstream.Received got = server.last();
        assertThat(got.line()).isEqualTo("POST /v1/x?y=1 HTTP/1.1");
        assertThat(got.headers())
                .containsEntry("host", "127.0.0.1:" + server.port())
                .containsEntry("authorization", "Bearer secret")
                .containsEntry("x-own", "ümlaut\tand tab")
                .containsEntry("content-type", "application/json")
                .containsEntry("accept-encoding", "identity")
                .containsEntry("content-length", "7");
        assertThat(got.text()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aHeaderThatWouldEndItsLineIsNotSent() throws Exception {
        server.answer(Script.json(200, "{}"));
        assertThat(ask(post(server.url(), Map.of("x-own", "a\r\nx-evil: b")))).isEqualTo("WAITING");
        assertThat(server.received()).isEmpty();
        assertThat(ask()).isEqualTo("200 {}");
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        server.answer(
                Script.json(200, "1"),
                Script.json(200, "2"),
                Script.json(200, "3").await(never).close());
        assertThat(ask()).isEqualTo("200 1");
        assertThat(ask()).isEqualTo("200 2");
        // The server's side of this connection hangs behind the answer; a new one would not.
        assertThat(ask()).isEqualTo("200 3");
        CompletableFuture<String> fourth = begin(client, post(server.url(), Map.of()));
        assertThat(server.received()).hasSize(3);
        never.countDown();
        assertThat(fourth.get(20, TimeUnit.SECONDS)).isEqualTo("STALE");
    }

    @Test
    void aKeptConnectionThatWasClosedMeanwhileIsStaleAndAFreshOneIsNot() throws Exception {
        server.answer(Script.json(200, "1"), new Script().close());
        assertThat(ask()).isEqualTo("200 1");
        assertThat(ask()).isEqualTo("STALE");
        assertThat(ask()).isEqualTo("WAITING");
    }

    @Test
    void anAnswerThatBreaksOffSaysSo() throws Exception {
        server.answer(Script.stream().chunk("data: 1\n\n").close());
        assertThat(ask()).isEqualTo("200 data: 1\n\nANSWERING");
    }

    @Test
    void whatIsNoHttpIsNoAnswer() throws Exception {
        server.answer(new Script()
                .send("SSH-2.0-OpenSSH\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .close());
        assertThat(ask()).isEqualTo("WAITING");
    }

    @Test
    void informationalAnswersArePassedOver() throws Exception {
        server.answer(new Script()
                .send("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
                        .getBytes(StandardCharsets.US_ASCII)));
        assertThat(ask()).isEqualTo("200 ok");
    }

    @Test
    void anAnswerThatCameCompressedUnaskedIsUnpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write("{\"text\":\"unpacked\"}".getBytes(StandardCharsets.UTF_8));
        }
        server.answer(
                Script.reply(200, Map.of("content-encoding", "gzip"), packed.toByteArray()), Script.json(200, "2"));
        assertThat(ask()).isEqualTo("200 {\"text\":\"unpacked\"}");
        assertThat(ask()).isEqualTo("200 2");
    }

    @Test
    void aPortWhereNobodyListensIsNotOpened() throws Exception {
        try (Socket held = new Socket()) {
            // Bound, so that nobody else gets the port, and never listened on.
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(ask(post("http://127.0.0.1:" + held.getLocalPort(), Map.of())))
                    .isEqualTo("OPENING");
        }
    }

    @Test
    void aProxysTunnelLeadsToTheServer() throws Exception {
        server.answer(Script.json(200, "tunnelled"));
        try (TunnelProxy proxy = new TunnelProxy(server.port())) {
            HttpClient through = new HttpClient(
                    vertx,
                    context,
                    new ClientOptions(
                            null, new ClientOptions.Proxy("127.0.0.1", proxy.port(), "me", "pass"), PATIENT, 8_192));
            assertThat(begin(through, post("http://provider.invalid:8123", Map.of()))
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo("200 tunnelled");
            assertThat(proxy.heard().getFirst()).isEqualTo("CONNECT provider.invalid:8123 HTTP/1.1");
            assertThat(proxy.heard())
                    .anyMatch(line -> line.equalsIgnoreCase("proxy-authorization: Basic bWU6cGFzcw=="));
            assertThat(server.last().headers()).containsEntry("host", "provider.invalid:8123");
            through.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPausedAnswerGoesOnWhenItIsResumed() throws Exception {
        byte[] large = "x".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII);
        server.answer(Script.reply(200, "text/plain", large));
        CompletableFuture<Long> done = new CompletableFuture<>();
        context.runOnContext(_ -> {
            var answer = new Answer() {
                private @Nullable Call call;
                private long bytes;
                private boolean paused;

                @Override
                public void head(int status, HttpHeaders headers) {}

                @Override
                public void data(byte[] chunk) {
                    bytes += chunk.length;
                    if (!paused) {
                        paused = true;
                        Objects.requireNonNull(call).pause();
                        vertx.setTimer(20, _ -> {
                            paused = false;
                            Objects.requireNonNull(call).resume();
                        });
                    }
                }

                @Override
                public void end() {
                    done.complete(bytes);
                }

                @Override
                public void broken(Break at, Throwable cause) {
                    done.completeExceptionally(cause);
                }
            };
            answer.call = client.send(post(server.url(), Map.of()), answer);
        });
        assertThat(done.get(30, TimeUnit.SECONDS)).isEqualTo(4L << 20);
    }
}
