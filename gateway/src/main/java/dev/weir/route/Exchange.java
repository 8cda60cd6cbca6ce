package dev.weir.route;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Failure.Phase;
import dev.weir.chat.Loss;
import dev.weir.provider.StreamLane;
import dev.weir.route.Course.Move;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One exchange, from the planned request to the last byte: the one asynchronous class. It lives on one event loop and
/// needs no lock. It only decides; an [Attempt] does one try, the [Course] says where to go next, an [Approach] goes
/// there, a [Rescue] knows how to go on in the middle.
///
/// The states are few. While nothing was sent, an attempt that fails gives way to the next; for a stream that is slow
/// to begin a second one may be under way beside it (the hedge), and whichever speaks first is committed to. Once
/// content was sent the stream ends whole, is continued by another attempt, or ends in a failure in the client's
/// dialect. A stream without content for long begins all the same and shows signs of life, behind which the attempts
/// go on. Exactly one of `out.reply` and `out.end` is called, and the observer once.
public final class Exchange implements Attempt.Owner, Approach.Owner, Alarm.Owner {
    private static final int MAX_HELD = 4 << 20;
    private static final Duration ALIVE = Duration.ofSeconds(15);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final Loop loop;
    private final Errand errand;
    private final Inbound in;
    private final Plan plan;
    private final Dispatch dispatch;
    private final Journal journal;
    private final Course course;
    private final Approach approach;
    private final Alarm alarm;
    private final Speech speech;
    private final long totalDeadline;

    private @Nullable Attempt attempt;
    private @Nullable Attempt hedge;
    private @Nullable Attempt talking;
    private @Nullable Rescue rescue;
    private @Nullable Faithful faithful;
    private @Nullable SlowReader slow;
    private boolean over;
    private long aliveDue;
    private long hedgeDue = Long.MAX_VALUE;

    public Exchange(Engine engine, Inbound in, Outbound out, Plan plan, Allowance allowance) {
        this.loop = engine.loop();
        this.in = in;
        this.plan = plan;
        this.errand = new Errand(engine, in, allowance, plan.resilience().rescue());
        this.dispatch = new Dispatch(errand, plan);
        this.journal = new Journal(in, plan);
        this.speech = new Speech(in, out, journal);
        this.totalDeadline = in.arrived() + total().toNanos();
        this.course = new Course(plan, tries(), totalDeadline);
        this.approach = new Approach(errand, dispatch, course, journal, totalDeadline, this);
        this.alarm = new Alarm(loop, this);
        this.aliveDue = isWhole() ? Long.MAX_VALUE : in.arrived() + ALIVE.toNanos();
    }

    private int tries() {
        return in.dialect().isRepeatable() ? plan.resilience().attempts() : 1;
    }

    private boolean isWhole() {
        return in.probe().delivery() == Delivery.WHOLE;
    }

    private Duration total() {
        Duration wished = in.wishes().limits().total();
        return wished != null && wished.compareTo(plan.total()) < 0 ? wished : plan.total();
    }

    public void start() {
        Move first = course.first(loop.nanos(), loop.dice());
        Step wanted = plan.steps().getFirst();
        if (first instanceof Move.Ask ask && ask.step().health() != wanted.health()) {
            errand.engine().prober().watch(wanted);
        }
        follow(first, "");
    }

    /// The client went away: the upstream is told at once.
    public void clientGone() {
        if (!over) {
            cancelled("the client closed the connection");
        }
    }

    private void cancelled(String why) {
        Failure gone = new Failure.Cancelled(why);
        settle(attempt, gone);
        settle(hedge, gone);
        finish(Receipt.Outcome.CANCELLED, gone);
    }

    // Asking.

    private void follow(Move move, String why) {
        attempt = null;
        approach.follow(move, why);
    }

    @Override
    public void waits() {
        if (!over) {
            alarm.at(soonest());
        }
    }

