package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Legs;
import dev.weir.provider.StreamLane;
import dev.weir.provider.Upstream;
import dev.weir.shape.Guard;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One try on one target: its request, its answer as it comes (by its [Reading]), its limit. It decides nothing; it
/// tells its owner what happened, and the target's health how it went.
final class Attempt implements Upstream.Listener, Consumer<Loss> {
    /// Hears of an attempt. Once it called [#stop], it hears nothing more.
    interface Owner {
        /// The stream has more for the client, is complete, or has failed.
        void advanced(Attempt attempt, StreamReading stream);

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
    private final PhaseLimit limit;
    private final long started;
    private List<Loss> requestLosses = List.of();
    private List<Loss> responseLosses = List.of();
    private Headers headers = Headers.NONE;
    private @Nullable Calls calls;
    private @Nullable Dispatch dispatch;
    private @Nullable Reading reading;
    /// Of an error that a later leg of the answer was refused with.
    private @Nullable WholeReading refusal;
    private int status;
    private long committedAt;
    private boolean ended;
    private boolean over;
    private boolean noted;
    private boolean claims;

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
        this.limit = new PhaseLimit(step, errand.in().wishes().limits());
        this.started = errand.engine().loop().nanos();
        this.pass = step.choose(started);
        step.health().began();
        pass.began();
    }

    /// @param by which it was prepared
    void send(Dispatch.Prepared.Ready prepared, Dispatch by) {
        dispatch = by;
        requestLosses = prepared.losses();
        calls = new Calls(errand.engine().upstream(), pass, this, prepared);
        calls.send();
    }

