package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    private static final Machine MACHINE = new Machine("cpu", 2, "kernel", "jdk", "nginx", "wrk", "commit");

    @Test
    void cpuTimeIsReadBehindWhateverTheProcessIsCalled() {
        assertThat(ProcessFigures.ticks("7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 250 31 9 9 20 0 1 0 100"))
                .isEqualTo(281);
    }

    @Test
    void processThatHasEndedCostsNothing() {
        assertThat(ProcessFigures.ticks("")).isZero();
        assertThat(ProcessFigures.residentKib("")).isZero();
    }

    @Test
    void residentMemoryIsTheKernelsFigure() {
        assertThat(ProcessFigures.residentKib("Name:\tjava\nVmHWM:\t  99 kB\nVmRSS:\t  12345 kB\nRssAnon:\t 1 kB\n"))
                .isEqualTo(12_345);
    }

    @Test
    void resultOfWrkIsFoundInItsOutput() throws IOException {
        var result = Wrk.parse("""
                Running 1s test
                  12 requests in 1.0s
                weir-bench-result {"requests":12,"micros":2000000,"p50":1500,"p99":9000,"errors":1}
                """);
        assertThat(result)
                .isEqualTo(new Wrk.Result(
                        12, Duration.ofSeconds(2), Duration.ofNanos(1_500_000), Duration.ofMillis(9), 1));
        assertThat(result.perSecond()).isEqualTo(6);
    }

    @Test
    void outputWithoutAResultIsAnErrorThatShowsIt() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to connect");
    }

    @Test
    void spreadIsTheMiddleAndTheEnds() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0)).text(1)).isEqualTo("2.5 (1.0–4.0)");
    }

    @Test
    void weirIsComparedWithTheNginxOfTheSameRound() {
        var outcome = outcome(List.of(
                sample(Lane.PLAIN, Target.NGINX, 1, 10),
                sample(Lane.PLAIN, Target.NGINX, 2, 40),
                sample(Lane.PLAIN, Target.WEIR, 1, 19),
                sample(Lane.PLAIN, Target.WEIR, 2, 80),
                sample(Lane.CROSS, Target.WEIR, 1, 31),
                sample(Lane.CROSS, Target.WEIR, 2, 124)));
        assertThat(outcome.verdicts())
                .containsExactly(
                        new Outcome.Verdict(Lane.PLAIN, new Spread(1.95, 1.9, 2.0), true),
                        new Outcome.Verdict(Lane.CROSS, new Spread(3.1, 3.1, 3.1), false));
        assertThat(Report.markdown(outcome)).contains("≤ 2.0 | met").contains("**not met**");
    }

    @Test
    void withoutNginxThereIsNoVerdict() {
        assertThat(outcome(List.of(sample(Lane.PLAIN, Target.WEIR, 1, 19))).verdicts())
                .isEmpty();
    }

    @Test
    void excessIsWhatTheFirstRequestsCostOverTheSteadyPrice() {
        var warmup = new Warmup(Lane.PLAIN, Target.WEIR, List.of(600.0, 100.0));
        assertThat(warmup.excessSeconds(100)).isCloseTo(1.0, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void requestIsJsonOfAThirdOfAKilobyte(Lane lane) {
        String request = Canned.request(lane);
        assertThat(request.length()).isBetween(280, 420);
        assertThat(JsonMapper.shared().readTree(request).path("model").asString())
                .startsWith(lane.provider() + "/");
    }

    @Test
    void plainAnswersAreJsonOfAboutAKilobyte() {
        for (String answer : List.of(Canned.openAiAnswer(), Canned.anthropicAnswer())) {
            assertThat(answer.length()).isBetween(700, 1_100);
            assertThat(answer).as("stands in a configuration of nginx").doesNotContain("$", "'");
            assertThat(JsonMapper.shared().readTree(answer).isObject()).isTrue();
        }
    }

    @Test
    void upstreamStreamsEveryEventAndKeepsTheConnection() throws Exception {
        try (var upstream = new StreamUpstream(Pace.BURST);
                var exchange = new Exchange(upstream.port())) {
            byte[] request = Exchange.request(Canned.request(Lane.STREAM));
            for (int i = 0; i < 3; i++) {
                var answer = exchange.send(request);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().split("\n\n", 0)).hasSize(Canned.EVENTS);
                assertThat(answer.body()).endsWith("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void anthropicStreamIsAsLong() {
        assertThat(Canned.anthropicStream()).hasSize(Canned.EVENTS);
    }

    private static Sample sample(Lane lane, Target target, int round, double cpuMicros) {
        return new Sample(lane, target, round, 100, 10, cpuMicros, 1, 2, 0);
    }

    private static Outcome outcome(List<Sample> samples) {
        var setup = new Setup(
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                List.of(Lane.PLAIN, Lane.CROSS),
                List.of(),
                Set.of(Target.NGINX, Target.WEIR),
                1,
                Pace.BURST);
        return new Outcome("today", MACHINE, setup, "no AOT cache", List.of(), List.of(), samples, Map.of());
    }
}
