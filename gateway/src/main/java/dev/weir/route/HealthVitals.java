package dev.weir.route;

import dev.weir.flow.BreakerState;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How targets fare by what their exchanges saw of them.
///
/// @param clock as of [Loop#nanos()]
/// @param mixes what their requests were made of
/// @param distances how far away they are
public record HealthVitals(LongSupplier clock, Mixes mixes, Distances distances) implements Vitals {
    @Override
    public Sign of(Step step, double lot) {
        long now = clock.getAsLong();
        return new Living(
                step, now, !step.health().isWell(now) && !step.health().admits(now, lot), mixes, distances);
    }

    private record Living(Step step, long now, boolean ill, Mixes mixes, Distances distances) implements Sign {
        @Override
        public Standing standing() {
            if (!ill) {
                return Standing.WELL;
            }
            return step.health().rests(now).isZero() ? Standing.DOWN : Standing.RESTING;
        }

        @Override
        public String why() {
            if (!ill) {
                return "";
            }
            Duration rests = step.health().rests(now);
            if (!rests.isZero()) {
                return "it rests for " + (rests.toMillis() + 999) / 1_000 + " s, as it asked";
            }
            return switch (step.health().breaker(now)) {
                case BreakerState.Closed _ -> "it was not well a moment ago";
                case BreakerState.Open open -> "its breaker is open: " + open.why();
                case BreakerState.Probing probing -> "its breaker is open, and probed: " + probing.why();
                case BreakerState.Ramping ramping -> "its breaker lets a part through: " + ramping.why();
            };
        }

        @Override
        public int busy() {
            return step.health().inFlight();
        }

        @Override
        public double success() {
            return 1 - step.health().failureShare(now);
        }

        @Override
        public @Nullable Speed speed() {
            double perSecond = step.health().tokensPerSecond();
            return Speed.of(
                    millis(step.health().firstToken()),
                    perSecond > 0 ? perSecond : Double.NaN,
                    millis(step.health().answer()));
        }

        private static double millis(TargetHealth.@Nullable Spread spread) {
            return spread == null ? Double.NaN : spread.median().toNanos() / 1e6;
        }

        @Override
        public Mix mix() {
            return mixes.of(step.target().name());
        }

        @Override
        public double distance() {
            return distances.of(step.target().endpoint().id(), now);
        }
    }
}
