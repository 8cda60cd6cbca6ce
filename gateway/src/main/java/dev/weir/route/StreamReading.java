package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Legs;
import dev.weir.dialect.StreamEncoder;
import dev.weir.provider.BytePass;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.FrameRelay.Asking;
import dev.weir.provider.StreamLane;
import dev.weir.provider.Translation;
import dev.weir.shape.Guard;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// An answer that is passed on piece by piece: its lane, what of it is ready for the client, and the tape of what came,
/// where a rescue may want that.
final class StreamReading implements Reading {
    static final int MAX_FRAME = 16 << 20;
    private static final int MAX_TAPE = 1 << 20;

    private final Attempt attempt;
    private final Errand errand;
    private final StreamLane lane;
    private final boolean holds;
    private final ByteSink pending = new ByteSink(0);
    private @Nullable ByteSink tape;

    /// @param encoder that the lane writes with, or null where the provider's own bytes go through
    private StreamReading(Attempt attempt, Errand errand, StreamLane lane, @Nullable StreamEncoder encoder) {
        this.attempt = attempt;
        this.errand = errand;
        this.lane = lane;
        this.holds = encoder != null && encoder.holds();
    }

    /// The reading of what is no stream of events.
    static StreamReading ofBytes(Attempt attempt, Errand errand) {
        return new StreamReading(
                attempt, errand, new BytePass(errand.in().dialect().bytes().ear(attempt.delivered())), null);
    }

    static StreamReading ofEvents(Attempt attempt, Errand errand) {
        Continuation continuation = attempt.continuation();
        if (continuation != null) {
            return new StreamReading(attempt, errand, continued(attempt, errand, continuation), null);
        }
        StreamReading reading = switch (attempt.step().lane()) {
            case SAME -> new StreamReading(attempt, errand, relay(attempt, errand), null);
            case CROSS -> {
                StreamEncoder encoder = encoder(attempt, errand);
                yield new StreamReading(attempt, errand, translation(attempt, errand, encoder), encoder);
            }
        };
        // Of several answers only the first could be continued.
        boolean one = errand.in().probe().choices() == 1;
        if (one && errand.rescue() != Resilience.Rescue.OFF) {
            reading.tape = new ByteSink(0);
        }
        return reading;
    }

    private static StreamLane continued(Attempt attempt, Errand errand, Continuation continuation) {
        Step step = attempt.step();
        return new Translation(
                errand.codec(step).reader(MAX_FRAME, attempt.type()),
                errand.codec(step).decoder(),
                continuation,
                attempt.delivered());
    }

    private static StreamLane relay(Attempt attempt, Errand errand) {
        if (errand.holds(attempt.step())) {
            attempt.delivered().wantWhole();
        }
        ByteLane bytes = errand.in().dialect().bytes();
        Guard guard = attempt.guard();
        attempt.delivered().wantChoices(errand.in().probe().choices());
        ByteLane.Watch watch =
                bytes.watch(errand.in().probe().delivery(), attempt.step().convention(), attempt.delivered());
        ByteLane.Watch guarded = guard == null
                ? watch
                : guard.over(watch, errand.codec(attempt.step()).decoder());
        Asking asking = attempt.legs() == null ? Asking.CLIENT : Asking.GATEWAY;
        return new FrameRelay(bytes, guarded, attempt.delivered(), bytes.reader(MAX_FRAME, attempt.type()), asking);
    }

    private static StreamLane translation(Attempt attempt, Errand errand, StreamEncoder encoder) {
        Step step = attempt.step();
        return new Translation(
                errand.codec(step).reader(MAX_FRAME, attempt.type()),
                attempt.dispatch().decoder(step, attempt.guard(), attempt),
                encoder,
                attempt.delivered());
    }

    private static StreamEncoder encoder(Attempt attempt, Errand errand) {
        Step step = attempt.step();
        Identity identity = errand.identity(attempt.step());
        StreamEncoder encoder = errand.in()
                .dialect()
                .codec()
                .encoder(identity, errand.in().probe().delivery(), attempt);
        Memory memory = errand.in().memory();
        return memory == null || !memory.listens(step)
                ? encoder
                : new Listening(encoder, answer -> memory.answered(step, answer, identity));
    }

    StreamLane lane() {
        return lane;
    }

    /// What is ready for the client.
    ByteSink pending() {
        return pending;
    }

    /// The bytes that came, for a rescue; null when there are too many of them, or none is wanted.
    byte @Nullable [] tape() {
        return tape == null ? null : tape.toBytes();
    }

    @Override
    public void data(byte[] chunk) {
        record(chunk);
        lane.read(chunk, pending);
        int most = errand.allowance().answer();
        if (holds && attempt.delivered().length() > most) {
            attempt.fail(new Failure.Broken(
                    "the provider's answer is larger than " + most + " characters", attempt.status()));
        } else {
            attempt.advance(this);
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
    public @Nullable String token(Legs legs) {
        return lane.token(pending);
    }

    @Override
    public void nextLeg() {
        lane.nextLeg();
    }

    @Override
    public void end() {
        lane.end(pending);
        attempt.advance(this);
    }
}
