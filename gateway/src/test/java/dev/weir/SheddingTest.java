package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Targets that take only so many requests at once, asked through a running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SheddingTest {
    private static final String CONFIG = """
            providers:
              four: { like: openai-compatible, url: "${UP}/v1", key: k, concurrency: { most: 4, queue: 500, wait: 30s } }
              one: { like: openai-compatible, url: "${UP}/v1", key: k, concurrency: { most: 1, queue: 8, wait: 30s } }
              none: { like: openai-compatible, url: "${UP}/v1", key: k, concurrency: { most: 1, queue: 0 } }
              brief: { like: openai-compatible, url: "${UP}/v1", key: k, concurrency: { most: 1, wait: 20ms } }
              free: { like: openai-compatible, url: "${UP}/v1", key: k }
            models:
              faulty:
                targets: [ four/faulty ]
                retry: { attempts: 2, backoff: 1ms..5ms }
                breaker: { failures: 100%, of-at-least: 1000 }
                timeout: { first-token: 60ms, between-tokens: 60ms, answer: 60ms }
              hedged:
                targets: [ four/hedged, four/spare ]
                hedge: 10ms
                breaker: { failures: 100%, of-at-least: 1000 }
              overflow: { targets: [ one/overflow, free/spill ] }
              bounded: { targets: [ { target: free/bounded, concurrency: 1 }, { target: free/also, concurrency: 1 } ] }
            keys:
              - { name: usual, key: usual }
              - { name: urgent, key: urgent, priority: high }
            """;

    private final Map<String, Function<ScriptedUpstream.Received, Script>> behaviours = new ConcurrentHashMap<>();
    private ScriptedUpstream up;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        up = new ScriptedUpstream();
        up.answer(request -> behaviours
                .getOrDefault(FaultCase.asked(request), _ -> FaultCase.whole("hello"))
                .apply(request));
        gateway = TestGateway.start(CONFIG, folder, up.url());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        up.close();
    }

    private HttpRequest request(String model, String words, String... headers) {
        HttpRequest.Builder request = gateway.request("/v1/chat/completions")
                .header("authorization", "Bearer usual")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + words + "}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static String says(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
    }

    private CompletableFuture<HttpResponse<String>> ask(String model, String words, String... headers) {
        return gateway.client().sendAsync(request(model, words, headers), BodyHandlers.ofString());
    }

    /// The places of a target, as an operator sees them.
    private JsonNode places(String target) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/health");
        String health = gateway.client()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
        for (JsonNode row : Objects.requireNonNull(Json.readOrNull(health)).path("targets")) {
            if (row.path("target").asString().equals(target)) {
                return row.path("places");
            }
        }
        return Json.object();
    }

    private void until(String target, String what, int number) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (places(target).path(what).asInt(0) != number) {
            assertThat(System.nanoTime()).as(what + " at " + target).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /// A good answer, once somebody says so.
    private static Script later(CountDownLatch go) {
        return new Script().await(go).then(FaultCase.whole("hello"));
    }

    @Test
    void theUpstreamNeverHasMoreRequestsThanItTakesAndAllAreAnswered() throws Exception {
        // What other tests have left may still be on its way there.
        assertThat(up.isIdleWithin(20)).isTrue();
        up.countOnly(request -> "m".equals(FaultCase.asked(request)));
        behaviours.put("m", request -> {
            Script good = request.text().contains("\"stream\":true") ? FaultCase.begun(3) : null;
            return good == null
                    ? new Script().pause(2).then(FaultCase.whole("hello"))
                    : good.pause(2).last(FaultCase.end());
        });
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(ask("four/m", says("hi") + (i % 2 == 0 ? "" : ",\"stream\":true")));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> seen = answer.get(30, TimeUnit.SECONDS);
            assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
            assertThat(seen.body()).containsAnyOf("hello", "[DONE]");
        }
        assertThat(up.mostAtOnce())
                .as(() -> "requests for "
                        + up.received().stream()
                                .map(FaultCase::asked)
                                .distinct()
                                .toList())
                .isEqualTo(4);
        until("four/m", "taken", 0);
        assertThat(places("four/m").path("waiting").asInt()).isZero();
    }

    /// What a provider may do to an attempt, each with a place taken.
    private static Script fault(int number, boolean streamed) {
        return switch (number % 9) {
            case 0 -> Script.json(503, "{\"error\":{\"message\":\"down\"}}");
            case 1 -> Script.json(429, "{\"error\":{\"message\":\"slow down\"}}");
            case 2 -> new Script().reset();
            case 3 -> new Script().hold();
            case 4 -> FaultCase.begun(5).close();
            case 5 -> FaultCase.begun(5).hold();
            case 6 -> Script.json(400, "{\"error\":{\"message\":\"no\"}}");
            case 7 -> Script.json(200, "{\"error\":{\"message\":\"odd\",\"code\":503}}");
            default -> streamed ? FaultCase.begun(60).chunk(FaultCase.end()).last() : FaultCase.whole("hello");
        };
    }

    @Test
    void noFaultKeepsAPlace() throws Exception {
        AtomicInteger number = new AtomicInteger();
        behaviours.put(
                "faulty",
                request -> fault(number.getAndIncrement(), request.text().contains("\"stream\":true")));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            answers.add(ask("faulty", says("hi") + (i % 2 == 0 ? "" : ",\"stream\":true")));
            if (i % 10 == 9) {
                // A caller who goes away, wherever its request is now.
                answers.removeLast().cancel(true);
            }
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isIn(200, 400, 429, 502, 503, 504);
        }
        until("four/faulty", "taken", 0);
        until("four/faulty", "waiting", 0);
    }

    @Test
    void aHedgeGivesBothPlacesBack() throws Exception {
        behaviours.put("hedged", _ -> Script.stream().hold());
        behaviours.put("spare", _ -> FaultCase.begun(60).chunk(FaultCase.end()).last());
        HttpResponse<String> answer =
                ask("hedged", says("hi") + ",\"stream\":true").get(20, TimeUnit.SECONDS);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("four/spare");
        until("four/hedged", "taken", 0);
        until("four/spare", "taken", 0);
    }

    @Test
    void theMoreUrgentComeFirstAndEqualsInTheirOrder() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("line", _ -> later(go));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        answers.add(ask("one/line", says("first")));
        until("one/line", "taken", 1);
        String[][] others = {
            {"low", "x-weir-priority", "low"},
            {"normal-1"},
            {"key-high", "authorization", "Bearer urgent"},
            {"high", "x-weir-priority", "high"},
            {"normal-2", "authorization", "Bearer urgent", "x-weir-priority", "normal"},
        };
        int waiting = 0;
        for (String[] other : others) {
            answers.add(ask(
                    "one/line",
                    says(other[0]),
                    List.of(other).subList(1, other.length).toArray(String[]::new)));
            until("one/line", "waiting", ++waiting);
        }
        go.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(up.received().stream()
                        .map(ScriptedUpstream.Received::text)
                        .filter(text -> text.contains("\"line\"")))
                .satisfiesExactly(
                        text -> assertThat(text).contains("\"first\""),
                        text -> assertThat(text).contains("\"key-high\""),
                        text -> assertThat(text).contains("\"high\""),
                        text -> assertThat(text).contains("\"normal-1\""),
                        text -> assertThat(text).contains("\"normal-2\""),
                        text -> assertThat(text).contains("\"low\""));
        assertThat(receipt(answers.get(1).get())).contains("\"queued_ms\":", "ms in its queue");
    }

    private String receipt(HttpResponse<?> answer) throws Exception {
        String id = answer.headers().firstValue("x-weir-request-id").orElseThrow();
        return gateway.client()
                .send(
                        gateway.request("/v1/weir/receipts/" + id)
                                .header("authorization", "Bearer usual")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Test
    void theMoreUrgentTakesThePlaceOfOneWhoWaits() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("push", _ -> later(go));
        var holder = ask("one/push", says("first"));
        until("one/push", "taken", 1);
        List<CompletableFuture<HttpResponse<String>>> low = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            low.add(ask("one/push", says("low"), "x-weir-priority", "low"));
            until("one/push", "waiting", i);
        }
        var high = ask("one/push", says("high"), "x-weir-priority", "high");
        HttpResponse<String> pushed = low.getLast().get(20, TimeUnit.SECONDS);
        assertThat(pushed.statusCode()).isEqualTo(429);
        assertThat(pushed.body()).contains("somebody more urgent");
        go.countDown();
        assertThat(high.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(holder.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aFullTargetIsNoFailureAndTheNextIsAskedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("overflow", _ -> later(go));
        var first = ask("overflow", says("hi"));
        until("one/overflow", "taken", 1);
        HttpResponse<String> second = ask("overflow", says("hi")).get(20, TimeUnit.SECONDS);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-weir-target")).contains("free/spill");
        assertThat(second.headers().firstValue("x-weir-attempts")).contains("1");
        assertThat(receipt(second)).contains("one/overflow is full", "\"left_out\":[{\"target\":\"one/overflow\"");
        go.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).headers().firstValue("x-weir-target"))
                .contains("one/overflow");
    }

    @ParameterizedTest
    @EnumSource(FaultCase.Client.class)
    void withNowhereToGoItIsAnHonest429InTheCallersDialect(FaultCase.Client client) throws Exception {
        for (FaultCase.Way way : FaultCase.Way.values()) {
            CountDownLatch go = new CountDownLatch(1);
            String model = "full-" + client + "-" + way;
            behaviours.put(model, _ -> later(go));
            var inside = ask("none/" + model, says("hi"));
            until("none/" + model, "taken", 1);
            HttpResponse<String> answer = gateway.client()
                    .send(
                            gateway.request(client.path("none%2F" + model, way))
                                    .header("authorization", "Bearer usual")
                                    .POST(HttpRequest.BodyPublishers.ofString(client.body("none/" + model, way)))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
            assertThat(answer.headers().firstValueAsLong("retry-after")).hasValue(1);
            assertThat(answer.body())
                    .contains("none/" + model + " is full: 1 of 1 under way, 0 wait", "Try again in 1 s");
            assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
            assertThat(places("none/" + model).path("refused").asInt()).isEqualTo(1);
            go.countDown();
            assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoWaitsTooLongIsTurnedAway() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("patience", _ -> later(go));
        var inside = ask("brief/patience", says("hi"));
        until("brief/patience", "taken", 1);
        HttpResponse<String> answer = ask("brief/patience", says("hi")).get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("no place was free within");
        assertThat(receipt(answer)).contains("\"queued_ms\":", "\"kind\":\"rate_limited\"");
        go.countDown();
        assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void theCallersDeadlineEndsTheWait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("deadline", _ -> later(go));
        var inside = ask("one/deadline", says("hi"));
        until("one/deadline", "taken", 1);
        HttpResponse<String> answer =
                ask("one/deadline", says("hi"), "x-weir-deadline", "50ms").get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("before the deadline");
        assertThat(places("one/deadline").path("waiting").asInt()).isZero();
        go.countDown();
        assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallerWhoGoesAwayLeavesTheQueueAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("gone", _ -> later(go));
        var inside = ask("one/gone", says("hi"));
        until("one/gone", "taken", 1);
        var impatient = ask("one/gone", says("hi"));
        until("one/gone", "waiting", 1);
        impatient.cancel(true);
        until("one/gone", "waiting", 0);
        go.countDown();
        assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        until("one/gone", "taken", 0);
    }

    @Test
    void targetsOfOneModelAreBoundedEachAndThePlanSaysSo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        behaviours.put("bounded", _ -> later(go));
        behaviours.put("also", _ -> later(go));
        var first = ask("bounded", says("hi"));
        until("free/bounded", "taken", 1);
        var second = ask("bounded", says("hi"));
        until("free/also", "taken", 1);
        var third = ask("bounded", says("hi"));
        until("free/bounded", "waiting", 1);
        URI explain = URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/explain");
        String plan = gateway.client()
                .send(
                        HttpRequest.newBuilder(explain)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"bounded\"}"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        assertThat(plan).contains("1 of 1 under way, 1 wait", "1 of 1 under way, 0 wait");
        go.countDown();
        for (var answer : List.of(first, second, third)) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPriorityThatNobodyKnowsIsRefused() throws Exception {
        HttpResponse<String> answer =
                ask("one/word", says("hi"), "x-weir-priority", "hgih").get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("x-weir-priority", "low, normal or high");
    }
}
