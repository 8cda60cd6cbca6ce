package dev.weir.provider;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.dialect.ByteLane;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The same lane: passes whole server-sent events, or messages of another framing, in their original bytes.
///
/// It may hold a frame back, drop one (a usage frame that the client did not ask for, a frame that is no JSON) or put
/// one of its own behind (an error, an end), but never changes what one says. What follows the dialect's last word is
/// not
/// passed.
public final class FrameRelay implements StreamLane, SseReader.Sink {
    private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_INVALID = 3;

    private final ByteLane dialect;
    private final ByteLane.Watch watch;
    private final Delivered delivered;
    private final FrameReader reader;
    private final Asking asking;
    private ByteSink out = new ByteSink(0);
    private State state = State.OPEN;
    private @Nullable Failure failure;
    private long contents;

    /// Who asks for the next leg of an answer.
    public enum Asking {
        CLIENT,
        GATEWAY
    }

    /// @param maxFrame most bytes of one event
    public FrameRelay(ByteLane dialect, ByteLane.Watch watch, Delivered delivered, int maxFrame) {
        this(dialect, watch, delivered, dialect.reader(maxFrame), Asking.CLIENT);
    }

    public FrameRelay(ByteLane dialect, ByteLane.Watch watch, Delivered delivered, FrameReader reader, Asking asking) {
        this.dialect = dialect;
        this.watch = watch;
        this.delivered = delivered;
        this.reader = reader;
        this.asking = asking;
    }

    @Override
    public void read(byte[] chunk, ByteSink sink) {
        if (state != State.OPEN) {
            return;
        }
        out = sink;
        try {
            reader.feed(chunk, 0, chunk.length, this);
        } catch (FrameReader.Malformed e) {
            failed(new Failure.Broken("the provider's stream is malformed: " + e.getMessage(), 200));
        }
    }

    @Override
    public void end(ByteSink sink) {
        if (state != State.OPEN) {
            return;
        }
        out = sink;
        reader.end(this);
        if (state != State.OPEN) {
            return;
        }
        if (watch.isComplete()) {
            dialect.complete(out);
            state = State.COMPLETE;
        } else if (isLeft()) {
            state = State.COMPLETE;
        } else {
            failed(new Failure.Truncated("the provider's stream ended before the answer was complete"));
        }
    }

    @Override
    public @Nullable String token(ByteSink sink) {
        if (state == State.OPEN) {
            out = sink;
            reader.end(this);
        }
        return state == State.OPEN ? watch.token() : null;
    }

    @Override
    public void nextLeg() {
        watch.nextLeg();
    }

    @Override
    public boolean isLeft() {
        return asking == Asking.CLIENT && watch.token() != null;
    }

    @Override
    public void frame(Frame frame) {
        if (state == State.OPEN) {
            relay(frame, false);
        }
    }

    @Override
    public void unfinished(Frame frame) {
        if (state == State.OPEN && !frame.isSilent()) {
            relay(frame, true);
        }
    }

    private void relay(Frame frame, boolean unfinished) {
        if (frame.isSilent()) {
            pass(frame, false);
            return;
        }
        switch (watch.frame(frame)) {
            case ByteLane.Sight.Pass _ -> pass(frame, unfinished);
            case ByteLane.Sight.Content _ -> {
                contents++;
                pass(frame, unfinished);
            }
            case ByteLane.Sight.Leg _ -> {
                contents++;
                switch (asking) {
                    case CLIENT -> pass(frame, unfinished);
                    case GATEWAY -> {
                        dialect.passLeg(frame, out);
                        delivered.frame();
                    }
                }
            }
            case ByteLane.Sight.Drop _ -> {}
            case ByteLane.Sight.Last _ -> {
                pass(frame, unfinished);
                if (watch.isComplete()) {
                    state = State.COMPLETE;
                } else {
                    failed(new Failure.Truncated("the provider ended its stream without finishing the answer"));
                }
            }
            case ByteLane.Sight.Invalid _ -> invalid(unfinished);
            case ByteLane.Sight.Failed sight -> failed(sight.failure());
        }
    }

    private void invalid(boolean unfinished) {
        delivered.invalidFrame();
        if (!unfinished && delivered.invalidFrames() > MAX_INVALID) {
            failed(new Failure.Broken("the provider's stream holds frames that are not JSON", 200));
        }
    }

    private void pass(Frame frame, boolean unfinished) {
        dialect.pass(frame, out);
        if (unfinished) {
            out.write(BLANK_LINE);
        }
        delivered.frame();
    }

    private void failed(Failure why) {
        state = State.FAILED;
        failure = why;
    }

    @Override
    public void fail(Failure why, ByteSink sink) {
        if (state != State.CLOSED && state != State.COMPLETE) {
            state = State.CLOSED;
            dialect.fail(why, delivered, sink);
        }
    }

    @Override
    public boolean tells() {
        return true;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public long contents() {
        return contents;
    }

    @Override
    public boolean isFinishing() {
        return state == State.OPEN && watch.isComplete();
    }
}
