package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DecayingHistogramTest {
    @Property(tries = 200)
    void aQuantileIsRightToWithinATenth(
            @ForAll @Size(min = 1, max = 500) List<@LongRange(min = 1, max = 10_000_000_000L) Long> values) {
        DecayingHistogram histogram = new DecayingHistogram();
        values.forEach(histogram::record);
        List<Long> sorted = values.stream().sorted().toList();
        for (double share : new double[] {0.1, 0.5, 0.95, 1}) {
            long exact = sorted.get((int) Math.ceil(sorted.size() * share) - 1);
            assertThat(histogram.quantile(share)).isCloseTo(exact, within(Math.max(1, exact / 10)));
        }
    }

    @Test
    void newValuesOutweighOldOnes() {
        DecayingHistogram histogram = new DecayingHistogram();
        for (int i = 0; i < 100_000; i++) {
            histogram.record(10);
        }
        for (int i = 0; i < 1_500; i++) {
            histogram.record(1_000);
        }
        assertThat(histogram.quantile(0.5)).isCloseTo(1_000, Percentage.withPercentage(10));
        assertThat(new DecayingHistogram().quantile(0.5)).isZero();
    }
}