    @Override
    public void letIn(Step step, String why, @Nullable Slot slot) {
        Continuation continuation = rescue == null ? null : rescue.by(step, errand.rescue());
        String reason = step.reason() + (continuation == null ? why : ", " + Rescue.words(continuation.way()));
        Attempt fresh = new Attempt(errand, this, step, reason, continuation, slot);
        attempt = fresh;
        send(fresh);
    }

    private void send(Attempt fresh) {
        Step step = fresh.step();
        if (course.asking(step) == 1) {
            step.health().request(loop.nanos());
        }
        journal.began(fresh);
        dispatch.prepare(step, fresh.pass(), fresh.continuation(), prepared -> prepared(fresh, prepared));
    }

    private void prepared(Attempt fresh, Dispatch.Prepared prepared) {
        if (over || fresh.isNoted()) {
            return;
        }
        switch (prepared) {
            case Dispatch.Prepared.Refused refused -> failed(fresh, refused.failure());
            case Dispatch.Prepared.Lossy lossy -> passOver(fresh, lossy.losses());
            case Dispatch.Prepared.Ready ready -> {
                limit(fresh, isWhole() ? Phase.ANSWER : Phase.FIRST_TOKEN);
                if (!isWhole() && rescue == null && fresh != hedge) {
                    armHedge(fresh.step());
                }
                fresh.send(ready, dispatch);
            }
        }
    }

    /// A target would lose some of a strict request: it is not asked, which is no failure of its own.
    private void passOver(Attempt lossy, List<Loss> losses) {
        Step step = lossy.step();
        lossy.forget(losses);
        if (faithful == null) {
            faithful = new Faithful();
        }
        journal.leaveOut(step.target(), faithful.pass(step.target(), losses));
        course.never(step);
        if (lossy == hedge) {
            hedge = null;
        } else {
            follow(course.elsewhere(loop.nanos(), loop.dice()), "");
        }
    }

    private void armHedge(Step step) {
        Duration wait = plan.resilience().hedgeAfter(step.health());
        if (wait != null) {
            hedgeDue = loop.nanos() + wait.toNanos();
            alarm.at(hedgeDue);
        }
    }

    private void sendHedge() {
        hedgeDue = Long.MAX_VALUE;
        long now = loop.nanos();
        Step spare = course.free(now, loop.dice());
        if (spare == null || hedge != null || !spare.health().takeRetry(now)) {
            return;
        }
        Room room = spare.room();
        Slot slot = room == null ? null : room.take(now);
        if (room == null || slot != null) {
            hedge = new Attempt(errand, this, spare, spare.reason() + ", hedge", null, slot);
            send(hedge);
        }
    }

    // What attempts say.

    @Override
    public void answered(Attempt now, byte[] body) {
        if (!over) {
            // Whoever has the answer may ask for its receipt.
            journal.ended(now.note(null));
            finish(Receipt.Outcome.COMPLETE, null);
            speech.reply(now, body);
        }
    }

    @Override
    public void advanced(Attempt now, StreamReading stream) {
        if (over) {
            return;
        }
        StreamLane lane = stream.lane();
        Continuation continuation = now.continuation();
        if (continuation != null && continuation.hasDeparted()) {
            course.never(now.step());
            failed(now, new Failure.Truncated(now.step().target().name() + " gives another answer than was begun"));
            return;
        }
        StreamLane.State state = lane.state();
        if (state == StreamLane.State.FAILED) {
            Failure failure = lane.failure();
            failed(now, failure == null ? new Failure.Internal("the stream failed without a reason") : failure);
            return;
        }
        if (state == StreamLane.State.OPEN && lane.contents() == 0) {
            if (stream.pending().size() > MAX_HELD) {
                failed(now, new Failure.Broken("the provider sends a stream without content", now.status()));
            }
            return;
        }
        commit(now);
        if (state == StreamLane.State.COMPLETE) {
            complete(now);
        } else {
            say(now, lane);
        }
    }

