package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Endpoint.Probing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Whose distance is measured, and when.
class SurveyorTest {
    private static final long NOW = Duration.ofDays(3).toNanos();

    private final Distances distances = new Distances();

    private Distances.Site site(String origin) {
        return Objects.requireNonNull(distances.site("world@eu", origin, "eu"));
    }

    private static boolean isDue(Distances.Site site, Duration later) {
        return Surveyor.isDue(site, Probing.WHERE_SEVERAL, NOW + later.toNanos());
    }

    @Test
    void onlyWhereThereIsAChoiceOrSomebodySaidSo() {
        var one = Ground.endpoint("one", "openai-compatible");
        var eu = Ground.endpoint("world@eu", "openai-compatible");
        var us = Ground.endpoint("world@us", "openai-compatible");
        assertThat(Surveyor.wanted(List.of(one, eu, us))).containsExactly(eu, us);
        var told = one.probed(Probing.ALWAYS);
        assertThat(Surveyor.wanted(List.of(told, eu.probed(Probing.NEVER), us))).containsExactly(told, us);
        assertThat(Surveyor.wanted(List.<Endpoint>of())).isEmpty();
    }

    @Test
    void onceAMinuteWhileSomebodyChoosesByIt() {
        var site = site("a:1");
        assertThat(isDue(site, Duration.ZERO)).isTrue();
        site.measured(30, NOW);
        assertThat(distances.of("world@eu", NOW)).isEqualTo(30);
        assertThat(isDue(site, Duration.ofSeconds(20))).isTrue();
        site.measured(12, NOW);
        assertThat(distances.of("world@eu", NOW)).isEqualTo(12);
        site.measured(12, NOW);
        assertThat(isDue(site, Duration.ofSeconds(50))).isFalse();
        assertThat(isDue(site, Duration.ofSeconds(70))).isTrue();
        assertThat(isDue(site, Duration.ofMinutes(11))).isFalse();
        assertThat(Surveyor.isDue(
                        site, Probing.ALWAYS, NOW + Duration.ofMinutes(11).toNanos()))
                .isTrue();
    }

    @Test
    void notAgainAfterTheFirstTimeWhereNobodyChooses() {
        var site = site("a:1");
        site.measured(12, NOW);
        assertThat(isDue(site, Duration.ofMinutes(2))).isFalse();
    }

    @Test
    void whatIsOutOfReachIsAskedSoonerAndIsInfinitelyFar() {
        var site = site("a:1");
        site.measured(12, NOW);
        site.missed("no connection", NOW);
        assertThat(distances.of("world@eu", NOW)).isInfinite();
        assertThat(isDue(site, Duration.ofSeconds(20))).isTrue();
        site.measured(22, NOW);
        assertThat(distances.of("world@eu", NOW)).isBetween(12.0, 22.0);
    }

    @Test
    void anotherAddressIsMeasuredAnew() {
        site("a:1").measured(12, NOW);
        assertThat(site("a:1").at(0)).isEqualTo(NOW);
        site("b:1");
        assertThat(distances.of("world@eu", NOW)).isNaN();
        assertThat(distances.views(NOW)).isEmpty();
    }
}
