package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long WIDTH = 1_000;

    record Step(long pause, boolean marked) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.longs().between(0, 4 * WIDTH), Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void countsWhatAListOfEventsWouldHold(
            @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long start) {
        SlidingWindow window = new SlidingWindow(Duration.ofNanos(7 * WIDTH), 7);
        List<Long> events = new ArrayList<>();
        List<Long> marked = new ArrayList<>();
        long now = start;
        for (Step step : steps) {
            now += step.pause();
            events.add(now);
            if (step.marked()) {
                marked.add(now);
                window.mark(now);
            } else {
                window.add(now);
            }
            assertThat(window.count(now)).isEqualTo(new SlidingWindow.Count(within(events, now), within(marked, now)));
        }
    }

    private static long within(List<Long> times, long now) {
        long oldest = Math.floorDiv(now, WIDTH) - 6;
        return times.stream().filter(at -> Math.floorDiv(at, WIDTH) >= oldest).count();
    }

    @Test
    void nothingIsLostWhenManyThreadsAdd() throws Exception {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(60), 60);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 20_000; n++) {
                    if (n % 4 == 0) {
                        window.mark(n * 1_000_000L);
                    } else {
                        window.add(n * 1_000_000L);
                    }
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(window.count(19_999 * 1_000_000L)).isEqualTo(new SlidingWindow.Count(80_000, 20_000));
    }

    @Test
    void aClearedWindowIsEmpty() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(1), 10);
        window.mark(5);
        window.clear();
        assertThat(window.count(6)).isEqualTo(new SlidingWindow.Count(0, 0));
    }
}
