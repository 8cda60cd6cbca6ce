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
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.StreamEncoder;
import dev.weir.http.Ongoing;
import dev.weir.provider.BytePass;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.StreamLane;
import dev.weir.provider.Translation;
import dev.weir.provider.Upstream;
import dev.weir.shape.Guard;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One exchange, from the planned request to the last byte: the one asynchronous class. It lives on one event loop and
/// needs no lock.
///
/// The states are few. While nothing was sent, an attempt that fails gives way to the next step of the plan, and an
/// attempt that shows its first content is committed to. Once content was sent there is no way back: the stream ends
/// whole, or in a failure in the client's dialect. A stream without content for long begins all the same and shows
/// signs of life, behind which the attempts go on. Exactly one of `out.reply` and `out.end` is called, and the observer
/// once.
///
/// One timer serves every limit: it is set for the earliest of them, and looks again when it fires, so that content
/// need only move a deadline.
public final class Exchange {
    private static final int MAX_FRAME = 16 << 20;
    private static final int MAX_HELD = 4 << 20;
    private static final int MAX_ERROR = 1 << 20;
    private static final Duration ALIVE = Duration.ofSeconds(15);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final Duration STALLED_CLIENT = Duration.ofMinutes(2);

    private final Loop loop;
    private final Upstream upstream;
    private final Observer observer;
    private final Inbound in;
    private final Outbound out;
    private final Plan plan;
    private final int maxAnswer;
    private final Dispatch dispatch;
    private final Journal journal;
    private final Delivered delivered = new Delivered();
    private final ByteSink pending = new ByteSink(0);
    private final long totalDeadline;

    private @Nullable Attempt attempt;
    private @Nullable Faithful faithful;
    private @Nullable Failure lastFailure;
    private int nextStep;
    private boolean begun;
    private boolean over;
    private boolean paused;
    private Loop.@Nullable Timer timer;
    private long timerDue;
    private Phase phase = Phase.TOTAL;
    private Duration phaseLimit = Duration.ZERO;
    private long phaseDeadline;
    private long aliveDue;

    /// @param maxAnswer most bytes of an unstreamed answer
    public Exchange(Engine engine, Inbound in, Outbound out, Plan plan, int maxAnswer) {
        this.loop = engine.loop();
        this.upstream = engine.upstream();
        this.observer = engine.observer();
        this.in = in;
        this.out = out;
        this.plan = plan;
        this.maxAnswer = maxAnswer;
        this.dispatch = new Dispatch(in, plan, engine.codecs());
        this.journal = new Journal(in, plan);
        this.totalDeadline = in.arrived() + plan.total().toNanos();
        this.aliveDue = in.probe().delivery() == Delivery.WHOLE ? Long.MAX_VALUE : in.arrived() + ALIVE.toNanos();
    }

    public void start() {
        next();
    }

    /// The client went away: the upstream is told at once.
    public void clientGone() {
        if (over) {
            return;
        }
        cancelled("the client closed the connection");
    }

    private void cancelled(String why) {
        Failure gone = new Failure.Cancelled(why);
        if (attempt != null) {
            attempt.stop(gone);
        }
        finish(Receipt.Outcome.CANCELLED, gone);
        stopTimer();
    }

    /// Asks the next target of the plan.
    private void next() {
        ask(dispatch.way(plan.steps().get(nextStep++)));
    }

    private void ask(Step step) {
        journal.begin(step);
        Attempt fresh = new Attempt(step);
        attempt = fresh;
        fresh.send();
    }

    /// An attempt failed before its first content was sent.
    private void fallOver(Attempt failed, Failure cause) {
        Failure failure = cause instanceof Failure.ProviderAuth auth
                ? new Failure.ProviderAuth(
                        failed.step.target().name() + " refused this gateway's own credentials, not yours: "
                                + auth.message(),
                        auth.status())
                : cause;
        failed.stop(failure);
        lastFailure = failure;
        boolean time = loop.nanos() < totalDeadline;
        if (time && dispatch.asksAgain()) {
            ask(failed.step);
        } else if (nextStep < plan.steps().size() && time && Fallback.goesOn(failure)) {
            pending.clear();
            next();
        } else {
            giveUp(failed, failure);
        }
    }

