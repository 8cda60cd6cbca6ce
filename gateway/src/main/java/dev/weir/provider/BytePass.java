package dev.weir.provider;

import dev.weir.chat.Failure;
import dev.weir.dialect.ByteLane;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// The same lane for what is no stream of events: sound, pictures, files. Bytes go through as they come; the answer is
/// whole when its transport says so.
public final class BytePass implements StreamLane {
    private final ByteLane.@Nullable Ear ear;
    private State state = State.OPEN;
    private long contents;

    /// @param ear that hears them, or null
    public BytePass(ByteLane.@Nullable Ear ear) {
        this.ear = ear;
    }

    @Override
    public void read(byte[] chunk, ByteSink out) {
        if (state == State.OPEN) {
            contents++;
            if (ear != null) {
                ear.read(chunk);
            }
            out.write(chunk);
        }
    }

    @Override
    public void end(ByteSink out) {
        if (state == State.OPEN) {
            if (ear != null) {
                ear.end();
            }
            state = State.COMPLETE;
        }
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        if (state == State.OPEN) {
            state = State.CLOSED;
        }
    }

    @Override
    public boolean tells() {
        return false;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public @Nullable Failure failure() {
        return null;
    }

    @Override
    public long contents() {
        return contents;
    }

    @Override
    public boolean isFinishing() {
        return false;
    }
}