    /// This attempt speaks first.
    private void commit(Attempt now) {
        if (!now.commit()) {
            return;
        }
        hedgeDue = Long.MAX_VALUE;
        now.remember();
        Attempt other = now == hedge ? attempt : hedge;
        settle(other, new Failure.Cancelled(now.step().target().name() + " answered first"));
        attempt = now;
        hedge = null;
        journal.speaks(now, rescue == null ? Duration.ofNanos(now.committedAt() - in.arrived()) : null);
        if (rescue == null) {
            talking = now;
            speech.begin(now);
        }
    }

    private void complete(Attempt now) {
        now.remember();
        Rescue half = rescue;
        Memory memory = in.memory();
        if (half != null && memory != null) {
            half.leave(memory, now.step());
        }
        speech.end(now.pending());
        journal.ended(now.note(null));
        finish(Receipt.Outcome.COMPLETE, null);
        if (!now.hasEnded()) {
            // Lets the upstream's stream run out so that its connection can serve again.
            alarm.at(loop.nanos() + DRAIN.toNanos());
        }
    }

    private void say(Attempt now, StreamLane lane) {
        speech.say(now.pending());
        if (slow != null) {
            return;
        }
        if (speech.isFull()) {
            slow = new SlowReader(speech, errand.allowance().unread(), loop.nanos());
            now.pause();
            alarm.at(slow.due());
            speech.whenDrained(() -> caughtUp(now));
        } else if (lane.isFinishing()) {
            now.limit().set(Phase.BETWEEN_TOKENS, LAST_WORD, loop.nanos());
            alarm.at(now.limit().due());
        } else {
            limit(now, Phase.BETWEEN_TOKENS);
        }
    }

    private void caughtUp(Attempt waited) {
        slow = null;
        if (over) {
            return;
        }
        if (attempt == waited) {
            limit(waited, Phase.BETWEEN_TOKENS);
            waited.resume();
        } else {
            alarm.at(soonest());
        }
    }

    @Override
    public void failed(Attempt failed, Failure cause) {
        if (over) {
            return;
        }
        Failure failure = told(failed, cause);
        if (failed == talking) {
            brokenOff(failed, failure);
            return;
        }
        if (rescue != null) {
            speech.say(failed.pending());
        }
        settle(failed, failure);
        if (failed == hedge || hedge != null) {
            attempt = failed == hedge ? attempt : hedge;
            hedge = null;
            journal.worst(failed, failure);
            course.never(failed.step());
        } else if (rescue != null) {
            goOn(failed, failure, rescue);
        } else {
            journal.worst(failed, failure);
            if (failed.isHopeless()) {
                course.never(failed.step());
            }
            if (dispatch.asksAgain() && loop.nanos() < totalDeadline) {
                attempt = null;
                approach.again(failed.step(), ", shown what was wrong");
            } else {
                follow(course.after(failed.step(), Reaction.to(failure), loop.nanos(), loop.dice()), ", again");
            }
        }
    }

    private static Failure told(Attempt failed, Failure cause) {
        return cause instanceof Failure.ProviderAuth auth
                ? new Failure.ProviderAuth(
                        failed.step().target().name() + " refused this gateway's own credentials, not yours: "
                                + auth.message(),
                        auth.status())
                : cause;
    }

    @Override
    public void stuck() {
        Rescue half = rescue;
        if (half != null) {
            ByteSink last = new ByteSink(0);
            half.fail(last);
            speech.end(last);
            finish(Receipt.Outcome.FAILED, half.why());
            return;
        }
        Failure failure = journal.worst();
        if (failure == null) {
            failure = untried();
        }
        // Whoever has the answer may ask for its receipt.
        finish(Receipt.Outcome.FAILED, failure);
        speech.fail(failure, plan.steps().getFirst());
    }

    /// Why nobody was asked.
    private Failure untried() {
        Failure full = approach.failure();
        if (full != null) {
            return full;
        }
        return faithful == null ? new Failure.Internal("nothing was tried") : faithful.refusal();
    }

    @Override
    public void drained() {
        if (over) {
            alarm.off();
        }
    }

    // In the middle of a stream.

