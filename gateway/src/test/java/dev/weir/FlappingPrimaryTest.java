package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Secret;
import dev.weir.chat.Care;
import dev.weir.flow.Backoff;
import dev.weir.flow.BreakerRules;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Breakers, probes, several keys and hedges, seen from both sides of a running gateway.
@Tag("slow")
class FlappingPrimaryTest {
    private static final BreakerRules QUICK = BreakerRules.USUAL
            .probing(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(20))
            .ramping(Duration.ofMillis(50));

    private ScriptedUpstream primary;
    private ScriptedUpstream spare;

    @BeforeEach
    void start() throws Exception {
        primary = new ScriptedUpstream();
        spare = new ScriptedUpstream();
    }

    @AfterEach
    void stop() throws Exception {
        primary.close();
        spare.close();
    }

    private TestGateway gateway(Endpoint first, Duration hedge) throws Exception {
        Endpoint second = TestGateway.endpoint("spare", "openai-compatible", spare.url());
        Resilience resilience = new Resilience(
                2,
                new Backoff(Duration.ofMillis(2), Duration.ofMillis(5)),
                QUICK,
                Resilience.USUAL.causes(),
                Resilience.Rescue.AUTO,
                hedge.isZero() ? null : hedge);
        return TestGateway.start(
                List.of(first, second),
                List.of(
                        model("both", resilience, new Target(first, "m"), new Target(second, "n")),
                        model("alone", resilience, new Target(first, "m"))));
    }

    private static VirtualModel model(String name, Resilience resilience, Target... targets) {
        return new VirtualModel(name, List.of(targets), Deadlines.NONE, Care.USUAL, resilience);
    }

    private Endpoint first() {
        return TestGateway.endpoint("up", "openai-compatible", primary.url());
    }

    private static HttpResponse<String> ask(TestGateway gateway) throws Exception {
        return gateway.chat("{\"model\":\"both\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private static boolean isProbe(ScriptedUpstream.Received request) {
        return request.text().contains("\"ping\"");
    }

    @Test
    void noCallerSeesAnOutageOrWaitsForAProbeAndTrafficComesBack() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        CountDownLatch probed = new CountDownLatch(3);
        Script good = FaultCase.whole("hello");
        primary.answer(request -> {
            if (isProbe(request)) {
                probed.countDown();
            }
            return down.get() ? Script.json(503, "{\"error\":{\"message\":\"down\"}}") : good;
        });
        spare.answer(good);
        try (TestGateway gateway = gateway(first(), Duration.ZERO)) {
            for (int i = 0; i < 200; i++) {
                assertThat(ask(gateway).statusCode()).isEqualTo(200);
            }
            long calls = primary.received().stream()
                    .filter(request -> !isProbe(request))
                    .count();
            assertThat(calls).as("requests of callers to a target that is down").isBetween(5L, 8L);
            assertThat(probed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(admin(gateway, "/admin/v1/health")).contains("\"state\":\"open\"", "\"why\":\"");
            assertThat(admin(gateway, "/metrics")).contains("weir_target_open{target=\"up/m\"");
            down.set(false);
            String target = "";
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            int back = 0;
            while (back < 20 && System.nanoTime() < until) {
                HttpResponse<String> answer = ask(gateway);
                assertThat(answer.statusCode()).isEqualTo(200);
                target = answer.headers().firstValue("x-weir-target").orElse("");
                back = target.equals("up/m") ? back + 1 : 0;
            }
            assertThat(target).isEqualTo("up/m");
            assertThat(admin(gateway, "/admin/v1/health")).contains("\"state\":\"closed\"");
        }
    }

    private static String admin(TestGateway gateway, String path) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + path);
        return gateway.client()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aStormAddsAFifthAndTenASecondToADeadTargetAndNoMore() throws Exception {
        primary.answer(Script.json(503, "{\"error\":{\"message\":\"down\"}}"));
        try (TestGateway gateway = gateway(first(), Duration.ZERO)) {
            long begun = System.nanoTime();
            int requests = 300;
            for (int i = 0; i < requests; i++) {
                gateway.chat("{\"model\":\"alone\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;
            long asked = primary.received().stream()
                    .filter(request -> !isProbe(request))
                    .count();
            assertThat(asked).isBetween((long) requests, requests + requests / 5 + 10 * (seconds + 1));
        }
    }

    @Test
    void aKeyThatIsRefusedIsLeftOutAndAnotherIsUsed() throws Exception {
        primary.answer(request -> "Bearer bad".equals(request.headers().get("authorization"))
                ? Script.json(401, "{\"error\":{\"message\":\"no\"}}")
                : FaultCase.whole("hello"));
        try (TestGateway gateway = gateway(keyed("bad", "good"), Duration.ZERO)) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = ask(gateway);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-weir-target")).contains("up/m");
            }
        }
        assertThat(primary.received().stream()
                        .filter(request -> "Bearer bad".equals(request.headers().get("authorization"))))
                .hasSize(1);
        assertThat(spare.received()).isEmpty();
    }

    @Test
    void aKeyThatIsLimitedRestsWhileAnotherWorks() throws Exception {
        primary.answer(request -> "Bearer busy".equals(request.headers().get("authorization"))
                ? Script.reply(429, Map.of("content-type", "application/json", "retry-after", "60"), new byte[0])
                : FaultCase.whole("hello"));
        try (TestGateway gateway = gateway(keyed("busy", "free"), Duration.ZERO)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway).statusCode()).isEqualTo(200);
            }
        }
        assertThat(primary.received()).hasSize(6);
        assertThat(spare.received()).isEmpty();
    }

    @Test
    void whenEveryKeyIsRefusedItIsOurFault() throws Exception {
        primary.answer(Script.json(403, "{\"error\":{\"message\":\"no\"}}"));
        spare.answer(Script.json(401, "{\"error\":{\"message\":\"no\"}}"));
        try (TestGateway gateway = gateway(keyed("a", "b"), Duration.ZERO)) {
            HttpResponse<String> answer = ask(gateway);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("provider_auth_failed");
        }
        assertThat(primary.received()).hasSize(2);
    }

    private Endpoint keyed(String... keys) {
        Endpoint plain = first();
        List<Credential> credentials = credentials(keys);
        return new Endpoint(
                plain.id(),
                plain.names(),
                plain.row(),
                plain.doors().stream().map(door -> door.with(credentials)).toList(),
                plain.models(),
                plain.region(),
                plain.deadlines());
    }

    private static List<Credential> credentials(String... keys) {
        return Arrays.stream(keys)
                .<Credential>map(key -> new Credential.Header("authorization", new Secret("Bearer " + key)))
                .toList();
    }

    @Test
    void aHedgeAnswersForASlowTargetWhichIsThenCancelled() throws Exception {
        primary.answer(Script.stream().hold());
        spare.answer(FaultCase.begun(60).chunk(FaultCase.end()).last());
        try (TestGateway gateway = gateway(first(), Duration.ofMillis(50))) {
            HttpResponse<String> answer = gateway.chat(
                    "{\"model\":\"both\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(answer.body()).contains("t59", "[DONE]");
            assertThat(answer.headers().firstValue("x-weir-target")).contains("spare/n");
            assertThat(primary.last().wasCancelled(5_000)).isTrue();
            assertThat(gateway.receipt(answer)).contains("hedge", "cancelled", "\"outcome\":\"complete\"");
        }
    }
}
