package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final CircuitBreaker breaker = new CircuitBreaker(BreakerRules.USUAL);

    private void failures(int count, long now) {
        for (int i = 0; i < count; i++) {
            breaker.failed(now, now, "broken");
        }
    }

    @Test
    void fiveFailuresInARowOpenItWhereThereAreFewRequests() {
        failures(4, 0);
        assertThat(breaker.admits(1, 0.99)).isTrue();
        breaker.succeeded(1);
        failures(4, 2);
        assertThat(breaker.state()).isEqualTo(new BreakerState.Closed());
        assertThat(breaker.failed(3, 3, "broken")).isTrue();
        assertThat(breaker.admits(4, 0)).isFalse();
        assertThat(breaker.state())
                .isInstanceOfSatisfying(
                        BreakerState.Open.class, open -> assertThat(open.why()).isEqualTo("broken (9 of 10 failed)"));
    }

    @Test
    void aTenthOfTwentyIsBorneAndMoreIsNot() {
        for (int i = 0; i < 18; i++) {
            breaker.succeeded(i);
        }
        failures(2, 20);
        assertThat(breaker.state()).isEqualTo(new BreakerState.Closed());
        failures(1, 21);
        assertThat(breaker.state()).isInstanceOf(BreakerState.Open.class);
    }

    @Test
    void oldFailuresAreForgotten() {
        failures(3, 0);
        for (int i = 0; i < 17; i++) {
            breaker.succeeded(61 * SECOND);
        }
        failures(2, 62 * SECOND);
        assertThat(breaker.state()).isEqualTo(new BreakerState.Closed());
    }

    @Test
    void itFindsBackByProbesAndARamp() {
        failures(5, 0);
        assertThat(breaker.takeProbe(4 * SECOND, 0.5)).isFalse();
        assertThat(breaker.takeProbe(5 * SECOND, 0.5)).isTrue();
        assertThat(breaker.takeProbe(5 * SECOND, 0.5)).as("one probe at a time").isFalse();
        breaker.probeFailed(5 * SECOND, 0.5);
        assertThat(breaker.probeDue()).isEqualTo(14 * SECOND);
        for (int i = 0; i < 3; i++) {
            long at = (14 + i) * SECOND;
            assertThat(breaker.takeProbe(at, 0)).isTrue();
            breaker.probeSucceeded(at);
        }
        long ramp = 16 * SECOND;
        assertThat(breaker.admits(ramp, 0.04)).isTrue();
        assertThat(breaker.admits(ramp, 0.05)).isFalse();
        assertThat(breaker.admits(ramp + 3 * SECOND, 0.24)).isTrue();
        assertThat(breaker.admits(ramp + 3 * SECOND, 0.25)).isFalse();
        assertThat(breaker.admits(ramp + 6 * SECOND, 0.99)).isTrue();
        assertThat(breaker.state()).isEqualTo(new BreakerState.Closed());
        assertThat(breaker.recent(ramp + 6 * SECOND)).isEqualTo(new SlidingWindow.Count(0, 0));
    }

    @Test
    void theRampBearsOneFailureButNotTwo() {
        failures(5, 0);
        for (int i = 0; i < 3; i++) {
            breaker.takeProbe((5 + i) * SECOND, 0);
            breaker.probeSucceeded((5 + i) * SECOND);
        }
        long now = 8 * SECOND;
        assertThat(breaker.failed(now, 0, "late")).as("began before").isFalse();
        breaker.failed(now, now, "again");
        assertThat(breaker.admits(now, 0)).isTrue();
        breaker.failed(now, now, "again");
        assertThat(breaker.admits(now, 0)).isFalse();
        assertThat(breaker.probeDue()).isEqualTo(13 * SECOND);
    }

    @Test
    void waitsBetweenProbesStayBetweenFourAndFifteenSeconds() {
        for (int failed = 0; failed < 50; failed++) {
            for (double dice = 0; dice < 1; dice += 0.1) {
                assertThat(BreakerRules.USUAL.pause(failed, dice))
                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
            }
        }
    }

    @Provide
    Arbitrary<List<Integer>> calls() {
        // 0 and 1 succeed, 2 fails; each with its pause of up to nine seconds in the tens.
        return Arbitraries.integers().between(0, 99).list().ofMaxSize(300);
    }

    /// The reference: a list of what happened, and the rule as the documents say it.
    @Property(tries = 300)
    void opensExactlyWhenTheRuleSaysSo(@ForAll("calls") List<Integer> calls) {
        CircuitBreaker tested = new CircuitBreaker(BreakerRules.USUAL);
        Deque<long[]> events = new ArrayDeque<>();
        long now = 0;
        int row = 0;
        for (int call : calls) {
            now += call / 10 * SECOND / 4;
            boolean fails = call % 10 > 7;
            events.addLast(new long[] {now, fails ? 1 : 0});
            long oldest = now / SECOND - 59;
            events.removeIf(event -> event[0] / SECOND < oldest);
            row = fails ? row + 1 : 0;
            long failed = events.stream().filter(event -> event[1] == 1).count();
            boolean opens = fails && (events.size() >= 20 ? failed * 10 > events.size() || row >= 20 : row >= 5);
            if (fails) {
                assertThat(tested.failed(now, now, "x")).isEqualTo(opens);
            } else {
                tested.succeeded(now);
            }
            assertThat(tested.state().equals(new BreakerState.Closed())).isEqualTo(!opens);
            if (opens) {
                return;
            }
        }
    }

    @Test
    void oneOfManyThreadsOpensItAndOneSendsTheProbe() throws Exception {
        AtomicInteger openers = new AtomicInteger();
        AtomicInteger probers = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 1_000; n++) {
                    if (breaker.failed(n, n, "x")) {
                        openers.incrementAndGet();
                    }
                }
                if (breaker.takeProbe(7 * SECOND, 0)) {
                    probers.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(openers).hasValue(1);
        assertThat(probers).hasValue(1);
    }
}
