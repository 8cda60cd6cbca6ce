package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.VertxInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What bytes the server takes, and which it answers with.
@SuppressWarnings("StringConcatToTextBlock") // requests as they stand on the wire, with their line ends
class HttpServerTest {
    private static final byte[] NOTHING = new byte[0];
    private static final int LARGE = 8 << 20;
    private static final Duration UNREAD = Duration.ofMillis(300);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Request> held = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        Map<EventLoop, Consumer<Request>> requests = new HashMap<>();
        for (EventExecutor loop : ((VertxInternal) vertx).eventLoopGroup()) {
            requests.put((EventLoop) loop, this::answer);
        }
        server = HttpServer.listen(
                        vertx,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ServerOptions(2_000, Duration.ofMinutes(1), UNREAD, null),
                        requests)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.shutdown(Duration.ofMillis(1))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void answer(Request request) {
        switch (request.path()) {
            case "/echo" -> request.body(new Echo(request));
            case "/hold" -> {
                request.reply().whenGone(() -> events.add("gone"));
                held.add(request);
            }
            case "/refuse" -> request.reply().closing().send(413, text("too much"));
            case "/large" -> {
                events.add("large");
                request.reply().send(200, new byte[LARGE]);
            }
            case "/nothing" -> request.reply().send(204, NOTHING);
            case "/stream" -> stream(request.reply());
            case "/cut" -> {
                request.reply().begin(200);
                request.reply().write(sink("half"));
                request.reply().whenGone(() -> events.add("gone"));
                held.add(request);
            }
            default ->
                request.reply()
                        .header("x-said", request.method() + "\r\nx-injected: " + request.parameter("name"))
                        .send(200, text(request.path()));
        }
    }

    private static void stream(Reply reply) {
        reply.header("content-type", "text/plain").begin(200);
        reply.write(sink("one "));
        reply.write(sink("x".repeat(300)));
        reply.end();
    }

    /// Answers with a body once it is there.
    private record Echo(Request request, ByteArrayOutputStream come) implements Request.Body {
        Echo(Request request) {
            this(request, new ByteArrayOutputStream());
        }

        @Override
        public void data(ByteBuf piece) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            come.writeBytes(bytes);
        }

        @Override
        public void waiting() {}

        @Override
        public void end() {
            request.reply().send(200, come.toByteArray());
        }

