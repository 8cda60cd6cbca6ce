package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Handling;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.chat.Care;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.flow.Deadlines;
import dev.weir.route.Ground.Asked;
import dev.weir.route.Vitals.Seen;
import dev.weir.route.Vitals.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// Whatever the configuration, the request, the state of things and the lots: a plan holds no target that anything
/// excludes, and every target that was considered is in it or left out with a reason.
class PlannerPropertiesTest {
    private static final List<String> PLACES = List.of("eu-west-1", "us", "eu", "europe");
    private static final List<String> MODELS = List.of("gpt-4o", "gpt-3.5-turbo", "o1-mini", "never-heard-of");
    private static final List<String> NAMES =
            List.of("smart", "smart:floor", "smart:nitro", "other", "openai/gpt-4o", "openai/gpt-4o:floor", "gpt-4o");
    private static final List<String> PROVIDERS = List.of("o-us", "o-eu", "o-europe", "groq", "openai");
    private static final Set<String> WITHIN_EU = Set.of("eu", "eu-west-1");

    /// A target where it stands in a configuration.
    ///
    /// @param conditions on the way to it
    /// @param demands of the model that it answers
    /// @param named whether the request named it, or only its like
    private record Spot(Target target, List<Condition> conditions, Demands demands, boolean named) {}

    /// A configuration and a request for it, made up by lot.
    private static final class World {
        private final Random dice;
        private final List<Spot> smart = new ArrayList<>();
        private final List<Spot> other = new ArrayList<>();
        private final Planner planner;
        private final Asked facts;
        private final Guidance guidance;
        private final Set<String> forbidden;
        private final Query query;
        private final String name;
        private final VirtualModel first;

        World(long seed) {
            dice = new Random(seed);
            var smartDemands = demands();
            var otherDemands = demands();
            first = new VirtualModel(
                    "smart",
                    group("smart", 2, List.of(), smart, smartDemands),
                    smartDemands,
                    new VirtualModel.Shadow(target(), new Share(1)),
                    Deadlines.NONE,
                    Care.USUAL,
                    Resilience.USUAL);
            var second = new VirtualModel(
                    "other",
                    group("other", 1, List.of(), other, otherDemands),
                    otherDemands,
                    null,
                    Deadlines.NONE,
                    Care.USUAL,
                    Resilience.USUAL);
            planner = Ground.planner(first, second);
            facts = Asked.of(
                    Math.abs(dice.nextLong() % (one(2) ? 1_000 : 1_500_000)), dice.nextInt(3), media(), one(4));
            name = any(NAMES);
            forbidden = one(2) ? Set.of() : Set.of("groq/gpt-4o", "groq/openai/gpt-4o", "openai/gpt-4o");
            guidance = new Guidance(
                    others(),
                    selection(),
                    one(2) ? Demands.NONE : demands(),
                    Deadlines.NONE,
                    null,
                    Guidance.Telling.ON_THE_RECEIPT);
            query = new Query(
                    facts,
                    Way.ANY,
                    guidance,
                    this::sign,
                    new Query.Chance(dice.nextLong(), dice.nextInt(10)),
                    checks());
        }

        private boolean one(int in) {
            return dice.nextInt(in) == 0;
        }

        private <T> T any(List<T> of) {
            return of.get(dice.nextInt(of.size()));
        }

        private Target target() {
            var where = any(PLACES);
            var handling = new Handling(
                    where.startsWith("eu") ? Set.of("personal") : Set.of(),
                    where.equals("us") ? Support.YES : Support.NO,
                    where.equals("eu") ? Support.NO : Support.YES);
            return new Target(Ground.endpoint("o-" + where, "openai", where, handling), any(MODELS));
        }

        private Group group(String called, int depth, List<Condition> above, List<Spot> spots, Demands demands) {
            var choices = new ArrayList<Choice>();
            for (int i = 0; i <= dice.nextInt(5); i++) {
                Condition when = switch (dice.nextInt(5)) {
                    case 0 -> _ -> "its condition does not hold";
                    case 1 -> asked -> asked.tools() > 0 ? null : "its condition does not hold";
                    case 2 -> _ -> null;
                    default -> null;
                };
                var terms = new Terms(1 + dice.nextInt(5), when, one(5) ? new Share(0.4) : null);
                var conditions = new ArrayList<>(above);
                if (when != null) {
                    conditions.add(when);
                }
                if (depth > 0 && one(3)) {
                    choices.add(
                            new Choice.Several(group(called + "." + i, depth - 1, conditions, spots, demands), terms));
                } else {
                    var target = target();
                    spots.add(new Spot(target, conditions, demands, true));
                    choices.add(new Choice.One(target, terms));
                }
            }
            Strategy strategy = one(8) ? new Choosy() : any(List.of(Ways.values()));
            var sticky = any(List.of(
                    Sticky.TO_NOTHING, new Sticky.Conversation(), new Sticky.Key(), new Sticky.Header("x-session")));
            return new Group(called, strategy, sticky, choices);
        }