    // What the owner and the reading ask.

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
        if (step.lane() != Lane.SAME || continuation != null) {
            return;
        }
        if (memory != null) {
            memory.answered(step, pass, delivered, delivered.takeWhole());
        } else if (delivered.hasMade()) {
            errand.engine().keeper().made(errand.in().key(), step, pass, delivered);
        }
    }

    /// What is ready for the client.
    ByteSink pending() {
        return reading instanceof StreamReading stream ? stream.pending() : new ByteSink(0);
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /// The content type of its answer, or null.
    @Nullable
    String type() {
        return headers.get("content-type");
    }

    List<Loss> requestLosses() {
        return requestLosses;
    }

    List<Loss> responseLosses() {
        return responseLosses;
    }

    /// Its answer where that is streamed, else null.
    @Nullable
    StreamReading stream() {
        return reading instanceof StreamReading stream ? stream : null;
    }

    boolean isFinishing() {
        return reading instanceof StreamReading stream && stream.lane().isFinishing();
    }

    /// Whether the client asks for the rest by itself.
    private boolean isLeft() {
        return reading instanceof StreamReading stream && stream.lane().isLeft();
    }

    /// How long it may take.
    PhaseLimit limit() {
        return limit;
    }

    /// By whom it was prepared.
    Dispatch dispatch() {
        return Objects.requireNonNull(dispatch, "an answer came before anything was asked");
    }

    /// Of the answer's form, or null.
    @Nullable
    Guard guard() {
        return calls == null ? null : calls.guard();
    }

    /// The way back of an answer that crosses a bridge, or null.
    Bridge.@Nullable Return back() {
        return calls == null ? null : calls.back();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isNoted() {
        return noted;
    }

    /// The first content came: whether it is told for the first time.
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

    // The upstream.

    @Override
    public void head(int code, Headers answered) {
        status = code;
        boolean further = calls != null && calls.leg() > 1;
        if (!further || !isGood()) {
            headers = answered;
        }
        if (further) {
            refusal = isGood() ? null : new WholeReading(this, errand);
            return;
        }
        reading = isGood() ? reading() : new WholeReading(this, errand);
    }

    private Reading reading() {
        Delivery delivery = errand.in().probe().delivery();
        return switch (errand.in().dialect().bytes().taking(delivery, type())) {
            case WHOLE -> new WholeReading(this, errand);
            case EVENTS -> StreamReading.ofEvents(this, errand);
            case BYTES -> StreamReading.ofBytes(this, errand);
        };
    }

    /// Whether the provider said that all is well.
    boolean isGood() {
        return status >= 200 && status <= 299;
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
        Reading by = refusal == null ? reading : refusal;
        if (!over && by != null) {
            by.data(chunk);
        }
    }

    @Override
    public void end() {
        if (!over && goesOn()) {
            return;
        }
        ended = true;
        vacate();
        Reading by = refusal == null ? reading : refusal;
        if (over) {
            owner.drained();
        } else if (by != null) {
            by.end();
        }
    }

    /// How an answer of its target comes in several legs, the next of which the client does not ask for by itself;
    /// null where it comes at once.
    @Nullable
    Legs legs() {
        return switch (step.lane()) {
            case SAME -> errand.in().dialect().bytes().legs(errand.in().headers());
            case CROSS -> back() == null ? errand.codec(step).legs() : null;
        };
    }

    /// Asks for the next leg of the answer, where there is one.
    private boolean goesOn() {
        Reading by = reading;
        Calls made = calls;
        if (by == null || made == null || refusal != null || !isGood()) {
            return false;
        }
        Legs way = legs();
        String token = way == null ? null : by.token(way);
        if (way == null || token == null) {
            return false;
        }
        if (made.leg() == Calls.MAX_LEGS) {
            ended = true;
            vacate();
            fail(new Failure.Internal(step.target().name() + " has not ended its answer in " + Calls.MAX_LEGS
                    + " legs, and is asked no more"));
            return true;
        }
        by.nextLeg();
        made.sendNext(way, token);
        if (by instanceof StreamReading stream) {
            owner.advanced(this, stream);
        }
        return true;
    }

    /// There is more of its stream.
    void advance(StreamReading stream) {
        if (delivered.due() == null || stream.lane().state() == StreamLane.State.OPEN) {
            owner.advanced(this, stream);
        } else {
            claim(() -> owner.advanced(this, stream));
        }
    }

    /// This is the whole answer, in the client's dialect.
    void answer(byte[] body) {
        if (delivered.due() == null) {
            owner.answered(this, body);
        } else {
            claim(() -> owner.answered(this, body));
        }
    }

    /// Has what is due metered by one exchange, this or another, before the last of it is told.
    private void claim(Runnable then) {
        if (claims) {
            return;
        }
        claims = true;
        Memory memory = errand.in().memory();
        if (memory == null) {
            then.run();
            return;
        }
        memory.claim(delivered, () -> !over, () -> {
            if (!over) {
                then.run();
            }
        });
    }

    void fail(Failure failure) {
        owner.failed(this, failure);
    }

    @Override
    public void failed(Failure failure) {
        ended = true;
        vacate();
        if (over) {
            owner.drained();
            return;
        }
        if (isFinishing() || isLeft()) {
            // All was said; only the connection did not close as it should.
            end();
        } else {
            owner.failed(this, failure);
        }
    }

    @Override
    public void stale() {
        if (over || calls == null) {
            return;
        }
        if (calls.isStale()) {
            failed(new Failure.Broken(step.target().name() + " closes its connections before it answers", 0));
        } else {
            calls.send();
        }
    }

    void pause() {
        if (calls != null) {
            calls.pause();
        }
    }

    void resume() {
        if (calls != null) {
            calls.resume();
        }
    }

    /// The owner wants nothing more; what still comes is thrown away.
    void close() {
        over = true;
    }

    /// Ends the attempt and closes its call.
    void stop() {
        over = true;
        if (calls != null && !ended) {
            ended = true;
            calls.cancel();
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
        return reading instanceof WholeReading whole && whole.isOverflown();
    }

    /// It was never made: the target would lose some of the request.
    void forget(List<Loss> losses) {
        requestLosses = losses;
        noted = true;
        over = true;
        vacate();
        step.health().ended();
        pass.ended();
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
                step.prices().of(delivered.model()));
    }

    private void tell(@Nullable Failure failure, long now) {
        TargetHealth health = step.health();
        health.ended();
        pass.ended();
        if (failure == null) {
            health.answered(started, committedAt, delivered.usage(), now);
            return;
        }
        pass.rest(failure, health, now);
        boolean ours = limit.isCallers() && failure instanceof Failure.TimedOut;
        if (Reaction.counts(failure) && !ours && health.failed(now, started, failure.message())) {
            errand.engine().prober().watch(step);
        }
    }

    /// The provider's own error, to be passed on as it is: on the same lane, unless it is about our own key.
    byte @Nullable [] ownError(Failure failure) {
        return step.lane() == Lane.SAME
                        && status >= 400
                        && !(failure instanceof Failure.ProviderAuth)
                        && (refusal == null ? reading : refusal) instanceof WholeReading whole
                ? said(whole.errorObject())
                : null;
    }

    private byte @Nullable [] said(byte @Nullable [] error) {
        return error != null && errand.in().dialect().bytes().saysError(error) ? error : null;
    }
}