    /// A target would lose some of a strict request: it is not asked, which is no failure of its own.
    private void passOver(Attempt lossy, List<Loss> losses) {
        if (faithful == null) {
            faithful = new Faithful();
        }
        journal.requestLost(losses);
        journal.leaveOut(lossy.step.target(), faithful.pass(lossy.step.target(), losses));
        if (nextStep < plan.steps().size()) {
            next();
        } else {
            giveUp(lossy, lastFailure == null ? faithful.refusal() : lastFailure);
        }
    }

    private void giveUp(Attempt last, Failure failure) {
        if (begun) {
            pending.clear();
            in.dialect().bytes().fail(failure, pending);
            out.write(pending);
            out.end();
        } else {
            ErrorReply reply = in.dialect().error(failure);
            AnswerHeaders headers = last.answerHeaders().with(reply.headers()).json();
            if (journal.attempts() > 1) {
                headers.noRetry();
            }
            byte[] own = last.ownError(failure);
            out.reply(own == null ? reply.status() : last.status, headers, own == null ? Replies.bytes(reply) : own);
        }
        finish(Receipt.Outcome.FAILED, failure);
        stopTimer();
    }

    private void finish(Receipt.Outcome outcome, @Nullable Failure failure) {
        over = true;
        observer.finished(journal.receipt(outcome, delivered, failure, Duration.ofNanos(loop.nanos() - in.arrived())));
    }

    /// Sends what the lane has ready, as far as the state of things allows.
    private void advance(Attempt now, StreamLane lane) {
        boolean content = lane.contents() > 0;
        if (!content && lane.state() == StreamLane.State.OPEN) {
            if (pending.size() > MAX_HELD) {
                fallOver(now, new Failure.Broken("the provider sends a stream without content", now.status));
            }
            return;
        }
        if (!content && lane.state() == StreamLane.State.FAILED) {
            fallOver(now, reason(lane));
            return;
        }
        if (content && now.committedAt == 0) {
            now.committedAt = loop.nanos();
            now.remember();
            journal.firstToken(Duration.ofNanos(now.committedAt - in.arrived()));
        }
        begin(now);
        switch (lane.state()) {
            case OPEN -> {
                send();
                arm(
                        Phase.BETWEEN_TOKENS,
                        lane.isFinishing()
                                ? LAST_WORD
                                : limit(now.step.deadlines().betweenTokens()));
            }
            case COMPLETE -> {
                now.remember();
                out.write(pending);
                out.end();
                now.note(null);
                finish(Receipt.Outcome.COMPLETE, null);
                drain(now);
            }
            case FAILED -> broken(now, lane, reason(lane));
            case CLOSED -> {}
        }
    }

    /// A stream failed behind content that was sent: it ends in a failure that the client can read.
    private void broken(Attempt now, StreamLane lane, Failure failure) {
        lane.fail(failure, pending);
        out.write(pending);
        if (lane.tells()) {
            out.end();
        } else {
            out.abort();
        }
        now.stop(failure);
        finish(Receipt.Outcome.FAILED, failure);
        stopTimer();
    }

    private void begin(Attempt now) {
        if (!begun) {
            begun = true;
            out.begin(now.good() ? now.status : 200, now.answerHeaders());
        }
    }

    private void send() {
        if (!pending.isEmpty()) {
            out.write(pending);
        }
        if (out.isFull() && !paused && attempt != null) {
            paused = true;
            Attempt now = attempt;
            now.pause();
            arm(Phase.TOTAL, STALLED_CLIENT);
            out.whenDrained(() -> {
                paused = false;
                if (!over) {
                    arm(Phase.BETWEEN_TOKENS, limit(now.step.deadlines().betweenTokens()));
                    now.resume();
                }
            });
        }
    }

