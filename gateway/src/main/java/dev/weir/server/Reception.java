package dev.weir.server;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Strictness;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.Ties;
import dev.weir.dialect.TokenCount;
import dev.weir.flow.Deadlines;
import dev.weir.http.Post;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.Priority;
import dev.weir.route.Allowance;
import dev.weir.route.ClientDialect;
import dev.weir.route.Demands;
import dev.weir.route.Engine;
import dev.weir.route.Exchange;
import dev.weir.route.Forgetting;
import dev.weir.route.Guidance;
import dev.weir.route.Inbound;
import dev.weir.route.Intake;
import dev.weir.route.Keeper;
import dev.weir.route.Memory;
import dev.weir.route.Outbound;
import dev.weir.route.Pin;
import dev.weir.route.Pinning;
import dev.weir.route.Plan;
import dev.weir.route.Shadows;
import dev.weir.route.Tied;
import dev.weir.route.Told;
import dev.weir.route.Wishes;
import dev.weir.vault.Whereabouts;
import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes in what is asked of a model: reads the body, looks at it, plans, and begins the exchange.
final class Reception {
    private static final AsciiString STRICT = AsciiString.cached("x-weir-strict");

    private final Engine engine;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Shadows shadows;

    Reception(Engine engine, Metrics metrics, InstantSource clock, Shadows shadows) {
        this.shadows = shadows;
        this.engine = engine;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Who asks, and under which configuration.
    ///
    /// @param arrived by the loop's clock
    private record Call(Visit visit, ClientDialect dialect, Asked asked, Snapshot now, ClientKey key, long arrived) {
        void fail(Failure failure) {
            visit.fail(dialect, failure);
        }
    }

    /// Counts tokens: by asking the provider, where the first of the plan speaks the client's dialect, else by a guess
    /// that says that it is one.
    void count(Request request, ClientDialect dialect, TokenCount count, Asked asked, Snapshot now, ClientKey key) {
        Call call = new Call(
                new HttpVisit(request),
                dialect.on(count.lane()),
                asked,
                now,
                key,
                engine.loop().nanos());
        Next next = ready -> {
            Plan same = ready.plan().counting();
            if (same != null) {
                begin(call, ready.alone(), same);
            } else {
                switch (count.estimate(ready.body(), asked)) {
                    case TokenCount.Estimated.Reply reply -> PlainReply.estimate(request, dialect, reply.body());
                    case TokenCount.Estimated.Rejected rejected -> call.fail(rejected.failure());
                }
            }
        };
        read(request, call, next);
    }

    /// What is done with a request that has a plan.
    @FunctionalInterface
    private interface Next {
        void with(Intake.Taken.Ready ready);
    }

    private void read(Request request, Call call, Next next) {
        BodyReader.read(engine.loop(), request, call.now().maxBody(), body -> look(call, body, next), call::fail);
    }

    void take(Request request, ClientDialect dialect, Asked asked, Snapshot now, ClientKey key) {
        Call call = new Call(
                new HttpVisit(request), dialect, asked, now, key, engine.loop().nanos());
        read(request, call, ready -> begin(call, ready, ready.plan()));
    }

    /// Takes a request whose body is there.
    void take(Visit visit, ClientDialect dialect, byte[] body, Snapshot now, ClientKey key) {
        Call call =
                new Call(visit, dialect, Asked.NOTHING, now, key, engine.loop().nanos());
        look(call, body, ready -> begin(call, ready, ready.plan()));
    }

    /// What is asked of a provider and not of a model.
    ///
    /// @param pin where something lives that it is about, or null
    /// @param memory of the exchange, or null
    record Parcel(
            String method,
            Asked asked,
            byte[] body,
            @Nullable Whereabouts pin,
            @Nullable Memory memory) {
        Parcel with(Memory other) {
            return new Parcel(method, asked, body, pin, other);
        }
    }

    /// Takes what is asked of a provider. A target that may have carried it out is not asked again.
    void take(Visit visit, ClientDialect dialect, Parcel parcel, Snapshot now, ClientKey key) {
        Call call =
                new Call(visit, dialect, parcel.asked(), now, key, engine.loop().nanos());
        switch (dialect.bytes().probe(parcel.body(), parcel.asked())) {
            case RequestProbe.Rejected rejected -> call.fail(rejected.failure());
            case RequestProbe.Found found -> {
                Intake.Arrival arrival = new Intake.Arrival(dialect, parcel.asked(), parcel.body(), found, key);
                Intake.Taken taken = parcel.pin() == null
                        ? now.intake().take(arrival, visit)
                        : now.intake().take(arrival, visit, parcel.pin());
                switch (taken) {
                    case Intake.Taken.Refused refused -> call.fail(refused.failure());
                    case Intake.Taken.Ready ready -> {
                        Plan plan = ready.plan();
                        begin(call, ready.alone(), parcel.method().equals("GET") ? plan : plan.once(), parcel.memory());
                    }
                }
            }
        }
    }

    /// Reads a body, within the limits.
    void read(Request request, ClientDialect dialect, Snapshot now, Consumer<byte[]> then) {
        BodyReader.read(
                engine.loop(), request, now.maxBody(), then, failure -> PlainReply.failure(request, dialect, failure));
    }

    private void look(Call call, byte[] body, Next next) {
        switch (call.dialect().bytes().probe(body, call.asked())) {
            case RequestProbe.Rejected rejected -> call.fail(rejected.failure());
            case RequestProbe.Found found -> {
                Ties ties = found.ties();
                if (ties != null && ties.build()) {
                    gather(call, body, found, ties, next);
                } else {
                    plan(call, body, found, null, next);
                }
            }
        }
    }

    /// Finds what a request builds on, before anybody is asked.
    private void gather(Call call, byte[] body, RequestProbe.Found found, Ties ties, Next next) {
        call.visit()
                .keeper(engine.keeper())
                .gather(call.dialect(), call.key(), body, ties, call.now().terms(), tied -> {
                    switch (tied) {
                        case Tied.Free _ -> plan(call, body, found, null, next);
                        case Tied.Pinned pinned -> plan(call, body, found, pinned.pin(), next);
                        case Tied.Expanded expanded -> expanded(call, expanded, ties, next);
                        case Tied.Refused refused -> call.fail(refused.failure());
                    }
                });
    }

    /// A conversation that was kept here goes to any target. What the gateway wrote into it goes translated, so that
    /// each gets of it what it takes.
    private void expanded(Call call, Tied.Expanded expanded, Ties ties, Next next) {
        byte[] body = expanded.body();
        switch (call.dialect().bytes().probe(body, call.asked())) {
            case RequestProbe.Rejected rejected -> call.fail(rejected.failure());
            case RequestProbe.Found found -> {
                RequestProbe.Found built = switch (expanded.origin()) {
                    case NATIVE -> found.builtOn(ties.taken(expanded.taken()));
                    case TRANSLATED -> found.translated(ties.taken(expanded.taken()));
                };
                plan(call, body, built, expanded.pin(), next);
            }
        }
    }

    /// Finds out whose seals a request holds, where there are several that they could be of.
    private void plan(Call call, byte[] body, RequestProbe.Found found, @Nullable Pin pin, Next next) {
        Ties ties = found.ties();
        Keepsakes keepsakes = call.dialect().keepsakes();
        if (ties == null
                || keepsakes == null
                || pin != null
                || !ties.seals().some()
                || !call.now().planner().issuers().areToBeTold()) {
            planned(call, body, found, pin, next);
            return;
        }
        call.visit()
                .keeper(engine.keeper())
                .issuers(
                        call.key(),
                        keepsakes,
                        body,
                        known -> planned(call, body, found.builtOn(ties.told(known)), null, next));
    }

    private void planned(Call call, byte[] body, RequestProbe.Found found, @Nullable Pin pin, Next next) {
        Failure forbidden = call.now().intake().refusal(call.key(), found.model(), "model");
        if (forbidden != null) {
            call.fail(forbidden);
            return;
        }
        Intake.Arrival arrival = new Intake.Arrival(call.dialect(), call.asked(), body, found, call.key());
        Intake.Taken taken = call.now().intake().take(arrival, call.visit());
        switch (pin != null && taken instanceof Intake.Taken.Ready ready ? ready.at(pin) : taken) {
            case Intake.Taken.Refused refused -> call.fail(refused.failure());
            case Intake.Taken.Ready ready -> {
                Ties ties = found.ties();
                boolean background = ties != null && ties.run() == Ties.Run.BACKGROUND;
                next.with(background ? ready.once() : ready);
            }
        }
    }

    /// What is asked of something that lives at a provider.
    ///
    /// @param memory of the exchange, or null
    record Errand(
            Whereabouts at, Delivery delivery, @Nullable Memory memory) {}

    /// Asks a provider for something that lives there.
    void forward(Request request, ClientDialect dialect, Asked asked, Snapshot now, ClientKey key, Errand errand) {
        Call call = new Call(
                new HttpVisit(request), dialect, asked, now, key, engine.loop().nanos());
        Whereabouts at = errand.at();
        RequestProbe.Found named = new RequestProbe.Found(at.endpoint() + "/" + at.model(), errand.delivery());
        Intake.Arrival arrival = new Intake.Arrival(dialect, asked, Post.NO_BODY, named, key);
        switch (now.intake().take(arrival, call.visit(), at)) {
            case Intake.Taken.Refused refused -> call.fail(refused.failure());
            case Intake.Taken.Ready ready -> {
                Plan same = ready.plan().asItIs();
                if (same == null) {
                    call.fail(Pinning.gone(at));
                } else {
                    RequestProbe.Found found = new RequestProbe.Found(at.model(), errand.delivery());
                    Plan alone = same.alone();
                    begin(
                            call,
                            new Intake.Taken.Ready(Post.NO_BODY, found, alone, Guidance.NONE),
                            alone,
                            errand.memory());
                }
            }
        }
    }

    /// Has a conversation made shorter by the model itself, which only the Responses API can.
    void compact(Request request, ClientDialect dialect, Keepsakes keepsakes, Snapshot now, ClientKey key) {
        Call call = new Call(
                new HttpVisit(request),
                dialect.on(keepsakes.compaction()),
                Asked.NOTHING,
                now,
                key,
                engine.loop().nanos());
        read(request, call, ready -> {
            Plan same = ready.plan().asItIs();
            if (same != null) {
                begin(call, ready.alone(), same);
            } else {
                call.fail(new Failure.Unsupported(
                        "A conversation can be compacted only by a provider that speaks the Responses API, from what"
                                + " it keeps itself or from `input` of its own. `"
                                + ready.probe().model() + "` cannot: send fewer items instead.",
                        "model"));
            }
        });
    }

    private void begin(Call call, Intake.Taken.Ready ready, Plan plan) {
        boolean nothing = ready.guidance().demands().privacy() == Demands.Privacy.NO_RETENTION;
        Memory memory = nothing
                ? Forgetting.HERE
                : call.visit()
                        .keeper(engine.keeper())
                        .memory(new Keeper.Ask(
                                call.dialect(),
                                call.key(),
                                ready.body(),
                                ready.probe(),
                                plan,
                                call.now().terms(),
                                call.now().planner().issuers()));
        begin(call, ready, plan, memory);
    }

    private void begin(Call call, Intake.Taken.Ready ready, Plan plan, @Nullable Memory memory) {
        Inbound in = new Inbound(
                RequestIds.next(),
                call.dialect(),
                call.asked(),
                ready.body(),
                ready.probe(),
                call.key(),
                forwarded(call),
                strictness(call),
                wishes(ready.guidance(), call.key()),
                memory,
                ready.imprint(),
                call.now().version(),
                clock.instant(),
                call.arrived());
        Allowance allowance = call.now().allowance();
        Outbound out = told(call.visit().outbound(call.asked()), ready);
        Shadows.Pair pair = ready.shadow() == null ? null : shadows.begin(in, ready.shadow());
        Exchange exchange = new Exchange(engine, in, pair == null ? out : pair.shown(out), plan, allowance);
        metrics.began();
        call.visit().whenGone(exchange::clientGone);
        exchange.start();
        if (pair != null) {
            pair.start(engine, allowance);
        }
    }

    /// The way back, with the plan in a header where the caller asked for that.
    private static Outbound told(Outbound out, Intake.Taken.Ready ready) {
        return switch (ready.guidance().telling()) {
            case ON_THE_RECEIPT -> out;
            case ON_THE_ANSWER -> new Told(out, Map.of("x-weir-plan", PlanJson.header(ready.plan())));
        };
    }

    private static Wishes wishes(Guidance guidance, ClientKey key) {
        Priority said = guidance.priority();
        Priority priority = said == null ? key.priority() : said;
        return guidance.deadlines().equals(Deadlines.NONE) && priority == Priority.NORMAL
                ? Wishes.NONE
                : new Wishes(guidance.deadlines(), priority);
    }

    /// What the caller demands by its key or by a header. A word in the header that nobody knows is taken for a yes:
    /// who asked for care gets it.
    private static Strictness strictness(Call call) {
        String said = call.visit().header(STRICT);
        boolean no = said == null || said.equals("false") || said.equals("0");
        return no ? call.key().strictness() : Strictness.STRICT;
    }

    private static Map<String, String> forwarded(Call call) {
        Map<String, String> out = Map.of();
        for (AsciiString name : call.dialect().headers().upstream()) {
            String value = call.visit().header(name);
            if (value != null) {
                if (out.isEmpty()) {
                    out = new HashMap<>();
                }
                out.put(name.toString(), value);
            }
        }
        return out;
    }
}
