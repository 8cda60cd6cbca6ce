package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Care;
import dev.weir.flow.Backoff;
import dev.weir.flow.BreakerRules;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// A primary that is down under load, and a storm of requests on a target that has no other.
class OutageTest {
    private static final Script DOWN = Script.json(503, "{\"error\":{\"message\":\"down\"}}");

    /// @param rate requests a second
    /// @param before, down how long the primary is well, and then is not
    /// @param back longest until the traffic is back
    /// @param backoff between tries on one target
    record Outage(int rate, Duration before, Duration down, Duration back, Backoff backoff, BreakerRules rules) {}

    /// @param sent when, in nanoseconds
    /// @param target that answered
    record Answer(long sent, long took, int status, boolean complete, String target) {}

    private static boolean isProbe(ScriptedUpstream.Received request) {
        return request.text().contains("\"ping\"");
    }

    private static VirtualModel model(String name, Resilience resilience, Target... targets) {
        return new VirtualModel(name, List.of(targets), Deadlines.NONE, Care.USUAL, resilience);
    }

    private static Resilience resilience(Backoff backoff, BreakerRules rules) {
        return new Resilience(
                2, backoff, rules, Resilience.USUAL.causes(), Resilience.USUAL.rescue(), Resilience.USUAL.hedge());
    }

    @Test
    @Tag("slow")
    void nobodySeesAShortOutage(TestReporter reporter) throws Exception {
        BreakerRules quick = BreakerRules.USUAL
                .probing(Duration.ofMillis(250), Duration.ofMillis(750), Duration.ofMillis(50))
                .ramping(Duration.ofMillis(150));
        live(
                new Outage(
                        100,
                        Duration.ofMillis(300),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        new Backoff(Duration.ofMillis(10), Duration.ofMillis(40)),
                        quick),
                reporter);
    }

    @Test
    @Tag("long")
    void nobodySeesAMinutesOutage(TestReporter reporter) throws Exception {
        live(
                new Outage(
                        100,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Backoff.USUAL,
                        BreakerRules.USUAL),
                reporter);
    }

    /// Half of the requests are streamed, and half of the failures are resets.
    private static void live(Outage outage, TestReporter reporter) throws Exception {
        try (ScriptedUpstream primary = new ScriptedUpstream();
                ScriptedUpstream spare = new ScriptedUpstream()) {
            AtomicReference<Boolean> down = new AtomicReference<>(false);
            AtomicInteger number = new AtomicInteger();
            primary.answer(request ->
                    down.get() ? number.getAndIncrement() % 2 == 0 ? DOWN : new Script().reset() : good(request));
            spare.answer(OutageTest::good);
            Endpoint first = TestGateway.endpoint("up", "openai-compatible", primary.url());
            Endpoint second = TestGateway.endpoint("spare", "openai-compatible", spare.url());
            Resilience resilience = resilience(outage.backoff(), outage.rules());
            try (TestGateway gateway = TestGateway.start(
                    List.of(first, second),
                    List.of(model("both", resilience, new Target(first, "m"), new Target(second, "n"))))) {
                long begun = System.nanoTime();
                long fails = begun + outage.before().toNanos();
                long mends = fails + outage.down().toNanos();
                Queue<Answer> answers = new ConcurrentLinkedQueue<>();
                AtomicLong back = new AtomicLong(Long.MAX_VALUE);
                load(gateway, outage, answers, now -> {
                    down.set(now >= fails && now < mends);
                    return now < mends + outage.back().toNanos() && !isBack(answers, mends, outage.rate(), back);
                });
                judge(outage, primary, List.copyOf(answers), fails, mends, back.get(), reporter);
            }
        }
    }

    private static Script good(ScriptedUpstream.Received request) {
        return request.text().contains("\"stream\":true")
                ? FaultCase.begun(3).chunk(FaultCase.end()).last()
                : FaultCase.whole("hello");
    }

    /// Asked before each request, with the time: whether to go on.
    @FunctionalInterface
    interface GoOn {
        boolean at(long now);
    }

