package dev.weir.route;

import static dev.weir.route.Ground.model;
import static dev.weir.route.Ground.order;
import static dev.weir.route.Ground.plan;
import static dev.weir.route.Ground.planner;
import static dev.weir.route.Ground.query;
import static dev.weir.route.Ground.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.chat.Failure;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.route.Ground.Asked;
import dev.weir.route.Vitals.Seen;
import dev.weir.route.Vitals.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What plans are made of.
class PlannerTest {
    private static final Choice A = new Choice.One(target("a"));
    private static final Choice B = new Choice.One(target("b"));
    private static final Choice C = new Choice.One(target("c"));

    private static Group group(Strategy strategy, Choice... choices) {
        return new Group("smart", strategy, Sticky.TO_NOTHING, List.of(choices));
    }

    private static Choice on(String id, Terms terms) {
        return new Choice.One(target(id), terms);
    }

    @Test
    void aPlainNameHasOnePlanForEveryRequest() {
        var planner = planner();
        var once = planner.route("openai/gpt-4o", "openai-chat", Way.ANY);
        assertThat(once).isInstanceOfSatisfying(Planner.Routed.Found.class, found -> {
            assertThat(Objects.requireNonNull(found.route().fixed()).steps()).hasSize(1);
        });
        assertThat(planner.route("openai/gpt-4o", "openai-chat", Way.ANY)).isSameAs(once);
    }

    @Test
    void aGroupWithinAGroupTakesPartAsOne() {
        var inner =
                new Choice.Several(new Group("inner", Ways.ROUND_ROBIN, Sticky.TO_NOTHING, List.of(B, C)), Terms.PLAIN);
        var planner = planner(model(group(Ways.ROUND_ROBIN, A, inner), Demands.NONE));
        var firsts = new ArrayList<String>();
        for (int turn = 0; turn < 4; turn++) {
            firsts.add(order(plan(planner, query(Asked.PLAIN, Vitals.UNKNOWN, 0, turn)))
                    .getFirst());
        }
        assertThat(firsts).containsExactly("a/m", "b/m", "a/m", "c/m");
        var step =
                plan(planner, query(Asked.PLAIN, Vitals.UNKNOWN, 0, 1)).steps().getFirst();
        assertThat(step.reason()).isEqualTo("in turn; in its group: in turn");
    }

