package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.RequestProbe;
import dev.weir.http.Post;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.Confines;
import dev.weir.route.GuidanceReader.Members;
import dev.weir.route.GuidanceReader.Said;
import dev.weir.vault.Whereabouts;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns a request as it came in into its plan: reads what it says about routing, and puts together what a planner is
/// asked, lots and turns included. A name whose plan is fixed, and a request that says nothing, go straight through.
public final class Intake {
    /// The provider that knows `models` and `provider` itself.
    private static final String OPENROUTER = "openrouter";
    /// The dialect that has a word `fallbacks` of its own.
    private static final String ANTHROPIC = "anthropic-messages";

    private final Planner planner;
    private final Vitals vitals;
    private final Chances chances;
    private final Map<String, ProviderCodec> codecs;
    private final InstantSource clock;
    private final GuidanceReader reader;
    private final Noting noting;
    private final boolean notesAll;

    /// An intake that notes little of requests.
    public Intake(
            Planner planner, Vitals vitals, Chances chances, Map<String, ProviderCodec> codecs, InstantSource clock) {
        this(planner, vitals, chances, codecs, clock, Noting.LITTLE);
    }

    /// @param vitals of all targets
    /// @param codecs by dialect
    /// @param noting what is noted of requests
    public Intake(
            Planner planner,
            Vitals vitals,
            Chances chances,
            Map<String, ProviderCodec> codecs,
            InstantSource clock,
            Noting noting) {
        this.noting = noting;
        this.notesAll = noting.isOfAll();
        this.planner = planner;
        this.vitals = vitals;
        this.chances = chances;
        this.codecs = codecs;
        this.clock = clock;
        this.reader = new GuidanceReader(planner.directory());
    }

    /// A request that nobody planned yet.
    public record Arrival(ClientDialect dialect, Asked asked, byte[] body, RequestProbe.Found probe, ClientKey key) {
        private Arrival with(byte[] newBody, RequestProbe.Found newProbe) {
            return new Arrival(dialect, asked, newBody, newProbe, key);
        }
    }

    /// What became of it.
    public sealed interface Taken {
        /// @param body that goes on
        /// @param guidance that the request gave
        /// @param shadow the plan of a copy, or null where none is made
        /// @param imprint for the log, or null where there is nothing to say
        record Ready(
                byte[] body,
                RequestProbe.Found probe,
                Plan plan,
                Guidance guidance,
                @Nullable Plan shadow,
                @Nullable Imprint imprint)
                implements Taken {
            /// A request that is planned without looking at it.
            public Ready(byte[] body, RequestProbe.Found probe, Plan plan, Guidance guidance) {
                this(body, probe, plan, guidance, null, null);
            }

            /// The same at the one place where something lives that it builds on.
            public Taken at(Pin pin) {
                return pinned(pin, probe.model());
            }

            private Taken pinned(Pin pin, @Nullable String model) {
                return switch (Pinning.of(plan, pin, model)) {
                    case Pinning.Refused refused -> new Refused(refused.failure());
                    case Pinning.There there -> new Ready(body, probe, there.plan(), guidance, null, imprint);
                };
            }

            /// The same, tried once at one target.
            public Ready once() {
                return new Ready(body, probe, plan.alone(), guidance, null, imprint);
            }

            /// The same without a copy.
            public Ready alone() {
                return new Ready(body, probe, plan, guidance, null, imprint);
            }
        }

        /// @param leftOut every target, where there is a plan to be made at all
        record Refused(Failure failure, List<Plan.LeftOut> leftOut) implements Taken {
            public Refused {
                leftOut = List.copyOf(leftOut);
            }

            /// A request that could not even be planned.
            public Refused(Failure failure) {
                this(failure, List.of());
            }
        }
    }

    public Planner planner() {
        return planner;
    }

    /// Why a key may not use a model, or null where it may: a name with a suffix is the model's own.
    ///
    /// @param path where the request names it
    public @Nullable Failure refusal(ClientKey key, String model, String path) {
        if (key.mayUse(model)) {
            return null;
        }
        Suffix suffix = Suffix.of(model, planner.directory());
        if (suffix != null && key.mayUse(suffix.model())) {
            return null;
        }
        String place = path.equals("model") ? "" : " (" + path + ")";
        return new Failure.Forbidden("The key `" + key.name() + "` may not use the model `" + model + "`" + place
                + ". Ask for it to be added to the key's `models`.");
    }

    /// The plan of a request of which only the model is known, as things stand.
    Planner.Planned named(String model, String dialect, ClientKey key, Heads heads) {
        Failure forbidden = refusal(key, model, "model");
        if (forbidden != null) {
            return new Planner.Planned.Refused(forbidden);
        }
        try {
            Confines confines = key.confines();
            Guidance guidance = reader.read(Post.NO_BODY, Members.NONE, heads)
                    .guidance()
                    .within(confines.region(), confines.data());
            return planner.plan(new Query(
                    new Facts.Named(model, dialect, key.name(), heads.all(), clock.instant()),
                    RequestProbe.Way.ANY,
                    guidance,
                    vitals,
                    chances.next(model),
                    Query.Checks.allowing(key)));
        } catch (GuidanceReader.Unclear unclear) {
            return new Planner.Planned.Refused(unclear.failure());
        }
    }