        private Demands demands() {
            var region = any(Arrays.asList(null, null, "eu", "us", "eu-west-1"));
            var cap = any(List.of(
                    Demands.PriceCap.NONE,
                    Demands.PriceCap.NONE,
                    new Demands.PriceCap(Meter.REQUEST.price("0.6"), null, null, null),
                    new Demands.PriceCap(Meter.REQUEST.price("3"), null, Meter.REQUEST.price("1"), null)));
            return new Demands(
                    region,
                    one(6) ? "personal" : null,
                    one(2) ? Demands.Privacy.ANY : any(List.of(Demands.Privacy.values())),
                    cap,
                    one(4) ? Demands.Parameters.ALL : Demands.Parameters.AS_MANY_AS_CAN);
        }

        private Set<MediaKind> media() {
            var kinds = EnumSet.noneOf(MediaKind.class);
            if (one(4)) {
                kinds.add(any(List.of(MediaKind.values())));
            }
            return kinds;
        }

        private List<Guidance.Other> others() {
            var others = new ArrayList<Guidance.Other>();
            for (int i = dice.nextInt(3); i > 0; i--) {
                others.add(new Guidance.Other(any(NAMES), "models"));
            }
            return others;
        }

        private Selection selection() {
            return new Selection(
                    named(3),
                    named(5),
                    named(4),
                    one(4) ? Selection.Fallbacks.NONE : Selection.Fallbacks.ALLOWED,
                    one(4) ? any(List.of(Sort.values())) : null,
                    one(4) ? Selection.Partition.NONE : Selection.Partition.MODEL,
                    one(3) ? 1_000 : Double.NaN,
                    one(3) ? 50 : Double.NaN);
        }

        private List<Selection.Named> named(int in) {
            return one(in)
                    ? List.of(new Selection.Named(any(PROVIDERS), "p"), new Selection.Named(any(PROVIDERS), "p"))
                    : List.of();
        }

        private Vitals.Sign sign(Step step, double lot) {
            int mixed = Math.floorMod(step.target().name().hashCode() * 31 + facts.tools(), 7);
            return new Seen(
                    mixed == 0 ? Standing.DOWN : mixed == 1 ? Standing.RESTING : Standing.WELL,
                    "down",
                    mixed,
                    mixed / 7.0,
                    mixed < 4 ? null : new Vitals.Speed(mixed * 300, mixed * 200, mixed * 10),
                    Mix.USUAL);
        }

        private Query.Checks checks() {
            return new Query.Checks() {
                @Override
                public List<String> lost(Step step) {
                    return loses(step.target()) ? List.of("/seed") : List.of();
                }

                @Override
                public boolean mayUse(String model) {
                    return !forbidden.contains(model);
                }
            };
        }

        static boolean loses(Target target) {
            return target.model().equals("o1-mini");
        }

        /// Every place in which a target stands that the request could mean.
        List<Spot> spots() {
            var names = new ArrayList<>(List.of(name));
            guidance.others().forEach(named -> names.add(named.model()));
            var spots = new ArrayList<Spot>();
            for (var asked : names) {
                boolean suffix = asked.contains(":");
                switch (suffix ? asked.substring(0, asked.indexOf(':')) : asked) {
                    case "smart" -> spots.addAll(smart);
                    case "other" -> spots.addAll(other);
                    default -> {
                        var target = new Target(Ground.endpoint("openai", "openai"), "gpt-4o");
                        spots.add(new Spot(target, List.of(), Demands.NONE, true));
                        if (suffix || guidance.selection().reach() == Route.Reach.OTHERS_TOO) {
                            planner.directory()
                                    .elsewhere(target)
                                    .forEach(like -> spots.add(new Spot(like, List.of(), Demands.NONE, false)));
                        }
                    }
                }
            }
            return spots;
        }

        /// Said once more, and otherwise than the planner says it.
        boolean mayTake(Spot spot) {
            var selection = guidance.selection();
            var provider = spot.target().endpoint().id();
            return spot.conditions().stream().allMatch(condition -> condition.against(facts) == null)
                    && meets(spot.target(), spot.demands())
                    && meets(spot.target(), guidance.demands())
                    && (spot.named() || !forbidden.contains(spot.target().name()))
                    && (selection.only().isEmpty()
                            || names(selection.only()).contains(provider)
                            || isOpenAi(spot, selection.only()))
                    && !names(selection.ignore()).contains(provider)
                    && !isOpenAi(spot, selection.ignore())
                    && takes(spot.target());
        }

        /// Who names a provider by its kind means all that are of it.
        private static boolean isOpenAi(Spot spot, List<Selection.Named> named) {
            return names(named).contains("openai")
                    && spot.target().endpoint().row().id().equals("openai");
        }

        private static List<String> names(List<Selection.Named> named) {
            return named.stream().map(Selection.Named::name).toList();
        }

        private boolean takes(Target target) {
            Traits traits = Ground.CATALOG.traits(target.endpoint(), target.model());
            Integer window = traits.contextTokens();
            boolean reads = Ground.CATALOG
                    .model(target.endpoint(), target.model())
                    .map(model -> model.facts().media().reads().isEmpty()
                            || traits.inputs().containsAll(facts.media()))
                    .orElse(true);
            return (window == null || facts.tokens() <= (long) (window * 1.3))
                    && !(facts.tools() > 0 && traits.tools() == Support.NO)
                    && !(facts.structured() && traits.structuredOutput() == Support.NO)
                    && reads;
        }

