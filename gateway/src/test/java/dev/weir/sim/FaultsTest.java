package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/// What a client sees of each fault.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FaultsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    private static String chat(String options) {
        return body("{'model':'gpt-sim+tokens=10+" + options + "','messages':[{'role':'user','content':'x'}]}");
    }

    private static String streamed(String options) {
        return body("{'model':'gpt-sim+tokens=10+" + options
                + "','stream':true,'messages':[{'role':'user','content':'x'}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, 429, /error/code, rate_limit_exceeded",
        "/v1/messages, 529, /error/type, overloaded_error",
        "/v1beta/models/gemini-sim:generateContent, 503, /error/status, UNAVAILABLE"
    })
    void aStatusComesInTheDialectsOwnShape(String path, int status, String at, String word) throws Exception {
        HttpResponse<String> answer = caller.post(
                path,
                body("{'model':'" + (path.contains("chat") ? "gpt-sim" : "claude-sim") + "','max_tokens':9,"
                                + "'messages':[{'role':'user','content':'x'}],'contents':[{'parts':[{'text':'x'}]}]}")
                        .replace(path.contains("gemini") ? "\"messages\"" : "\"contents\"", "\"ignored\"")
                        .replace(path.contains("gemini") ? "\"max_tokens\"" : "\"none\"", "\"ignored2\""),
                "anthropic-version",
                "2023-06-01",
                "x-sim",
                "unknown-fields=accept fault=" + status + " retry-after=1500ms");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.read(answer.body()).at(at).stringValue()).isEqualTo(word);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(answer.headers().firstValue("retry-after-ms")).contains("1500");
    }

    @Test
    void aCutStreamEndsWithoutItsEnd() throws Exception {
        assertThatThrownBy(() -> caller.chat(streamed("fault=cut@4"))).isInstanceOf(IOException.class);
    }

    @Test
    void aTruncatedStreamHasSoManyTokensAndNoFinish() throws Exception {
        String stream = caller.chat(streamed("fault=truncate@4")).body();

        assertThat(Caller.events(stream)).hasSize(5);
        assertThat(stream).doesNotContain("[DONE]").doesNotContain("\"stop\"");
    }

    @Test
    void anUnstreamedAnswerIsCutToo() {
        assertThatThrownBy(() -> caller.chat(chat("fault=cut@4"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close"})
    void nothingComesBeforeAReset(String fault) {
        assertThatThrownBy(() -> caller.chat(chat("fault=" + fault))).isInstanceOf(IOException.class);
        assertThat(simulator.last().orElseThrow().progress().state()).isEqualTo(Received.State.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault=silent", "fault=stall@2", "ttft=60s"})
    void silenceLastsUntilTheClientLeaves(String options) throws Exception {
        HttpRequest request = caller.request("/v1/chat/completions")
                .timeout(Duration.ofMillis(300))
                .POST(HttpRequest.BodyPublishers.ofString(streamed(options)))
                .build();

        assertThatThrownBy(() -> {
                    HttpResponse<InputStream> begun =
                            caller.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
                    CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> all(begun.body()));
                    rest.orTimeout(300, TimeUnit.MILLISECONDS)
                            .whenComplete((_, _) -> close(begun.body()))
                            .join();
                })
                .isInstanceOfAny(HttpTimeoutException.class, CompletionException.class);
        awaitAborted();
    }

    private void awaitAborted() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!simulator.last().orElseThrow().aborted() && System.nanoTime() < deadline) {
            CompletableFuture<Void> tick = new CompletableFuture<>();
            vertx.setTimer(5, _ -> tick.complete(null));
            tick.join();
        }
        assertThat(simulator.last().orElseThrow().abortedAt()).isPresent();
    }

    private static byte[] all(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void garbageStandsBetweenGoodEvents() throws Exception {
        String stream = caller.chat(streamed("fault=garbage@4")).body();

        assertThatThrownBy(() -> Caller.events(stream)).isInstanceOf(JacksonException.class);
        assertThat(stream).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, data: {\"error\"",
        "/v1/messages, event: error",
        "/v1/models/gemini-sim:streamGenerateContent?alt=sse, data: {\"error\""
    })
    void anErrorInsideTheStreamIsTheLastThing(String path, String error) throws Exception {
        String request = path.contains("gemini")
                ? "{'contents':[{'parts':[{'text':'x'}]}]}"
                : "{'model':'" + (path.contains("chat") ? "gpt-sim" : "claude-sim") + "','stream':true,'max_tokens':99,"
                        + "'messages':[{'role':'user','content':'x'}]}";
        for (String fault : List.of("error-event@3", "error-first")) {
            HttpResponse<String> answer =
                    caller.post(path, body(request), "anthropic-version", "2026-10-21", "x-sim", "fault=" + fault);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains(error);
            assertThat(answer.body().substring(answer.body().indexOf(error))).doesNotContain("DONE", "message_stop");
            assertThat(answer.body().startsWith(error)).isEqualTo(fault.equals("error-first"));
        }
    }

    @Test
    void aStreamWithoutItsEndMarkerIsOtherwiseWhole() throws Exception {
        String stream = caller.chat(streamed("fault=no-end")).body();

        assertThat(stream).contains("\"finish_reason\":\"stop\"").doesNotContain("[DONE]");
    }

    @Test
    void anErrorHidesBehindStatus200() throws Exception {
        HttpResponse<String> answer = caller.chat(chat("fault=error-body"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.read(answer.body()).has("error")).isTrue();
    }

    @Test
    void bytesDripOneByOne() throws Exception {
        HttpResponse<String> answer = caller.chat(chat("fault=drip:1ms"));

        assertThat(Json.read(answer.body()).at("/choices/0/message/content").stringValue())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-sim", "claude-sim"})
    void aHugeAnswerIsStillAnAnswer(String model) throws Exception {
        for (String stream : List.of("true", "false")) {
            HttpResponse<String> answer = caller.post(
                    model.startsWith("gpt") ? "/v1/chat/completions" : "/v1/messages",
                    body("{'model':'" + model + "+fault=huge:2mb','max_tokens':9,'stream':" + stream
                            + ",'messages':[{'role':'user','content':'x'}]}"),
                    "anthropic-version",
                    "2026-10-21");

            assertThat(answer.body().length()).isBetween(2_000_000, 3_000_000);
            if (stream.equals("true")) {
                assertThat(Caller.events(answer.body())).hasSizeGreaterThan(100);
            } else {
                assertThat(Json.read(answer.body()).isObject()).isTrue();
            }
        }
    }

    @Test
    void anEndlessLineHasNoEnd() throws Exception {
        HttpResponse<String> answer = caller.chat(streamed("fault=endless-line:1mb"));

        assertThat(answer.body()).hasSizeGreaterThan(1_000_000).doesNotContain("\n");
    }

    @Test
    void aGzipBombUnpacksToItsSize() throws Exception {
        HttpRequest request = caller.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(chat("fault=gzip-bomb:5mb")))
                .build();
        HttpResponse<InputStream> answer = caller.http().send(request, HttpResponse.BodyHandlers.ofInputStream());

        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        try (GZIPInputStream unpacked = new GZIPInputStream(answer.body())) {
            assertThat(unpacked.readAllBytes()).hasSize(5 * 1024 * 1024);
        }
    }

    @Test
    void aHeaderBombIsTooMuchForAClient() {
        assertThatThrownBy(() -> caller.chat(chat("fault=header-bomb:1mb"))).isInstanceOf(IOException.class);
    }

    @Test
    void connectionCloseIsSaid() throws Exception {
        HttpResponse<String> answer = caller.chat(chat("fault=connection-close"));

        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void anIdleConnectionIsClosedBehindAGoodAnswer() throws Exception {
        String request = chat("fault=idle-close");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\ncontent-length: "
                                            + request.length() + "\r\n\r\n" + request)
                                    .getBytes(StandardCharsets.UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .doesNotContainIgnoringCase("connection: close")
                    .endsWith("}");
        }
    }

    @ParameterizedTest
    @CsvSource({"context-length, context_length_exceeded", "content-filter, content_policy_violation"})
    void someRefusalsHaveAReason(String fault, String code) throws Exception {
        HttpResponse<String> answer = caller.chat(chat("fault=" + fault));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).at("/error/code").stringValue()).isEqualTo(code);
    }

    @Test
    void tokensComeAtTheirRate() throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> answer = caller.chat(streamed("ttft=100ms+tps=100"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(180));
        assertThat(Caller.events(answer.body())).hasSize(12);
    }

    @Test
    void splitWritesChangeNothing() throws Exception {
        String whole = caller.chat(streamed("seed=4")).body();
        String split = caller.chat(streamed("seed=4+split=50")).body();

        assertThat(text(split)).isEqualTo(text(whole));
        assertThat(caller.chat(chat("split=50")).body()).endsWith("}");
    }

    private static String text(String stream) {
        StringBuilder text = new StringBuilder();
        Caller.events(stream)
                .forEach(event ->
                        text.append(event.at("/choices/0/delta/content").stringValue("")));
        return text.toString();
    }
}