    private static Failure reason(StreamLane lane) {
        Failure failure = lane.failure();
        return failure == null ? new Failure.Internal("the stream failed without a reason") : failure;
    }

    /// Lets the upstream's stream run out so that its connection can serve again.
    private void drain(Attempt now) {
        if (now.ended) {
            stopTimer();
        } else {
            phase = Phase.TOTAL;
            phaseDeadline = loop.nanos() + DRAIN.toNanos();
            aliveDue = Long.MAX_VALUE;
            look(phaseDeadline);
        }
    }

    // Limits.

    private void arm(Phase of, Duration limit) {
        if (paused && of != Phase.TOTAL) {
            return;
        }
        phase = of;
        phaseLimit = limit;
        phaseDeadline = loop.nanos() + limit.toNanos();
        look(Math.min(Math.min(phaseDeadline, totalDeadline), begun ? Long.MAX_VALUE : aliveDue));
    }

    private void look(long due) {
        if (timer != null) {
            if (timerDue <= due) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = loop.after(Duration.ofNanos(Math.max(1_000_000, due - loop.nanos())), this::onTimer);
    }

    private void onTimer() {
        timer = null;
        long now = loop.nanos();
        Attempt current = attempt;
        if (over) {
            if (current != null) {
                current.cancel();
            }
            return;
        }
        if (now >= totalDeadline) {
            timedOut(Phase.TOTAL, plan.total());
        } else if (now >= phaseDeadline) {
            if (paused) {
                cancelled("the client stopped reading");
                out.abort();
            } else if (current != null && current.isFinishing()) {
                current.end();
            } else {
                timedOut(phase, phaseLimit);
            }
        } else {
            long due = Math.min(phaseDeadline, totalDeadline);
            if (current != null && current.committedAt == 0 && now >= aliveDue) {
                begin(current);
                ByteSink sign = new ByteSink(32);
                in.dialect().bytes().alive(sign);
                out.write(sign);
                aliveDue = now + ALIVE.toNanos();
            }
            look(current != null && current.committedAt == 0 ? Math.min(due, aliveDue) : due);
        }
    }

    private void timedOut(Phase of, Duration limit) {
        Attempt now = attempt;
        if (now == null) {
            return;
        }
        Failure failure = new Failure.TimedOut(
                now.step.target().name() + " " + describe(of) + " within " + limit.toMillis() + " ms", of);
        StreamLane lane = now.lane;
        if (lane != null && lane.contents() > 0) {
            broken(now, lane, failure);
        } else {
            fallOver(now, failure);
        }
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

    private static Duration limit(@Nullable Duration said) {
        return said == null ? Duration.ofMinutes(10) : said;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /// One try on one target.
    private final class Attempt implements Upstream.Listener {
        private final Step step;
        private final long started = loop.nanos();
        private Headers headers = Headers.NONE;
        private @Nullable Ongoing call;
        private @Nullable StreamLane lane;
        private @Nullable Guard guard;
        private @Nullable ByteSink body;
        private Bridge.@Nullable Return back;
        private int status;
        private int tries;
        private long committedAt;
        private boolean ended;
        private boolean noted;

        private Attempt(Step step) {
            this.step = step;
            step.health().began();
        }

        private void send() {
            dispatch.prepare(step, this::prepared);
        }

        private void prepared(Dispatch.Prepared prepared) {
            if (over || attempt != this) {
                return;
            }
            switch (prepared) {
                case Dispatch.Prepared.Refused refused -> {
                    stop(refused.failure());
                    giveUp(this, refused.failure());
                }
                case Dispatch.Prepared.Lossy lossy -> passOver(this, lossy.losses());
                case Dispatch.Prepared.Ready ready -> {
                    guard = ready.guard();
                    journal.requestLost(ready.losses());
                    back = ready.back();
                    boolean whole = in.probe().delivery() == Delivery.WHOLE;
                    arm(
                            whole ? Phase.ANSWER : Phase.FIRST_TOKEN,
                            limit(
                                    whole
                                            ? step.deadlines().answer()
                                            : step.deadlines().firstToken()));
                    tries++;
                    call = upstream.send(ready.request(), step.door().credential(), this);
                }
            }
        }

        @Override
        public void head(int code, Headers answered) {
            status = code;
            headers = answered;
            if (!good()) {
                body = new ByteSink(0);
                return;
            }
            switch (in.dialect().bytes().taking(in.probe().delivery(), answered.get("content-type"))) {
                case WHOLE -> body = new ByteSink(0);
                case EVENTS -> lane = openLane();
                case BYTES -> lane = new BytePass();
            }
        }

        private boolean good() {
            return status >= 200 && status <= 299;
        }

        private StreamLane openLane() {
            ByteLane bytes = in.dialect().bytes();
            return switch (step.lane()) {
                case SAME ->
                    new FrameRelay(
                            bytes, bytes.watch(in.probe().delivery(), counting(), delivered), delivered, MAX_FRAME);
                case CROSS ->
                    new Translation(
                            dispatch.codec(step).reader(MAX_FRAME),
                            dispatch.decoder(step, guard, journal),
                            encoder(),
                            delivered);
            };
        }

        /// Tells the memory of an answer of the byte lane.
        private void remember() {
            if (in.memory() != null && step.lane() == Lane.SAME) {
                in.memory().answered(step, delivered);
            }
        }

        private StreamEncoder encoder() {
            Identity identity = identity();
            StreamEncoder encoder =
                    in.dialect().codec().encoder(identity, in.probe().delivery(), journal);
            Memory memory = in.memory();
            return memory == null || !memory.listens(step)
                    ? encoder
                    : new Listening(encoder, answer -> memory.answered(step, answer, identity));
        }

        private UsageConvention counting() {
            return step.door().surface().conduct().usage();
        }

        private Identity identity() {
            Identity identity = new Identity(
                    in.id(), in.at().getEpochSecond(), step.target().model());
            return in.memory() == null ? identity : in.memory().identify(identity);
        }

        @Override
        public void data(byte[] chunk) {
            if (over) {
                return;
            }
            StreamLane open = lane;
            ByteSink collected = body;
            if (open != null) {
                open.read(chunk, pending);
                advance(this, open);
            } else if (collected != null) {
                collected.write(chunk);
                if (collected.size() > (good() ? maxAnswer : MAX_ERROR)) {
                    fallOver(
                            this,
                            new Failure.Broken(
                                    "the provider's answer is larger than " + collected.size() + " bytes", status));
                }
            }
        }

        @Override
        public void end() {
            ended = true;
            if (over) {
                stopTimer();
                return;
            }
            StreamLane open = lane;
            ByteSink collected = body;
            if (open != null) {
                open.end(pending);
                advance(this, open);
            } else if (collected != null) {
                whole(collected.toBytes());
            }
        }

        private void whole(byte[] bytes) {
            if (!good()) {
                fallOver(this, error(bytes));
                return;
            }
            if (in.probe().delivery() != Delivery.WHOLE) {
                fallOver(this, unstreamed(bytes));
                return;
            }
            switch (step.lane()) {
                case SAME -> {
                    Failure failure = in.dialect()
                            .bytes()
                            .look(bytes, counting(), delivered)
                            .failure();
                    if (failure != null) {
                        fallOver(this, failure);
                    } else {
                        remember();
                        reply(bytes);
                    }
                }
                case CROSS -> {
                    if (back != null) {
                        bring(back, bytes);
                        return;
                    }
                    switch (dispatch.decode(step, guard, bytes, journal)) {
                        case Answer.Failed failed -> fallOver(this, failed.failure());
                        case Answer.Whole answer -> {
                            var response = answer.response();
                            delivered.begin(response.head());
                            if (response.usage() != null) {
                                delivered.meter(response.usage());
                            }
                            if (!response.choices().isEmpty()) {
                                delivered.finish(response.choices().getFirst().finish());
                            }
                            if (in.memory() != null) {
                                in.memory().answered(step, response, identity());
                            }
                            reply(in.dialect().codec().encode(response, identity(), journal));
                        }
                    }
                }
            }
        }

        private void bring(Bridge.Return way, byte[] bytes) {
            switch (way.answer(bytes, identity(), delivered, journal)) {
                case Bridge.Brought.Failed failed -> fallOver(this, failed.failure());
                case Bridge.Brought.Reply brought -> reply(brought.body());
            }
        }

        /// A JSON body where a stream was asked for is nearly always an error in a 200.
        private Failure unstreamed(byte[] bytes) {
            Failure failure = switch (step.lane()) {
                case SAME ->
                    in.dialect()
                            .bytes()
                            .look(bytes, counting(), new Delivered())
                            .failure();
                case CROSS ->
                    dispatch.codec(step).decode(bytes) instanceof Answer.Failed failed ? failed.failure() : null;
            };
            return failure != null
                    ? failure
                    : new Failure.Broken("the provider answered whole where a stream was asked for", status);
        }

        private Failure error(byte[] bytes) {
            return switch (step.lane()) {
                case SAME -> in.dialect().bytes().error(status, headers, bytes);
                case CROSS ->
                    back != null
                            ? back.error(status, headers, bytes)
                            : dispatch.codec(step).error(status, headers, bytes);
            };
        }

        private void reply(byte[] bytes) {
            boolean same = step.lane() == Lane.SAME;
            AnswerHeaders answer =
                    same ? answerHeaders().jsonUnlessTyped() : answerHeaders().json();
            note(null);
            out.reply(same ? status : 200, answer, bytes);
            finish(Receipt.Outcome.COMPLETE, null);
            stopTimer();
        }

        @Override
        public void failed(Failure failure) {
            ended = true;
            if (over) {
                stopTimer();
                return;
            }
            StreamLane open = lane;
            if (open != null && open.isFinishing()) {
                // All was said; only the connection did not close as it should.
                end();
            } else if (open != null && open.contents() > 0) {
                broken(this, open, failure);
            } else {
                Exchange.this.fallOver(this, failure);
            }
        }

        @Override
        public void stale() {
            if (over) {
                return;
            }
            if (tries < 3) {
                send();
            } else {
                failed(new Failure.Broken(step.target().name() + " closes its connections before it answers", 0));
            }
        }

        /// Ends the attempt and closes its call.
        private void stop(Failure failure) {
            note(failure);
            cancel();
        }

        private void note(@Nullable Failure failure) {
            if (!noted) {
                noted = true;
                healthy(failure);
                journal.ended(step, status, Duration.ofNanos(loop.nanos() - started), failure);
            }
        }

        private void healthy(@Nullable Failure failure) {
            TargetHealth health = step.health();
            health.ended();
            long now = loop.nanos();
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
            } else if (Fallback.counts(failure)) {
                health.failed(now, started, failure.message());
            } else if (failure instanceof Failure.RateLimited limited && limited.retryAfter() != null) {
                health.restUntil(now + limited.retryAfter().toNanos());
            }
        }

        private void cancel() {
            if (call != null && !ended) {
                ended = true;
                call.cancel();
            }
        }

        private boolean isFinishing() {
            return lane != null && lane.isFinishing();
        }

        private void pause() {
            if (call != null) {
                call.pause();
            }
        }

        private void resume() {
            if (call != null) {
                call.resume();
            }
        }

        /// The provider's own error, to be passed on as it is: on the same lane, unless it is about our own key.
        private byte @Nullable [] ownError(Failure failure) {
            boolean own = step.lane() == Lane.SAME
                    && status >= 400
                    && body != null
                    && !body.isEmpty()
                    && !(failure instanceof Failure.ProviderAuth);
            return own && body != null && Replies.isJsonObject(body.toBytes()) ? body.toBytes() : null;
        }

        private AnswerHeaders answerHeaders() {
            return AnswerHeaders.of(
                    in, step, Math.max(1, journal.attempts() + (noted ? 0 : 1)), journal.requestLosses(), headers);
        }
    }
}
