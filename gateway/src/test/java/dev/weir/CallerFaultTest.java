package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Client;
import dev.weir.FaultCase.Way;
import dev.weir.config.Front;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Callers who go away or do not read, on raw sockets, and what their provider and the receipt then say.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class CallerFaultTest {
    private static final int MB = 1 << 20;
    private static final long OFFERED = 64L * MB;
    /// What four socket buffers and the gateway between them may hold.
    private static final long TAKEN = 24L * MB;
    private static final Duration UNREAD = Duration.ofMillis(300);

    private static final List<Row> ROWS = List.of(
            new Row(
                    "goes away before the first token",
                    "the provider is told at once",
                    Way.STREAMED,
                    CallerFaultTest::goesBefore),
            new Row(
                    "goes away in mid-stream",
                    "the provider is told at once; what was delivered is metered, marked as an estimate",
                    Way.STREAMED,
                    CallerFaultTest::goesAmid),
            new Row(
                    "goes away while it waits for a whole answer",
                    "the provider is told at once",
                    Way.WHOLE,
                    CallerFaultTest::goesBefore),
            new Row(
                    "stops reading a stream",
                    "the provider can write no more; after `limits.unread` both ends are closed, and what was delivered is"
                            + " metered",
                    Way.STREAMED,
                    CallerFaultTest::stopsReading),
            new Row(
                    "stops reading a whole answer",
                    "after `limits.unread` its connection is closed",
                    Way.WHOLE,
                    CallerFaultTest::leavesAnAnswer));

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private ScriptedUpstream up;
    private TestGateway gateway;

    /// @param way in which the caller asks
    private record Row(String caller, String gateway, Way way, Check check) {}

    private record Ask(Client client, Way way, String model) {}

    private interface Check {
        void run(CallerFaultTest rig, Ask ask) throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        up = new ScriptedUpstream();
        up.answer(request -> {
            String model = FaultCase.asked(request);
            Script script = model == null ? null : scripts.get(model);
            return script == null ? Script.json(404, "{}") : script;
        });
        gateway = TestGateway.start(TestGateway.config(
                List.of(TestGateway.onlySpeaking(
                        "openai-chat", TestGateway.endpoint("up", "openai-compatible", up.url(), Deadlines.NONE))),
                List.of(),
                new Front.Limits(MB, 64 * MB, 64 << 10, UNREAD, Duration.ofSeconds(1))));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        up.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCallerIsBorneAsTheTableSays() {
        List<DynamicTest> cases = new ArrayList<>();
        for (int i = 0; i < ROWS.size(); i++) {
            Row row = ROWS.get(i);
            for (Client client : Client.values()) {
                String model = (client + "-" + i).toLowerCase(Locale.ROOT);
                cases.add(DynamicTest.dynamicTest(
                        row.caller() + ": " + client, () -> row.check().run(this, new Ask(client, row.way(), model))));
            }
        }
        return cases.stream();
    }

    @Test
    void theDocumentShowsTheTable() throws IOException {
        FaultPage.shows(
                "callers",
                List.of("the caller", "the gateway", "cases"),
                ROWS.stream()
                        .map(row -> List.of(row.caller(), row.gateway(), Integer.toString(Client.values().length)))
                        .toList());
    }

    /// A caller who has sent its request.
    private Socket asks(Ask ask) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.gateway().port()));
        byte[] body = ask.client().body("up/" + ask.model(), ask.way()).getBytes(StandardCharsets.UTF_8);
        String head = "POST " + ask.client().path("up%2F" + ask.model(), ask.way()) + " HTTP/1.1\r\nhost: 127.0.0.1\r\n"
                + "content-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    private ScriptedUpstream.Received arrived(String model) {
        while (true) {
            for (ScriptedUpstream.Received each : up.received()) {
                if (model.equals(FaultCase.asked(each))) {
                    return each;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// The receipt of the one request for a model, once there is one.
    private JsonNode receipt(String model) throws Exception {
        URI list = URI.create(
                "http://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/receipts?model=up/" + model);
        while (true) {
            String page = gateway.client()
                    .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                    .body();
            JsonNode id = Objects.requireNonNull(Json.readOrNull(page)).at("/receipts/0/id");
            if (id.isString()) {
                return Objects.requireNonNull(Json.readOrNull(
                        gateway.get("/v1/weir/receipts/" + id.stringValue()).body()));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void goesBefore(Ask ask) throws Exception {
        scripts.put(ask.model(), new Script().hold());
        goes(ask, "");
        assertThat(receipt(ask.model()).path("usage").isObject()).isFalse();
    }

    private void goesAmid(Ask ask) throws Exception {
        scripts.put(ask.model(), FaultCase.begun(40).hold());
        goes(ask, "t39 ");
        JsonNode usage = receipt(ask.model()).path("usage");
        assertThat(usage.path("source").asString("")).isEqualTo("estimated");
        assertThat(usage.at("/output/visible").asLong(0)).isPositive();
    }

    /// Asks, reads up to a word, and closes.
    private void goes(Ask ask, String upTo) throws Exception {
        try (Socket socket = asks(ask)) {
            readUpTo(socket, upTo);
            arrived(ask.model());
        }
        assertThat(arrived(ask.model()).wasCancelled(5_000)).isTrue();
        assertThat(receipt(ask.model()).path("outcome").asString("")).isEqualTo("cancelled");
    }

    private static void readUpTo(Socket socket, String word) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(word) < 0) {
            int next = in.read();
            assertThat(next).as(read.toString()).isNotNegative();
            read.append((char) next);
        }
    }

    private void stopsReading(Ask ask) throws Exception {
        AtomicLong written = new AtomicLong();
        String words = "word ".repeat(2_000);
        scripts.put(
                ask.model(),
                FaultCase.begun(1)
                        .flood(FaultCase.event("{\"content\":\"" + words + "\"}", "null"), OFFERED, written)
                        .hold());
        try (Socket socket = asks(ask)) {
            readUpTo(socket, "t0 ");
            assertThat(arrived(ask.model()).wasCancelled(30_000)).isTrue();
        }
        assertThat(written.get()).isLessThan(TAKEN);
        JsonNode receipt = receipt(ask.model());
        assertThat(receipt.path("outcome").asString("")).isEqualTo("cancelled");
        assertThat(receipt.path("failure").toString()).contains("stopped reading");
        assertThat(receipt.at("/usage/source").asString("")).isEqualTo("estimated");
    }

    private void leavesAnAnswer(Ask ask) throws Exception {
        scripts.put(ask.model(), FaultCase.whole("word ".repeat(4 * MB)));
        try (Socket socket = asks(ask)) {
            readUpTo(socket, "word ");
            untilClosed(socket);
        }
        assertThat(receipt(ask.model()).path("outcome").asString("")).isEqualTo("complete");
    }

    /// Who writes to a connection that was closed at its other end hears of it, read or not.
    private static void untilClosed(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write('\n');
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException closed) {
            // As it was meant to be.
        }
    }
}
