package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The built-in strategies: total, deterministic, and each what it says.
class WaysTest {
    private static final int DRAWS = 20_000;

    private static Candidate candidate(int place, String name, int weight) {
        return new Candidate(place, name, weight, Lane.SAME, Vitals.Seen.NOTHING, null);
    }

    private static Candidate candidate(int place, double dollars, double millis, double success, int busy) {
        var speed = Double.isNaN(millis) ? null : new Vitals.Speed(millis, millis / 3, 1e6 / millis);
        var tariff = Double.isNaN(dollars) ? null : new Tariff(dollars * 0.75, dollars * 0.75, 0, 0);
        return new Candidate(
                place,
                "t" + place,
                1,
                Lane.SAME,
                new Vitals.Seen(Vitals.Standing.WELL, "", busy, success, speed, Mix.USUAL),
                tariff);
    }

    private static List<String> names(List<Strategy.Ranked> order) {
        return order.stream().map(ranked -> ranked.candidate().name()).toList();
    }

    private static Moment moment(long seed, long turn) {
        return new Moment(Ground.Asked.PLAIN, seed, turn, null);
    }

    @Provide
    static Arbitrary<List<Candidate>> candidates() {
        var one = Combinators.combine(
                        Arbitraries.doubles().between(0.01, 100).injectNull(0.2),
                        Arbitraries.doubles().between(1, 60_000).injectNull(0.2),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 50))
                .as((dollars, millis, success, busy) -> candidate(
                        0,
                        dollars == null ? Double.NaN : dollars,
                        millis == null ? Double.NaN : millis,
                        success,
                        busy));
        return one.list().ofMinSize(1).ofMaxSize(8).map(list -> {
            var placed = new ArrayList<Candidate>();
            for (var each : list) {
                var place = placed.size();
                placed.add(new Candidate(place, "t" + place, 1 + place % 3, each.lane(), each.sign(), each.tariff()));
            }
            return placed;
        });
    }

    @Property
    void everyStrategyPutsEveryCandidateInItsPlaceAndSaysWhy(
            @ForAll("candidates") List<Candidate> candidates, @ForAll Ways way, @ForAll long seed, @ForAll long turn) {
        var order = way.rank(candidates, moment(seed, turn));
        assertThat(order.stream().map(Strategy.Ranked::candidate)).containsExactlyInAnyOrderElementsOf(candidates);
        assertThat(order).allSatisfy(ranked -> assertThat(ranked.why()).isNotBlank());
        assertThat(way.rank(candidates, moment(seed, turn))).isEqualTo(order);
    }

    @Test
    void weightsHoldInTheFirstPlaceAndAmongThoseThatAreLeft() {
        var candidates = List.of(candidate(0, "a", 6), candidate(1, "b", 3), candidate(2, "c", 1));
        var lots = new Random(7);
        Map<String, Integer> first = new HashMap<>();
        int secondAfterA = 0;
        int bAfterA = 0;
        for (int i = 0; i < DRAWS; i++) {
            var order = names(Ways.WEIGHTED.rank(candidates, moment(lots.nextLong(), i)));
            first.merge(order.getFirst(), 1, Integer::sum);
            if (order.getFirst().equals("a")) {
                secondAfterA++;
                bAfterA += order.get(1).equals("b") ? 1 : 0;
            }
        }
        assertThat((double) first.getOrDefault("a", 0) / DRAWS).isCloseTo(0.6, within(0.02));
        assertThat((double) first.getOrDefault("b", 0) / DRAWS).isCloseTo(0.3, within(0.02));
        assertThat((double) first.getOrDefault("c", 0) / DRAWS).isCloseTo(0.1, within(0.02));
        assertThat((double) bAfterA / secondAfterA).isCloseTo(0.75, within(0.02));
    }

    @Test
    void turnsComeRoundByWeightAndSpreadOut() {
        var candidates = List.of(candidate(0, "a", 4), candidate(1, "b", 2));
        var firsts = new StringBuilder();
        for (int turn = 0; turn < 6; turn++) {
            firsts.append(
                    names(Ways.ROUND_ROBIN.rank(candidates, moment(0, turn))).getFirst());
        }
        assertThat(firsts).hasToString("abaaba");
        var equal = List.of(candidate(0, "a", 5), candidate(1, "b", 5), candidate(2, "c", 5));
        assertThat(names(Ways.ROUND_ROBIN.rank(equal, moment(0, 4)))).containsExactly("b", "c", "a");
    }

    @Test
    void theLeastBusyForItsWeightComesFirst() {
        var candidates = List.of(candidate(0, 1, 1, 1, 3), candidate(1, 1, 1, 1, 1), candidate(2, 1, 1, 1, 2));
        assertThat(names(Ways.LEAST_BUSY.rank(candidates, moment(1, 1)))).containsExactly("t1", "t2", "t0");
    }

    @Test
    void theCheapestComesFirstAndWhatHasNoPriceLast() {
        var candidates =
                List.of(candidate(0, Double.NaN, 1, 1, 0), candidate(1, 2, 1, 1, 0), candidate(2, 0.5, 1, 1, 0));
        assertThat(names(Ways.CHEAPEST.rank(candidates, moment(1, 1)))).containsExactly("t2", "t1", "t0");
    }

    @Test
    void theFastestComesFirstButOneRequestInTwentyLooksAtTheOthers() {
        var candidates =
                List.of(candidate(0, 1, 900, 1, 0), candidate(1, 1, 300, 1, 0), candidate(2, 1, Double.NaN, 1, 0));
        var lots = new Random(11);
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            first.merge(
                    names(Ways.FASTEST.rank(candidates, moment(lots.nextLong(), i)))
                            .getFirst(),
                    1,
                    Integer::sum);
        }
        assertThat((double) first.getOrDefault("t1", 0) / DRAWS).isCloseTo(0.95, within(0.01));
        assertThat((double) first.getOrDefault("t0", 0) / DRAWS).isCloseTo(0.025, within(0.01));
        assertThat((double) first.getOrDefault("t2", 0) / DRAWS).isCloseTo(0.025, within(0.01));
    }

    @Test
    void balanceWeighsPriceTwiceSpeedOnceAndFailuresHard() {
        var candidates = List.of(candidate(0, 1, 1000, 1, 0), candidate(1, 2, 1000, 1, 0), candidate(2, 1, 2000, 1, 0));
        var balance = Balance.of(candidates);
        assertThat(balance.weight(candidates.get(0))).isEqualTo(1);
        assertThat(balance.weight(candidates.get(1))).isCloseTo(0.25, within(1e-9));
        assertThat(balance.weight(candidates.get(2))).isCloseTo(0.5, within(1e-9));
        assertThat(balance.weight(candidate(0, 1, 1000, 0.5, 0))).isCloseTo(0.0625, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Ways.class)
    void aStrategyIsFoundByItsName(Ways way) {
        assertThat(Ways.named(way.id())).isSameAs(way);
        assertThat(way.id()).matches("[a-z]+(-[a-z]+)*");
    }

    private static Candidate candidate(String name, double distance, double millis) {
        var seen = new Vitals.Seen(
                Vitals.Standing.WELL,
                "",
                0,
                1,
                Double.isNaN(millis) ? null : new Vitals.Speed(millis, millis, Double.NaN),
                Mix.USUAL);
        Vitals.Sign sign = new Away(seen, distance);
        return new Candidate(0, name, 1, Lane.SAME, sign, null);
    }

    private record Away(Vitals.Seen seen, double distance) implements Vitals.Sign {
        @Override
        public Vitals.Standing standing() {
            return seen.standing();
        }

        @Override
        public String why() {
            return seen.why();
        }

        @Override
        public int busy() {
            return seen.busy();
        }

        @Override
        public double success() {
            return seen.success();
        }

        @Override
        public Vitals.@Nullable Speed speed() {
            return seen.speed();
        }

        @Override
        public Mix mix() {
            return seen.mix();
        }
    }

    private static List<String> nearest(Candidate... candidates) {
        var placed = new ArrayList<Candidate>();
        for (var one : candidates) {
            placed.add(new Candidate(placed.size(), one.name(), 1, Lane.SAME, one.sign(), null));
        }
        return names(Ways.NEAREST.rank(placed, moment(7, 0)));
    }

    @Test
    void theNearestIsTheOneWhoseAddressAnswersSoonest() {
        var unknown = Double.NaN;
        assertThat(nearest(candidate("far", 90, unknown), candidate("near", 8, unknown)))
                .containsExactly("near", "far");
        assertThat(nearest(
                        candidate("gone", Double.POSITIVE_INFINITY, 100),
                        candidate("far", 90, unknown),
                        candidate("near", 8, unknown)))
                .containsExactly("near", "far", "gone");
    }

    @Test
    void whatWasSeenAtWorkCountsBeforeTheDistance() {
        // The near one is slower at its work than the far one is far.
        assertThat(nearest(candidate("near", 8, 900), candidate("far", 90, 500)))
                .containsExactly("far", "near");
        // One that was not seen is supposed to work as fast as the others: 500 - 90 + 40.
        assertThat(nearest(candidate("far", 90, 500), candidate("middle", 40, Double.NaN)))
                .containsExactly("middle", "far");
        assertThat(nearest(candidate("near", 8, 500), candidate("middle", 40, Double.NaN)))
                .containsExactly("near", "middle");
    }
}