    @Test
    void aCanaryTakesItsPartOfTheRequestsAndNoOther() {
        var canary = on("new", new Terms(1, null, new Share(0.05)));
        var planner = planner(model(group(Ways.IN_ORDER, A, canary), Demands.NONE));
        var lots = new Random(3);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            var plan = plan(planner, query(Asked.PLAIN, Vitals.UNKNOWN, lots.nextLong(), i));
            if (order(plan).equals(List.of("new/m", "a/m"))) {
                taken++;
                assertThat(plan.steps().getFirst().reason()).isEqualTo("canary for 5%");
            } else {
                assertThat(order(plan)).containsExactly("a/m");
                assertThat(plan.leftOut()).extracting(Plan.LeftOut::target).containsExactly("new/m");
            }
        }
        assertThat(taken / 10_000.0).isCloseTo(0.05, within(0.007));
    }

    @Test
    void aConversationKeepsToItsTargetAndOnlyThoseOfATargetThatGoesAwayMove() {
        var sticky = new Sticky.Conversation();
        var three = planner(model(new Group("smart", Ways.WEIGHTED, sticky, List.of(A, B, C)), Demands.NONE));
        var two = planner(model(new Group("smart", Ways.WEIGHTED, sticky, List.of(A, C)), Demands.NONE));
        var lots = new Random(5);
        var seen = new HashSet<String>();
        for (int i = 0; i < 300; i++) {
            var asked = Asked.opening("conversation " + i);
            var first = order(plan(three, query(asked, Vitals.UNKNOWN, lots.nextLong(), i)))
                    .getFirst();
            seen.add(first);
            assertThat(order(plan(three, query(asked, Vitals.UNKNOWN, lots.nextLong(), i + 1))))
                    .startsWith(first);
            if (!first.equals("b/m")) {
                assertThat(order(plan(two, query(asked, Vitals.UNKNOWN, lots.nextLong(), i))))
                        .startsWith(first);
            }
        }
        assertThat(seen).containsExactlyInAnyOrder("a/m", "b/m", "c/m");
    }

    @Test
    void whatIsNotWellStandsLastAndIsStillThere() {
        Vitals vitals = (step, _) -> switch (step.target().name()) {
            case "a/m" -> new Seen(Standing.DOWN, "its breaker is open", 0, 0, null, Mix.USUAL);
            case "b/m" -> new Seen(Standing.RESTING, "it asked for 3 s of rest", 0, 1, null, Mix.USUAL);
            default -> Seen.NOTHING;
        };
        var planner = planner(model(group(Ways.IN_ORDER, A, B, C), Demands.NONE));
        var plan = plan(planner, query(Asked.PLAIN, vitals, 0, 0));
        assertThat(order(plan)).containsExactly("c/m", "b/m", "a/m");
        assertThat(plan.steps().getLast().reason()).startsWith("last resort: its breaker is open");
    }

    @Test
    void aConditionThatDoesNotHoldLeavesOutWithItsReason() {
        Condition never = _ -> "its condition does not hold";
        var planner = planner(model(group(Ways.IN_ORDER, on("a", new Terms(1, never, null)), B), Demands.NONE));
        var plan = plan(planner, query(Asked.PLAIN, Vitals.UNKNOWN, 0, 0));
        assertThat(order(plan)).containsExactly("b/m");
        assertThat(plan.leftOut()).containsExactly(new Plan.LeftOut("a/m", "its condition does not hold"));
    }

    @Test
    void aStrategyOfTheUsersMayBeWrongAboutWhatItWasAsked() {
        var strange = new Strategy() {
            @Override
            public String id() {
                return "strange";
            }

            @Override
            public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
                var last = candidates.getLast();
                var foreign = new Candidate(0, "z", 1, Lane.SAME, Seen.NOTHING, null);
                return List.of(new Ranked(last, "because"), new Ranked(foreign, "no"), new Ranked(last, "again"));
            }
        };
        var plan = plan(planner(model(group(strange, A, B), Demands.NONE)), query(Asked.PLAIN, Vitals.UNKNOWN, 0, 0));
        assertThat(order(plan)).containsExactly("b/m");
        assertThat(plan.leftOut()).containsExactly(new Plan.LeftOut("a/m", "the strategy strange leaves it out"));
    }

    @Test
    void aRequestThatNoTargetTakesIsRefusedWithEachReason() {
        var planner = planner(model(group(Ways.IN_ORDER, A, B), inRegion("eu")));
        assertThat(planner.plan(query(Asked.PLAIN, Vitals.UNKNOWN, 0, 0)))
                .isInstanceOfSatisfying(Planner.Planned.Refused.class, refused -> {
                    assertThat(refused.failure()).isInstanceOf(Failure.Unsupported.class);
                    assertThat(refused.failure().message())
                            .contains("`smart`", "a/m: the request does not leave eu", "b/m: ");
                });
    }

    @Test
    void theWindowCountsOnlyWhereTheEstimateIsWellBeyondIt() {
        var planner = planner(model(group(Ways.IN_ORDER, gpt4o(), A), Demands.NONE));
        assertThat(order(plan(planner, query(Asked.of(140_000, 0, Set.of(), false), Vitals.UNKNOWN, 0, 0))))
                .containsExactly("openai/gpt-4o", "a/m");
        var plan = plan(planner, query(Asked.of(200_000, 0, Set.of(), false), Vitals.UNKNOWN, 0, 0));
        assertThat(order(plan)).containsExactly("a/m");
        assertThat(plan.leftOut().getFirst().reason())
                .isEqualTo("its window of 128000 tokens is too short for about 200000");
    }

    private static Choice gpt4o() {
        return new Choice.One(new Target(Ground.endpoint("openai", "openai"), "gpt-4o"));
    }

    private static Demands inRegion(@Nullable String region) {
        return new Demands(region, null, Demands.Privacy.ANY, Demands.PriceCap.NONE, Demands.Parameters.AS_MANY_AS_CAN);
    }

    @Test
    void aTargetThatIsAskedIsNotLeftOutToo() {
        Condition never = _ -> "its condition does not hold";
        var planner = planner(model(group(Ways.IN_ORDER, on("a", new Terms(1, never, null)), A, B, B), Demands.NONE));
        var plan = plan(planner, query(Asked.PLAIN, Vitals.UNKNOWN, 0, 0));
        assertThat(order(plan)).containsExactly("a/m", "b/m");
        assertThat(plan.leftOut()).isEmpty();
    }
}