        private static boolean meets(Target target, Demands demands) {
            Endpoint endpoint = target.endpoint();
            String region = endpoint.region();
            boolean placed = demands.region() == null
                    || (demands.region().equals("eu")
                            ? region != null && WITHIN_EU.contains(region)
                            : demands.region().equals(region));
            boolean cleared = demands.data() == null || region != null && region.startsWith("eu");
            boolean discreet = switch (demands.privacy()) {
                case ANY -> true;
                case NO_COLLECTION -> region != null && !region.equals("us");
                case NO_RETENTION -> "eu".equals(region);
            };
            return placed
                    && cleared
                    && discreet
                    && isCheap(target, demands.price().input())
                    && (demands.parameters() == Demands.Parameters.AS_MANY_AS_CAN || !loses(target));
        }

        private static boolean isCheap(Target target, @Nullable Money most) {
            if (most == null) {
                return true;
            }
            Money price = Ground.CATALOG
                    .model(target.endpoint(), target.model())
                    .map(KnownModel::facts)
                    .map(known -> known.prices().usual().of(Meter.INPUT))
                    .orElse(null);
            return price != null && price.times(1_000_000).compareTo(most) <= 0;
        }
    }

    /// A strategy of a user's that leaves out every second candidate.
    private static final class Choosy implements Strategy {
        @Override
        public String id() {
            return "choosy";
        }

        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return candidates.stream()
                    .filter(candidate -> candidate.place() % 2 == 0)
                    .map(candidate -> new Ranked(candidate, "chosen"))
                    .toList();
        }
    }

    @Property(tries = 200)
    void aPlanHoldsNothingThatIsExcludedAndAccountsForAllTheRest(@ForAll long seed) {
        var world = new World(seed);
        var found = (Planner.Routed.Found) world.planner.route(world.name, "openai-chat", Way.ANY);
        if (found.route().fixed() != null && world.guidance.equals(Guidance.NONE)) {
            // A plain name of which nothing is demanded means its target, whatever is asked of it.
            assertThat(world.planner.plan(found.route(), world.query))
                    .isEqualTo(new Planner.Planned.Ready(found.route().fixed()));
            return;
        }
        var spots = world.spots();
        var considered = new HashSet<String>();
        spots.forEach(spot -> considered.add(spot.target().name()));
        switch (world.planner.plan(found.route(), world.query)) {
            case Planner.Planned.Refused refused -> {
                for (var target : considered) {
                    assertThat(refused.failure().message()).contains(target + ": ");
                }
            }
            case Planner.Planned.Ready ready -> {
                var plan = ready.plan();
                var order = Ground.order(plan);
                assertThat(order).doesNotHaveDuplicates();
                for (var target : order) {
                    assertThat(spots.stream()
                                    .filter(spot -> spot.target().name().equals(target))
                                    .anyMatch(world::mayTake))
                            .as("%s of %s, by %s for %s", target, order, world.guidance, world.facts)
                            .isTrue();
                }
                for (var left : plan.leftOut()) {
                    assertThat(left.reason()).isNotBlank();
                    assertThat(order).doesNotContain(left.target());
                }
                var told = new HashSet<>(order);
                plan.leftOut().forEach(left -> told.add(left.target()));
                assertThat(told).isEqualTo(considered);
                if (world.guidance.selection().fallbacks() == Selection.Fallbacks.NONE
                        && world.guidance.selection().order().isEmpty()) {
                    assertThat(order).hasSize(1);
                }
            }
        }
    }

    @Property(tries = 50)
    void aCopyGoesNowhereWhereItsRequestMayNotGo(@ForAll long seed) {
        var world = new World(seed);
        var found = (Planner.Routed.Found) world.planner.route("smart", "openai-chat", Way.ANY);
        var plan = world.planner.shadow(found.route(), world.query);
        if (plan != null) {
            var target = plan.steps().getFirst().target();
            assertThat(World.meets(target, world.first.demands())).isTrue();
            assertThat(World.meets(target, world.guidance.demands())).isTrue();
            assertThat(world.takes(target)).isTrue();
        }
    }

    @Property(tries = 50)
    void theSameAskedTwiceIsPlannedTheSame(@ForAll long seed) {
        var one = new World(seed);
        var other = new World(seed);
        assertThat(words(one)).isEqualTo(words(other));
    }

    private static List<String> words(World world) {
        var found = (Planner.Routed.Found) world.planner.route(world.name, "openai-chat", Way.ANY);
        return switch (world.planner.plan(found.route(), world.query)) {
            case Planner.Planned.Refused refused -> List.of(refused.failure().message());
            case Planner.Planned.Ready ready ->
                ready.plan().steps().stream()
                        .map(step -> step.target().name() + ": " + step.reason())
                        .toList();
        };
    }
}