    /// Plans what is asked of something that lives at a provider: it goes there, if the caller's requests may.
    public Taken take(Arrival arrival, Heads heads, Whereabouts at) {
        RequestProbe.Found probe = arrival.probe();
        return switch (planner.route(probe.model(), arrival.dialect().id(), probe.way())) {
            case Planner.Routed.Refused _ -> new Taken.Refused(Pinning.gone(at));
            case Planner.Routed.Found found ->
                switch (take(found.route(), arrival, heads)) {
                    case Taken.Refused refused -> refused;
                    case Taken.Ready ready -> ready.pinned(new Pin(at, Pin.Hold.HISTORY), null);
                };
        };
    }

    public Taken take(Arrival arrival, Heads heads) {
        RequestProbe.Found probe = arrival.probe();
        return switch (planner.route(probe.model(), arrival.dialect().id(), probe.way())) {
            case Planner.Routed.Refused refused -> new Taken.Refused(refused.failure());
            case Planner.Routed.Found found -> take(found.route(), arrival, heads);
        };
    }

    private Taken take(Route route, Arrival arrival, Heads heads) {
        boolean says = arrival.probe().says() == RequestProbe.Says.ROUTING || heads.speakToWeir();
        Confines confines = arrival.key().confines();
        if (!says && confines.equals(Confines.NONE)) {
            Plan fixed = route.fixed();
            return fixed != null && !notesAll
                    ? new Taken.Ready(arrival.body(), arrival.probe(), fixed, Guidance.NONE)
                    : plan(route, arrival, heads, Guidance.NONE, Map.of());
        }
        try {
            Said said = reader.read(arrival.body(), members(route, arrival), heads);
            return guided(route, arrival, heads, said);
        } catch (GuidanceReader.Unclear unclear) {
            return new Taken.Refused(unclear.failure());
        }
    }

    private static Members members(Route route, Arrival arrival) {
        boolean theirs = route.fixed() != null
                && route.fixed()
                        .steps()
                        .getFirst()
                        .target()
                        .endpoint()
                        .row()
                        .id()
                        .equals(OPENROUTER);
        if (theirs || arrival.probe().says() == RequestProbe.Says.NOTHING) {
            return Members.NONE;
        }
        return arrival.dialect().id().equals(ANTHROPIC) ? Members.BUT_FALLBACKS : Members.ALL;
    }

    private Taken guided(Route route, Arrival arrival, Heads heads, Said said) {
        for (Guidance.Other other : said.guidance().others()) {
            Failure refused = refusal(arrival.key(), other.model(), other.path());
            if (refused != null) {
                return new Taken.Refused(refused);
            }
        }
        Confines confines = arrival.key().confines();
        Guidance guidance = said.guidance().within(confines.region(), confines.data());
        if (Arrays.equals(said.body(), arrival.body())) {
            return plan(route, arrival, heads, guidance, said.members());
        }
        return switch (arrival.dialect().bytes().probe(said.body(), arrival.asked())) {
            case RequestProbe.Rejected rejected -> new Taken.Refused(rejected.failure());
            case RequestProbe.Found again -> {
                RequestProbe.Found same = again.like(arrival.probe());
                yield plan(route, arrival.with(said.body(), same), heads, guidance, said.members());
            }
        };
    }

    private Taken plan(Route route, Arrival arrival, Heads heads, Guidance guidance, Map<String, JsonNode> members) {
        RequestProbe.Found probe = arrival.probe();
        BodyFacts facts = new BodyFacts(
                arrival.dialect(), arrival.asked(), arrival.body(), probe, arrival.key(), heads::all, clock.instant());
        Query query = new Query(
                facts,
                probe.way(),
                guidance,
                vitals,
                chances.next(route.model().name()),
                new Fit(facts, arrival.body(), arrival.key(), codecs));
        return switch (planner.plan(route, query)) {
            case Planner.Planned.Refused refused -> new Taken.Refused(refused.failure(), refused.leftOut());
            case Planner.Planned.Ready ready ->
                new Taken.Ready(
                        arrival.body(),
                        probe,
                        ready.plan(),
                        guidance,
                        planner.shadow(route, query),
                        imprint(facts, members, heads));
        };
    }

    private @Nullable Imprint imprint(Facts facts, Map<String, JsonNode> members, Heads heads) {
        return notesAll || !members.isEmpty() || heads.speakToWeir() ? Imprint.of(facts, members, heads, noting) : null;
    }
}
