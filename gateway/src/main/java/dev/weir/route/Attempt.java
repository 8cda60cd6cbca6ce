package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Failure.Phase;
import dev.weir.chat.Loss;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.StreamEncoder;
import dev.weir.http.Ongoing;
import dev.weir.http.Post;
import dev.weir.provider.BytePass;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.StreamLane;
import dev.weir.provider.Translation;
import dev.weir.provider.Upstream;
import dev.weir.shape.Guard;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One try on one target: its request, its answer as it comes, its limit. It decides nothing; it tells its owner what
/// happened, and the target's health how it went.
final class Attempt implements Upstream.Listener, Consumer<Loss> {
    private static final int MAX_FRAME = 16 << 20;
    private static final int MAX_ERROR = 1 << 20;
    private static final int MAX_TAPE = 1 << 20;
    private static final int MAX_STALE = 3;
    private static final long MAX_REST = Duration.ofMinutes(5).toNanos();
    private static final long REFUSED_KEY_RESTS = Duration.ofMinutes(10).toNanos();
    private static final long LIMITED_KEY_RESTS = Duration.ofSeconds(1).toNanos();

    /// Hears of an attempt. Once it called [#stop], it hears nothing more.
    interface Owner {
        /// The stream has more for the client, is complete, or has failed.
        void advanced(Attempt attempt, StreamLane lane);

        /// The whole answer, in the client's dialect.
        void answered(Attempt attempt, byte[] body);

        void failed(Attempt attempt, Failure failure);

        /// Nothing more comes of an attempt that was closed.
        void drained();
    }

    private final Errand errand;
    private final Owner owner;
    private final Step step;
    private final Pass pass;
    private final String reason;
    private final @Nullable Continuation continuation;
    private final @Nullable Slot slot;
    private final Delivered delivered = new Delivered();
    private final ByteSink pending = new ByteSink(0);
    private final long started;
    private List<Loss> requestLosses = List.of();
    private List<Loss> responseLosses = List.of();
    private Headers headers = Headers.NONE;
    private @Nullable Post post;
    private @Nullable Ongoing call;
    private @Nullable StreamLane lane;
    private @Nullable ByteSink body;
    private @Nullable ByteSink tape;
    private Bridge.@Nullable Return back;
    private @Nullable Guard guard;
    private @Nullable Dispatch dispatch;
    private int status;
    private int sent;
    private long committedAt;
    private Phase phase = Phase.TOTAL;
    private Duration limit = Duration.ZERO;
    private boolean callersLimit;
    private long due = Long.MAX_VALUE;
    private boolean ended;
    private boolean over;
    private boolean noted;
    private boolean hopeless;
    private boolean holds;

    /// @param reason why it is made, for people
    /// @param continuation what it adds to a stream that another began, or null
    /// @param slot that it holds at the target until nothing more comes of it; null where none is needed
    Attempt(
            Errand errand,
            Owner owner,
            Step step,
            String reason,
            @Nullable Continuation continuation,
            @Nullable Slot slot) {
        this.errand = errand;
        this.owner = owner;
        this.step = step;
        this.reason = reason;
        this.continuation = continuation;
        this.slot = slot;
        this.started = errand.engine().loop().nanos();
        this.pass = step.choose(started);
        step.health().began();
        if (pass.health() != null) {
            pass.health().began();
        }
    }

    /// @param by which it was prepared
    void send(Dispatch.Prepared.Ready ready, Dispatch by) {
        dispatch = by;
        guard = ready.guard();
        back = ready.back();
        requestLosses = ready.losses();
        send(ready.request());
    }

    private void send(Post request) {
        post = request;
        sent++;
        call = errand.engine().upstream().send(request, pass.credential(), this);
    }

    // What the owner asks.

    Step step() {
        return step;
    }

    Pass pass() {
        return pass;
    }

    @Nullable
    Continuation continuation() {
        return continuation;
    }

    Delivered delivered() {
        return delivered;
    }

    /// Tells the memory of an answer of the byte lane.
    void remember() {
        Memory memory = errand.in().memory();
        if (memory != null && step.lane() == Lane.SAME && continuation == null) {
            memory.answered(step, pass, delivered, delivered.takeWhole());
        }
    }

    /// Holds an answer of the byte lane where the memory wants the whole.
    private void hold() {
        Memory memory = errand.in().memory();
        if (memory != null && memory.holds(step)) {
            delivered.wantWhole();
        }
    }

