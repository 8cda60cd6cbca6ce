package dev.weir.flow;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What several threads see of shared state is what they would have seen one after the other. Lincheck makes scenarios
/// up, runs their interleavings, and looks for an order of the calls that explains the results.
@EnabledIfSystemProperty(named = "weir.interleavings", matches = "true", disabledReason = "wants a JVM of its own")
class InterleavingsTest {
    /// Who holds places, and who waits for them.
    @Param(name = "who", gen = IntGen.class, conf = "0:3")
    @Param(name = "urgency", gen = IntGen.class, conf = "0:1")
    @Param(name = "most", gen = IntGen.class, conf = "1:2")
    public static class Places {
        private final ConcurrencyLimit<Integer> limit = new ConcurrencyLimit<>();

        private static Capacity capacity(int most) {
            return new Capacity(most, 1, Duration.ZERO);
        }

        @Operation
        public String enter(
                @Param(name = "who") int who, @Param(name = "urgency") int urgency, @Param(name = "most") int most) {
            return limit.enter(who, urgency, capacity(most)).toString();
        }

        @Operation
        public boolean admit(@Param(name = "most") int most) {
            return limit.admit(capacity(most));
        }

        /// Throws where nobody is inside: a result like others.
        @Operation
        public String leave() {
            return String.valueOf(limit.leave());
        }

        @Operation
        public boolean withdraw(@Param(name = "who") int who) {
            return limit.withdraw(who);
        }

        @Operation
        public int inside() {
            return limit.inside();
        }

        @Operation
        public int waiting() {
            return limit.waiting();
        }
    }

    /// The retries of one second.
    public static class Retries {
        private final RetryBudget budget = new RetryBudget(50, 1);

        @Operation
        public void request() {
            budget.request(0);
        }

        @Operation
        public boolean take() {
            return budget.take(0);
        }
    }

    /// One slice of a window, used in two rounds.
    @Param(name = "round", gen = IntGen.class, conf = "0:1")
    public static class Slice {
        private final SlidingWindow window = new SlidingWindow(Duration.ofNanos(1_000), 1);

        @Operation
        public void add(@Param(name = "round") int round) {
            window.add(round * 1_000L);
        }

        @Operation
        public void mark(@Param(name = "round") int round) {
            window.mark(round * 1_000L);
        }

        @Operation
        public String count(@Param(name = "round") int round) {
            return window.count(round * 1_000L).toString();
        }
    }

    /// A breaker that one failure opens, and its probes.
    @Param(name = "now", gen = IntGen.class, conf = "0:3")
    public static class Breaker {
        private static final long SECOND = 1_000_000_000L;
        private final CircuitBreaker breaker = new CircuitBreaker(new BreakerRules(
                10,
                1,
                1,
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                2,
                BreakerRules.USUAL.ramp(),
                Duration.ofHours(1)));

        @Operation
        public boolean failed() {
            return breaker.failed(0, 0, "down");
        }

        @Operation
        public boolean takeProbe(@Param(name = "now") int now) {
            return breaker.takeProbe(now * SECOND, 0);
        }

        @Operation
        public void probeSucceeded(@Param(name = "now") int now) {
            breaker.probeSucceeded(now * SECOND);
        }

        @Operation
        public void probeFailed(@Param(name = "now") int now) {
            breaker.probeFailed(now * SECOND, 0);
        }

        @Operation
        public String state() {
            return breaker.state().getClass().getSimpleName();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Places.class, Retries.class, Slice.class, Breaker.class})
    @Tag("slow")
    void underStressThereIsAnOrderThatExplainsWhatWasSeen(Class<?> shared) {
        stress(4, 300).check(shared);
    }

    @ParameterizedTest
    @ValueSource(classes = {Places.class, Retries.class, Slice.class, Breaker.class})
    @Tag("slow")
    void everyInterleavingOfAFewScenariosHasSuchAnOrder(Class<?> shared) {
        model(4, 200).check(shared);
    }

    @ParameterizedTest
    @ValueSource(classes = {Places.class, Retries.class, Slice.class, Breaker.class})
    @Tag("long")
    void underLongStressThereIsAnOrderThatExplainsWhatWasSeen(Class<?> shared) {
        stress(40, 4_000).check(shared);
    }

    private static StressOptions stress(int iterations, int invocations) {
        return new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .iterations(iterations)
                .invocationsPerIteration(invocations);
    }

    @ParameterizedTest
    @ValueSource(classes = {Places.class, Retries.class, Slice.class, Breaker.class})
    @Tag("long")
    void everyInterleavingOfManyScenariosHasSuchAnOrder(Class<?> shared) {
        model(20, 1_000).check(shared);
    }

    private static ModelCheckingOptions model(int iterations, int invocations) {
        // A window of 60 slices is counted in a loop: that is no hanging.
        return new ModelCheckingOptions()
                .loopBound(1_000)
                .threads(2)
                .actorsPerThread(3)
                .iterations(iterations)
                .invocationsPerIteration(invocations);
    }
}