        @Override
        public void gone() {}
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteSink sink(String text) {
        ByteSink sink = new ByteSink(16);
        sink.write(text(text));
        return sink;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// All that comes back until the server closes.
    private String talk(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text(request));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder come = new StringBuilder();
        while (come.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next).as("the connection stays open behind: %s", come).isNotNegative();
            come.append((char) next);
        }
        return come.toString();
    }

    private static int count(String text, String part) {
        return (int)
                Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    void aBodyComesWholeWhetherItsLengthIsToldOrItComesInChunks() throws IOException {
        assertThat(talk("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"))
                .isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello");
        assertThat(talk("POST /echo HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                        + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"))
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void aStreamGoesOutInChunks() throws IOException {
        assertThat(talk("GET /stream HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n"
                        + "transfer-encoding: chunked\r\n\r\n130\r\none " + "x".repeat(300) + "\r\n0\r\n\r\n");
    }

    @Test
    void aClientOfHttp10GetsNoChunks() throws IOException {
        assertThat(talk("GET /stream HTTP/1.0\r\n\r\n"))
                .doesNotContain("chunked")
                .endsWith("\r\n\r\none " + "x".repeat(300));
        assertThat(talk("GET /a HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n"))
                .contains("connection: keep-alive", "\r\n\r\n/a")
                .endsWith("\r\n\r\n/b");
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTurn() throws IOException {
        String many = "GET /next HTTP/1.1\r\nhost: h\r\n\r\n".repeat(500);
        String come = talk(many + "GET /last HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
        assertThat(count(come, "\r\n\r\n/next")).isEqualTo(500);
        assertThat(come).endsWith("\r\n\r\n/last");
    }

    private Socket narrow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return socket;
    }

    @Test
    void whoAsksOnAndReadsNothingIsAnsweredNoMoreAndLetGo() throws Exception {
        try (Socket socket = narrow()) {
            socket.getOutputStream().write(text("GET /large HTTP/1.1\r\nhost: h\r\n\r\n".repeat(50)));
            try {
                while (true) {
                    socket.getOutputStream().write('\n');
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException closed) {
                // As it was meant to be.
            }
        }
        assertThat(events).hasSizeBetween(1, 3);
    }

    @Test
    void aRequestWaitsForTheAnswerToTheOneAhead() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(text("GET /hold HTTP/1.1\r\nhost: h\r\n\r\nPOST /echo HTTP/1.1\r\nhost: h\r\n"
                            + "content-length: 5\r\n\r\nhello"));
            Request first = held.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            vertxLoop().execute(() -> first.reply().send(200, text("first")));
            assertThat(until(socket.getInputStream(), "hello")).contains("\r\n\r\nfirstHTTP/1.1 200");
        }
    }

    private EventExecutor vertxLoop() {
        return ((VertxInternal) vertx).eventLoopGroup().next();
    }

    @Test
    void headAndNoContentHaveNoBody() throws IOException {
        assertThat(talk("HEAD /abc HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"))
                .contains("content-length: 4\r\n")
                .endsWith("\r\n\r\n");
        assertThat(talk("GET /nothing HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204 No Content\r\n")
                .doesNotContain("content-length");
    }

    @Test
    void aValueCannotEndItsHeader() throws IOException {
        assertThat(talk("GET /a?name=x%0D%0Ay HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"))
                .contains("x-said: GET??x-injected: x??y\r\n");
    }

    @Test
    void whatIsNoRequestIsRefusedWithWords() throws IOException {
        assertThat(talk("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("no request of HTTP");
        assertThat(talk("GET / HTTP/1.1\r\nx: " + "y".repeat(3_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("limits.header");
        assertThat(talk("GET /" + "y".repeat(3_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void aLengthThatIsNoneAndTwoLengthsAreRefused() throws IOException {
        assertThat(talk("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: -5\r\n\r\nhello"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aLengthBesideChunksIsRefusedSoThatNoRequestHidesInABody() throws IOException {
        assertThat(talk("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 60\r\ntransfer-encoding: chunked\r\n\r\n"
                        + "0\r\n\r\nGET /hidden HTTP/1.1\r\nhost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("/hidden");
    }

    @Test
    void aClientThatIsStillSendingCanReadWhyItWasRefused() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text("POST /refuse HTTP/1.1\r\nhost: h\r\ncontent-length: 4000000\r\n\r\n"));
            String come = until(socket.getInputStream(), "too much");
            assertThat(come).startsWith("HTTP/1.1 413 ").contains("connection: close");
            socket.getOutputStream().write(new byte[100_000]);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void leaveToSendABodyIsGivenToWhoeverAsks() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(text("POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n"));
            assertThat(until(socket.getInputStream(), "\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(text("hello"));
            assertThat(until(socket.getInputStream(), "hello")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aStreamThatBreaksOffDoesNotLookWhole() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text("GET /cut HTTP/1.1\r\nhost: h\r\n\r\n"));
            until(socket.getInputStream(), "half");
            Request cut = held.poll(10, TimeUnit.SECONDS);
            assertThat(cut).isNotNull();
            vertxLoop().execute(() -> cut.reply().abort());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aClientThatGoesAwayIsNoticed() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text("GET /hold HTTP/1.1\r\nhost: h\r\n\r\n"));
            assertThat(held.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void whoeverAsksLateStillHearsThatTheClientIsGone() throws Exception {
        Request late;
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text("GET /hold HTTP/1.1\r\nhost: h\r\n\r\n"));
            late = held.poll(10, TimeUnit.SECONDS);
            assertThat(late).isNotNull();
        }
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
        vertxLoop().execute(() -> late.reply().whenGone(() -> events.add("gone before")));
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("gone before");
    }

    @Test
    void aShutdownLetsAnAnswerEndAndClosesWhatIsIdle() throws Exception {
        try (Socket idle = connect();
                Socket busy = connect()) {
            idle.getOutputStream().write(text("GET /a HTTP/1.1\r\nhost: h\r\n\r\n"));
            until(idle.getInputStream(), "\r\n\r\n/a");
            busy.getOutputStream().write(text("GET /hold HTTP/1.1\r\nhost: h\r\n\r\n"));
            Request last = held.poll(10, TimeUnit.SECONDS);
            assertThat(last).isNotNull();
            var closed = server.shutdown(Duration.ofSeconds(30));
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(closed.isComplete()).isFalse();
            vertxLoop().execute(() -> last.reply().send(200, text("done")));
            assertThat(new String(busy.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("\r\n\r\ndone");
            closed.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void http2IsSpokenWithWhoeverBeginsWithItsPreface() throws Exception {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        String streamed = ask(client, HttpMethod.GET, "/stream", "");
        assertThat(streamed).isEqualTo("HTTP_2 200 one " + "x".repeat(300));
        assertThat(ask(client, HttpMethod.POST, "/echo", "hello ".repeat(50_000)))
                .isEqualTo("HTTP_2 200 " + "hello ".repeat(50_000));
        assertThat(ask(client, HttpMethod.POST, "/refuse", "hello ".repeat(50_000)))
                .isEqualTo("HTTP_2 413 too much");
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private String ask(io.vertx.core.http.HttpClient client, HttpMethod method, String path, String body)
            throws Exception {
        return client.request(method, server.port(), "127.0.0.1", path)
                .compose(request -> request.send(body))
                .compose(response -> response.body()
                        .map(come -> response.version() + " " + response.statusCode() + " "
                                + come.toString(StandardCharsets.UTF_8)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