    /// What is ready for the client.
    ByteSink pending() {
        return pending;
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    List<Loss> requestLosses() {
        return requestLosses;
    }

    List<Loss> responseLosses() {
        return responseLosses;
    }

    @Nullable
    StreamLane lane() {
        return lane;
    }

    boolean isFinishing() {
        return lane != null && lane.isFinishing();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isNoted() {
        return noted;
    }

    /// The first content came. Says when, after the attempt's begin.
    boolean commit() {
        if (committedAt != 0) {
            return false;
        }
        committedAt = errand.engine().loop().nanos();
        return true;
    }

    boolean isCommitted() {
        return committedAt != 0;
    }

    long committedAt() {
        return committedAt;
    }

    /// The bytes that came, for a rescue; null when there are too many of them, or none is wanted.
    byte @Nullable [] tape() {
        return tape == null ? null : tape.toBytes();
    }

    Identity identity() {
        Identity identity = new Identity(
                errand.in().id(),
                errand.in().at().getEpochSecond(),
                step.target().model());
        Memory memory = errand.in().memory();
        return memory == null ? identity : memory.identify(identity);
    }

    // Limits.

    /// Sets the limit of a phase.
    ///
    /// @param usual of the step
    /// @param callers tighter than that, or null
    void limit(Phase of, Duration usual, @Nullable Duration callers) {
        phase = of;
        callersLimit = callers != null && callers.compareTo(usual) < 0;
        limit = callers != null && callersLimit ? callers : usual;
        due = errand.engine().loop().nanos() + limit.toNanos();
    }

    long due() {
        return due;
    }

    /// The limit has passed.
    Failure timedOut() {
        return timedOut(phase, limit);
    }

    Failure timedOut(Phase of, Duration within) {
        return new Failure.TimedOut(
                step.target().name() + " " + describe(of) + " within " + within.toMillis() + " ms", of);
    }

    private static String describe(Phase of) {
        return switch (of) {
            case CONNECT -> "did not accept a connection";
            case FIRST_TOKEN -> "sent no first token";
            case ANSWER -> "did not answer";
            case BETWEEN_TOKENS -> "sent nothing more in the middle of its stream";
            case TOTAL -> "did not finish";
        };
    }

    // The upstream.

    @Override
    public void head(int code, Headers answered) {
        status = code;
        headers = answered;
        if (!isGood()) {
            body = new ByteSink(0);
            return;
        }
        Delivery delivery = errand.in().probe().delivery();
        switch (errand.in().dialect().bytes().taking(delivery, answered.get("content-type"))) {
            case WHOLE -> body = new ByteSink(0);
            case EVENTS -> {
                lane = openLane(delivery);
                tape = errand.rescue() == Resilience.Rescue.OFF || continuation != null ? null : new ByteSink(0);
            }
            case BYTES -> lane = new BytePass();
        }
    }

    /// Whether the provider said that all is well.
    boolean isGood() {
        return status >= 200 && status <= 299;
    }

    private StreamLane openLane(Delivery delivery) {
        if (continuation != null) {
            return new Translation(
                    errand.codec(step).reader(MAX_FRAME), errand.codec(step).decoder(), continuation, delivered);
        }
        ByteLane bytes = errand.in().dialect().bytes();
        return switch (step.lane()) {
            case SAME -> {
                hold();
                yield new FrameRelay(bytes, watch(bytes, delivery), delivered, MAX_FRAME);
            }
            case CROSS ->
                new Translation(
                        errand.codec(step).reader(MAX_FRAME),
                        dispatch().decoder(step, guard, this),
                        encoder(delivery),
                        delivered);
        };
    }

    private ByteLane.Watch watch(ByteLane bytes, Delivery delivery) {
        ByteLane.Watch watch = bytes.watch(delivery, counting(), delivered);
        return guard == null ? watch : guard.over(watch, errand.codec(step).decoder());
    }

    private Dispatch dispatch() {
        return Objects.requireNonNull(dispatch, "an answer came before anything was asked");
    }

    private StreamEncoder encoder(Delivery delivery) {
        Identity identity = identity();
        StreamEncoder encoder = errand.in().dialect().codec().encoder(identity, delivery, this);
        Memory memory = errand.in().memory();
        StreamEncoder heard = memory == null || !memory.listens(step)
                ? encoder
                : new Listening(encoder, answer -> memory.answered(step, answer, identity));
        holds = heard.holds();
        return heard;
    }

    private UsageConvention counting() {
        return step.door().surface().conduct().usage();
    }

    /// The answer lost something. The same loss again is not noted twice.
    @Override
    public void accept(Loss loss) {
        if (responseLosses.isEmpty()) {
            responseLosses = new ArrayList<>();
        }
        if (responseLosses.size() > Receipt.MAX_LOSSES || responseLosses.contains(loss)) {
            return;
        }
        boolean last = responseLosses.size() == Receipt.MAX_LOSSES;
        responseLosses.add(
                last ? new Loss(loss.path(), loss.verdict(), loss.reason() + " There is more than is listed.") : loss);
    }

    @Override
    public void data(byte[] chunk) {
        if (over) {
            return;
        }
        StreamLane open = lane;
        ByteSink collected = body;
        if (open != null) {
            record(chunk);
            open.read(chunk, pending);
            if (holds && delivered.length() > errand.allowance().answer()) {
                owner.failed(
                        this,
                        new Failure.Broken(
                                "the provider's answer is larger than "
                                        + errand.allowance().answer() + " characters",
                                status));
                return;
            }
            owner.advanced(this, open);
        } else if (collected != null) {
            collected.write(chunk);
            if (collected.size() > (isGood() ? errand.allowance().answer() : MAX_ERROR)) {
                hopeless = true;
                owner.failed(
                        this,
                        new Failure.Broken(
                                "the provider's answer is larger than " + collected.size() + " bytes", status));
            }
        }
    }

    private void record(byte[] chunk) {
        if (tape != null) {
            if (tape.size() + chunk.length > MAX_TAPE) {
                tape = null;
            } else {
                tape.write(chunk);
            }
        }
    }

    @Override
    public void end() {
        ended = true;
        vacate();
        if (over) {
            owner.drained();
            return;
        }
        StreamLane open = lane;
        ByteSink collected = body;
        if (open != null) {
            open.end(pending);
            owner.advanced(this, open);
        } else if (collected != null) {
            whole(collected.toBytes());
        }
    }

    private void whole(byte[] bytes) {
        if (!isGood()) {
            owner.failed(this, error(bytes));
            return;
        }
        if (errand.in().probe().delivery() != Delivery.WHOLE) {
            owner.failed(this, unstreamed(bytes));
            return;
        }
        switch (step.lane()) {
            case SAME -> {
                hold();
                Failure failure = look(bytes, delivered);
                if (failure != null) {
                    owner.failed(this, failure);
                    return;
                }
                switch (guard == null ? null : dispatch().amended(step, guard, bytes, this)) {
                    case null -> {
                        remember();
                        owner.answered(this, bytes);
                    }
                    case Answer.Failed failed -> owner.failed(this, failed.failure());
                    case Answer.Whole answer -> translated(answer);
                }
            }
            case CROSS -> {
                if (back != null) {
                    bring(back, bytes);
                    return;
                }
                switch (dispatch().decode(step, guard, bytes, this)) {
                    case Answer.Failed failed -> owner.failed(this, failed.failure());
                    case Answer.Whole answer -> translated(answer);
                }
            }
        }
    }

    private void translated(Answer.Whole answer) {
        var response = answer.response();
        delivered.begin(response.head());
        if (response.usage() != null) {
            delivered.meter(response.usage());
        }
        if (!response.choices().isEmpty()) {
            delivered.finish(response.choices().getFirst().finish());
        }
        Memory memory = errand.in().memory();
        if (memory != null) {
            memory.answered(step, response, identity());
        }
        owner.answered(this, errand.in().dialect().codec().encode(response, identity(), this));
    }

    private void bring(Bridge.Return way, byte[] bytes) {
        switch (way.answer(headers, bytes, identity(), delivered, this)) {
            case Bridge.Brought.Failed failed -> owner.failed(this, failed.failure());
            case Bridge.Brought.Reply brought -> owner.answered(this, brought.body());
        }
    }

    private @Nullable Failure look(byte[] bytes, Delivered into) {
        return errand.in().dialect().bytes().look(bytes, counting(), into).failure();
    }

    /// A JSON body where a stream was asked for is nearly always an error in a 200.
    private Failure unstreamed(byte[] bytes) {
        Failure failure = switch (step.lane()) {
            case SAME -> look(bytes, new Delivered());
            case CROSS -> errand.codec(step).decode(bytes) instanceof Answer.Failed failed ? failed.failure() : null;
        };
        return failure != null
                ? failure
                : new Failure.Broken("the provider answered whole where a stream was asked for", status);
    }

    private Failure error(byte[] bytes) {
        return switch (step.lane()) {
            case SAME -> errand.in().dialect().bytes().error(status, headers, bytes);
            case CROSS ->
                back != null
                        ? back.error(status, headers, bytes)
                        : errand.codec(step).error(status, headers, bytes);
        };
    }

    @Override
    public void failed(Failure failure) {
        ended = true;
        vacate();
        if (over) {
            owner.drained();
            return;
        }
        if (isFinishing()) {
            // All was said; only the connection did not close as it should.
            end();
        } else {
            owner.failed(this, failure);
        }
    }

    @Override
    public void stale() {
        if (over || post == null) {
            return;
        }
        if (sent <= MAX_STALE) {
            send(post);
        } else {
            failed(new Failure.Broken(step.target().name() + " closes its connections before it answers", 0));
        }
    }

    void pause() {
        if (call != null) {
            call.pause();
        }
    }

    void resume() {
        if (call != null) {
            call.resume();
        }
    }

    /// The owner wants nothing more; what still comes is thrown away.
    void close() {
        over = true;
    }

    /// Ends the attempt and closes its call.
    void stop() {
        over = true;
        if (call != null && !ended) {
            ended = true;
            call.cancel();
        }
        vacate();
    }

    /// Makes room for the next at the target.
    private void vacate() {
        if (slot != null) {
            slot.leave(errand.engine().loop().nanos());
        }
    }

    // The end.

    /// Whether another try would end the same way.
    boolean isHopeless() {
        return hopeless;
    }

    /// It was never made: the target would lose some of the request.
    void forget(List<Loss> losses) {
        requestLosses = losses;
        noted = true;
        over = true;
        vacate();
        step.health().ended();
        if (pass.health() != null) {
            pass.health().ended();
        }
    }

    /// What became of it. Told once.
    ///
    /// @param failure null when it answered
    Receipt.Attempt note(@Nullable Failure failure) {
        noted = true;
        if (failure == null) {
            errand.in().dialect().bytes().count(errand.in().body(), errand.in().asked(), delivered);
        }
        long now = errand.engine().loop().nanos();
        tell(failure, now);
        return new Receipt.Attempt(
                step.target().name(),
                step.lane(),
                reason,
                status,
                Duration.ofNanos(now - started),
                failure,
                delivered.usage(),
                delivered.units(),
                step.prices());
    }

    private void tell(@Nullable Failure failure, long now) {
        TargetHealth health = step.health();
        health.ended();
        KeyHealth key = pass.health();
        if (key != null) {
            key.ended();
        }
        if (failure == null) {
            health.succeeded(now);
            if (committedAt == 0) {
                health.sawAnswer(now - started);
            } else {
                health.sawFirstToken(committedAt - started);
                if (delivered.usage() != null) {
                    health.sawSpeed(delivered.usage().output().total(), now - committedAt);
                }
            }
            return;
        }
        rest(failure, now);
        boolean ours = callersLimit && failure instanceof Failure.TimedOut;
        if (Reaction.counts(failure) && !ours && health.failed(now, started, failure.message())) {
            errand.engine().prober().watch(step);
        }
    }

    /// A rate limit makes the key rest where there are several, else the target; a refusal the key.
    private void rest(Failure failure, long now) {
        KeyHealth key = pass.health();
        if (failure instanceof Failure.RateLimited limited) {
            Duration said = limited.retryAfter();
            if (key != null) {
                key.restUntil(now + (said == null ? LIMITED_KEY_RESTS : Math.min(MAX_REST, said.toNanos())));
            } else if (said != null) {
                step.health().restUntil(now + Math.min(MAX_REST, said.toNanos()));
            }
        } else if (failure instanceof Failure.ProviderAuth && key != null) {
            key.restUntil(now + REFUSED_KEY_RESTS);
        }
    }

    /// The provider's own error, to be passed on as it is: on the same lane, unless it is about our own key.
    byte @Nullable [] ownError(Failure failure) {
        boolean own = step.lane() == Lane.SAME
                && status >= 400
                && body != null
                && !body.isEmpty()
                && !(failure instanceof Failure.ProviderAuth);
        return own && body != null && Replies.isJsonObject(body.toBytes()) ? body.toBytes() : null;
    }
}
