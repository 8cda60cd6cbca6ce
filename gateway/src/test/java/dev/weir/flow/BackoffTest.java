package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property
    void staysBelowABoundThatDoubles(
            @ForAll @IntRange(min = 1, max = 100) int tries, @ForAll @DoubleRange(min = 0, max = 1) double dice) {
        Duration bound = Duration.ofMillis((long) Math.min(8_000, 250 * Math.pow(2, tries - 1)));
        assertThat(Backoff.USUAL.pause(tries, dice)).isBetween(Duration.ZERO, bound);
        assertThat(Backoff.USUAL.pause(tries, 1)).isEqualTo(bound);
    }

    @Test
    void aProvidersWordIsKept() {
        assertThat(Backoff.after(Duration.ofSeconds(2), 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.after(Duration.ofSeconds(2), 1)).isEqualTo(Duration.ofMillis(2_200));
    }
}
