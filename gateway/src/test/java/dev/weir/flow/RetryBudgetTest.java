package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 50)
    void aStormOfTenThousandRequestsGetsAFifthMoreAndNeverMultiplies(@ForAll @IntRange(min = 1, max = 60) int seconds) {
        RetryBudget budget = RetryBudget.usual();
        int requests = 10_000;
        int retries = 0;
        for (int i = 0; i < requests; i++) {
            long now = (long) i * seconds * SECOND / requests;
            budget.request(now);
            for (int again = 0; again < 5; again++) {
                if (budget.take(now)) {
                    retries++;
                }
            }
        }
        assertThat(retries).isBetween(10 * seconds, requests / 5 + 10 * (seconds + 1));
    }

    @Test
    void tenASecondAreAlwaysThere() {
        RetryBudget budget = RetryBudget.usual();
        for (int second = 0; second < 5; second++) {
            int taken = 0;
            for (int i = 0; i < 50; i++) {
                if (budget.take(2L * second * SECOND)) {
                    taken++;
                }
            }
            assertThat(taken).isEqualTo(10);
        }
    }

    @Test
    void threadsTogetherGetNoMoreThanOne() throws Exception {
        RetryBudget budget = RetryBudget.usual();
        for (int i = 0; i < 1_000; i++) {
            budget.request(0);
        }
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        if (budget.take(0)) {
                            taken.incrementAndGet();
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(200);
    }
}