    private static void load(TestGateway gateway, Outage outage, Queue<Answer> answers, GoOn goOn) throws Exception {
        long period = TimeUnit.SECONDS.toNanos(1) / outage.rate();
        List<CompletableFuture<?>> under = new ArrayList<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        AtomicInteger number = new AtomicInteger();
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            var _ = clock.scheduleAtFixedRate(
                    () -> {
                        if (goOn.at(System.nanoTime())) {
                            under.add(ask(gateway, "both", number.getAndIncrement() % 2 == 0)
                                    .thenAccept(answers::add));
                        } else {
                            over.complete(null);
                            clock.shutdown();
                        }
                    },
                    0,
                    period,
                    TimeUnit.NANOSECONDS);
            over.get(10, TimeUnit.MINUTES);
        }
        CompletableFuture.allOf(under.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Answer> ask(TestGateway gateway, String model, boolean streamed) {
        long sent = System.nanoTime();
        HttpRequest request = gateway.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                                + (streamed ? ",\"stream\":true" : "") + "}"))
                .build();
        return gateway.client()
                .sendAsync(request, BodyHandlers.ofString())
                .thenApply(answer -> new Answer(
                        sent,
                        System.nanoTime() - sent,
                        answer.statusCode(),
                        answer.body().contains(streamed ? "[DONE]" : "hello"),
                        target(answer)));
    }

    private static String target(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-weir-target").orElse("");
    }

    /// Whether a second's requests in a row were all answered by the primary.
    private static boolean isBack(Queue<Answer> answers, long since, int wanted, AtomicLong back) {
        int row = 0;
        long first = 0;
        for (Answer answer : answers) {
            if (answer.sent() < since || !answer.target().equals("up/m")) {
                row = 0;
            } else {
                first = row++ == 0 ? answer.sent() : first;
            }
        }
        if (row >= wanted) {
            back.set(first - since);
        }
        return row >= wanted;
    }

    private static void judge(
            Outage outage,
            ScriptedUpstream primary,
            List<Answer> answers,
            long fails,
            long mends,
            long back,
            TestReporter reporter) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
        });
        List<ScriptedUpstream.Received> during = primary.received().stream()
                .filter(request -> request.at() >= fails && request.at() < mends)
                .toList();
        long probes = during.stream().filter(OutageTest::isProbe).count();
        long least = outage.rules().probeAfter().toNanos();
        assertThat(probes)
                .as("probes while it was down")
                .isBetween(1L, outage.down().toNanos() / least);
        assertThat(during.size() - probes)
                .as("requests that met the outage")
                .isLessThan(outage.rate() / 2L + BreakerRules.USUAL.least());
        assertThat(back)
                .as("back within, after the end")
                .isLessThan(outage.back().toNanos());
        List<Long> took = answers.stream().map(Answer::took).sorted().toList();
        reporter.publishEntry(
                "outage",
                String.format(
                        Locale.ROOT,
                        "%d requests, 0 errors, %d met the outage, %d probes in %d s, back after %.2f s, median %.2f ms,"
                                + " 99th percentile %.2f ms, slowest %.2f ms",
                        answers.size(),
                        during.size() - probes,
                        probes,
                        outage.down().toSeconds(),
                        back / 1e9,
                        took.get(took.size() / 2) / 1e6,
                        took.get(took.size() * 99 / 100) / 1e6,
                        took.getLast() / 1e6));
    }

    @Test
    void aStormAddsAFifthAndTenASecond(TestReporter reporter) throws Exception {
        storm(1_000, reporter);
    }

    @Test
    @Tag("long")
    void aStormOfTenThousandAddsAFifthAndTenASecond(TestReporter reporter) throws Exception {
        storm(10_000, reporter);
    }

    private static void storm(int requests, TestReporter reporter) throws Exception {
        try (ScriptedUpstream primary = new ScriptedUpstream()) {
            AtomicInteger asked = new AtomicInteger();
            primary.answer(request -> {
                asked.addAndGet(isProbe(request) ? 0 : 1);
                return DOWN;
            });
            Endpoint only = TestGateway.endpoint("up", "openai-compatible", primary.url());
            Resilience eager = new Resilience(
                    5,
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)),
                    BreakerRules.USUAL,
                    Resilience.USUAL.causes(),
                    Resilience.USUAL.rescue(),
                    null);
            try (TestGateway gateway =
                    TestGateway.start(List.of(only), List.of(model("alone", eager, new Target(only, "m"))))) {
                Semaphore atOnce = new Semaphore(64);
                List<CompletableFuture<Answer>> answers = new ArrayList<>();
                long begun = System.nanoTime();
                for (int i = 0; i < requests; i++) {
                    atOnce.acquire();
                    CompletableFuture<Answer> answer = ask(gateway, "alone", i % 2 == 0);
                    answers.add(answer.whenComplete((_, _) -> atOnce.release()));
                }
                for (CompletableFuture<Answer> answer : answers) {
                    assertThat(answer.get(60, TimeUnit.SECONDS).status()).isIn(503, 529);
                }
                long nanos = System.nanoTime() - begun;
                long retries = (long) asked.get() - requests;
                assertThat(retries)
                        .as("tries beyond the first")
                        .isBetween(requests / 20L, requests / 5L + 10L * (TimeUnit.NANOSECONDS.toSeconds(nanos) + 2));
                reporter.publishEntry(
                        "storm",
                        String.format(
                                Locale.ROOT,
                                "%d requests in %.1f s, %d retries (%.1f %%)",
                                requests,
                                nanos / 1e9,
                                retries,
                                100.0 * retries / requests));
            }
        }
    }
}
