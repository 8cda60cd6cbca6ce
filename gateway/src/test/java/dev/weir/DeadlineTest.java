package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Client;
import dev.weir.FaultCase.Way;
import dev.weir.catalog.Endpoint;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The limits of an exchange, as configured and as a caller tightens them, through the running gateway. Wherever a
/// limit must not be the one that passes, it is a minute.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class DeadlineTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration QUICK = Duration.ofMillis(300);
    private static final Deadlines PATIENT = new Deadlines(LONG, LONG, LONG, LONG, LONG);

    private final List<Socket> crowd = new ArrayList<>();
    private ServerSocket crowded;
    private ScriptedUpstream up;
    private ScriptedUpstream spare;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        up = new ScriptedUpstream();
        spare = new ScriptedUpstream();
        Endpoint primary = endpoint("up", up.url(), PATIENT);
        Endpoint fallback = endpoint("spare", spare.url(), PATIENT);
        crowded = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        crowd();
        Deadlines connect = new Deadlines(QUICK, LONG, LONG, LONG, LONG);
        Endpoint full = endpoint("full", "http://127.0.0.1:" + crowded.getLocalPort(), connect);
        List<VirtualModel> models = new ArrayList<>();
        for (Client client : Client.values()) {
            Target target = new Target(primary, "m-" + client);
            Target other = new Target(fallback, "n-" + client);
            models.add(TestGateway.virtual("patient-" + client, PATIENT, target, other));
            models.add(TestGateway.virtual(
                    "total-" + client, new Deadlines(LONG, LONG, LONG, LONG, QUICK), target, other));
            models.add(TestGateway.virtual("connect-" + client, connect, new Target(full, "f-" + client), other));
            models.add(TestGateway.virtual(
                    "answer-" + client,
                    new Deadlines(LONG, LONG, LONG, QUICK, LONG),
                    new Target(primary, "a-" + client),
                    other));
            models.add(TestGateway.virtual(
                    "between-" + client,
                    new Deadlines(LONG, LONG, QUICK, LONG, LONG),
                    new Target(primary, "b-" + client),
                    other));
        }
        gateway = TestGateway.start(List.of(primary, fallback, full), models);
    }

    private static Endpoint endpoint(String id, String url, Deadlines deadlines) {
        return TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint(id, "openai-compatible", url, deadlines));
    }

    /// Nobody accepts there, and the queue is full: who connects now hears nothing.
    private void crowd() throws IOException {
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(crowded.getInetAddress(), crowded.getLocalPort()), 200);
                crowd.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return;
            }
        }
    }

    @BeforeEach
    void forget() {
        up.forget();
        spare.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        up.close();
        spare.close();
        for (Socket socket : crowd) {
            socket.close();
        }
        crowded.close();
    }

    private HttpResponse<String> ask(Client client, Way way, String model, Map<String, String> headers)
            throws Exception {
        var request = gateway.request(client.path(model, way)).header("content-type", "application/json");
        headers.forEach(request::header);
        return gateway.client()
                .send(
                        request.POST(BodyPublishers.ofString(client.body(model, way)))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static Script good(Way way) {
        return way == Way.WHOLE
                ? FaultCase.whole(FaultCase.all())
                : FaultCase.begun(60).chunk(FaultCase.end()).last();
    }

    private static void isAnswered(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("t59");
        assertThat(answer.headers().firstValue("x-weir-target").orElse("")).startsWith("spare/");
    }

    private static void isTimedOut(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        assertThat(answer.body()).contains("within");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    }

    /// More often than a breaker bears for one kind of client, so that it shows whether the target is blamed.
    private static int times(Client client) {
        return client == Client.OPENAI_CHAT ? 6 : 1;
    }

    @ParameterizedTest
    @EnumSource
    void aCallersFirstTokenLimitMovesOnAndIsNotHeldAgainstTheTarget(Client client) throws Exception {
        up.answer(Script.stream().hold());
        spare.answer(good(Way.STREAMED));
        for (int i = 0; i < times(client); i++) {
            isAnswered(ask(client, Way.STREAMED, "patient-" + client, Map.of("x-weir-first-token", "400ms")));
        }
        assertThat(up.received()).hasSize(times(client)).allMatch(DeadlineTest::isCancelled);
        up.answer(good(Way.STREAMED));
        HttpResponse<String> answer = ask(client, Way.STREAMED, "patient-" + client, Map.of());
        assertThat(answer.headers().firstValue("x-weir-target")).contains("up/m-" + client);
    }

    private static boolean isCancelled(ScriptedUpstream.Received request) {
        try {
            return request.wasCancelled(5_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallersDeadlineEndsTheRequestAndIsNotHeldAgainstTheTarget(Client client) throws Exception {
        for (Way way : Way.values()) {
            up.answer(new Script().hold());
            for (int i = 0; i < times(client); i++) {
                isTimedOut(ask(client, way, "patient-" + client, Map.of("x-weir-deadline", "300ms")));
            }
            assertThat(up.received()).hasSize(times(client)).allMatch(DeadlineTest::isCancelled);
            assertThat(spare.received()).isEmpty();
            up.answer(good(way));
            assertThat(ask(client, way, "patient-" + client, Map.of()).headers().firstValue("x-weir-target"))
                    .contains("up/m-" + client);
            up.forget();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallersDeadlineEndsAStreamInTheMiddleInATypedError(Client client) throws Exception {
        up.answer(FaultCase.begun(3).hold());
        HttpResponse<String> answer =
                ask(client, Way.STREAMED, "patient-" + client, Map.of("x-weir-deadline", "300ms"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("t2 ", "error", "did not finish within");
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"failed\"", "\"source\":\"estimated\"");
    }

    @ParameterizedTest
    @EnumSource
    void theTotalHoldsForAllAttemptsTogether(Client client) throws Exception {
        up.answer(new Script().hold());
        for (Way way : Way.values()) {
            isTimedOut(ask(client, way, "total-" + client, Map.of()));
        }
        assertThat(spare.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatAcceptsNoConnectionIsLeftWhenTheConnectLimitPasses(Client client) throws Exception {
        for (Way way : Way.values()) {
            spare.answer(good(way));
            HttpResponse<String> answer = ask(client, way, "connect-" + client, Map.of());
            isAnswered(answer);
            assertThat(gateway.receipt(answer)).contains("within the connect limit");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerHasALimitOfItsOwn(Client client) throws Exception {
        up.answer(new Script().hold());
        spare.answer(good(Way.WHOLE));
        isAnswered(ask(client, Way.WHOLE, "answer-" + client, Map.of()));
        assertThat(up.received()).hasSize(1).allMatch(DeadlineTest::isCancelled);
    }

    @ParameterizedTest
    @EnumSource
    void betweenTokensALimitPassesThoughBytesCome(Client client) throws Exception {
        Script script = FaultCase.begun(20);
        for (int i = 0; i < 40; i++) {
            script.chunk(": still there\n\n").pause(50);
        }
        up.answer(script.hold());
        spare.answer(good(Way.STREAMED));
        HttpResponse<String> answer = ask(client, Way.STREAMED, "between-" + client, Map.of());
        assertThat(answer.body()).contains("t19", "t59");
        assertThat(gateway.receipt(answer)).contains("sent nothing more", "rescue by restart");
        assertThat(up.received()).hasSize(1).allMatch(DeadlineTest::isCancelled);
    }
}