    /// A stream failed behind content that was sent: another attempt goes on, or it ends in a failure that the client
    /// can read.
    private void brokenOff(Attempt broken, Failure failure) {
        speech.say(broken.pending());
        settle(broken, failure);
        Reaction reaction = Reaction.to(failure);
        rescue = reaction.cause() == null ? null : Rescue.behind(broken, failure, errand);
        if (rescue == null) {
            endIn(broken, failure);
            return;
        }
        Move move = course.rescue(broken.step(), reaction, loop.nanos(), loop.dice());
        if (move instanceof Move.Stop) {
            endIn(broken, failure);
        } else {
            follow(move, "");
        }
    }

    private void endIn(Attempt broken, Failure failure) {
        StreamReading stream = broken.stream();
        StreamLane lane = stream == null ? null : stream.lane();
        ByteSink last = new ByteSink(0);
        if (lane != null) {
            lane.fail(failure, last);
        }
        if (lane == null || lane.tells()) {
            speech.end(last);
        } else {
            speech.abort();
        }
        finish(Receipt.Outcome.FAILED, failure);
    }

    /// A continuation failed.
    private void goOn(Attempt failed, Failure failure, Rescue on) {
        Continuation tried = failed.continuation();
        if (tried != null && on.otherWay(failed.step(), tried.way(), failure, errand.rescue())) {
            attempt = null;
            approach.ask(failed.step(), "");
        } else if (on.isPossible()) {
            follow(course.rescue(failed.step(), Reaction.to(failure), loop.nanos(), loop.dice()), "");
        } else {
            stuck();
        }
    }

    // The end.

    private void settle(@Nullable Attempt of, Failure failure) {
        if (of != null && !of.isNoted()) {
            journal.ended(of.note(failure));
            of.stop();
        }
    }

    private void finish(Receipt.Outcome outcome, @Nullable Failure failure) {
        over = true;
        alarm.off();
        if (attempt != null) {
            attempt.close();
        }
        approach.leave();
        errand.engine()
                .observer()
                .finished(journal.receipt(
                        outcome, failure, Duration.ofNanos(loop.nanos() - in.arrived()), approach.queued()));
    }

    // Limits.

    private void limit(Attempt of, Phase phase) {
        of.limit().begin(phase, loop.nanos());
        alarm.at(soonest());
    }

    private long soonest() {
        long due = Math.min(totalDeadline, hedgeDue);
        if (talking == null) {
            due = Math.min(due, aliveDue);
        }
        if (slow != null) {
            return Math.min(due, slow.due());
        }
        due = Math.min(due, approach.due());
        if (attempt != null && !attempt.isNoted()) {
            due = Math.min(due, attempt.limit().due());
        }
        return hedge == null ? due : Math.min(due, hedge.limit().due());
    }

    @Override
    public void ring() {
        if (over) {
            if (attempt != null) {
                attempt.stop();
            }
            return;
        }
        long now = loop.nanos();
        if (now >= totalDeadline) {
            outOfTime();
        } else if (slow != null) {
            if (slow.isGone(now)) {
                cancelled("the client stopped reading");
                speech.abort();
            }
        } else {
            approach.ring(now);
            expire(hedge, now);
            expire(attempt, now);
            if (!over && now >= hedgeDue) {
                sendHedge();
            }
            if (!over && talking == null && now >= aliveDue) {
                speech.alive(attempt == null ? plan.steps().getFirst() : attempt.step());
                aliveDue = now + ALIVE.toNanos();
            }
        }
        if (!over) {
            alarm.at(soonest());
        }
    }

    private void expire(@Nullable Attempt of, long now) {
        if (of == null || over || of.isNoted() || now < of.limit().due()) {
            return;
        }
        if (of.isFinishing()) {
            of.end();
        } else {
            failed(of, of.limit().timedOut());
        }
    }

    private void outOfTime() {
        approach.leave();
        Attempt now = attempt;
        if (hedge != null) {
            settle(hedge, hedge.limit().timedOut(Phase.TOTAL, total()));
            hedge = null;
        }
        if (now == null || now.isNoted()) {
            stuck();
        } else {
            failed(now, now.limit().timedOut(Phase.TOTAL, total()));
        }
    }
}
