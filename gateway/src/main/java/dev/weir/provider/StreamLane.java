package dev.weir.provider;

import dev.weir.chat.Failure;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// One of the two ways of an upstream's stream to the client. It reads bytes as they come and puts what the client
/// should get into `out`; whoever drives it decides when that is sent.
public sealed interface StreamLane permits FrameRelay, Translation, BytePass {
    /// Reads more bytes of the upstream. Nothing happens once the lane is no longer open.
    void read(byte[] chunk, ByteSink out);

    /// The upstream's stream has ended.
    void end(ByteSink out);

    /// Writes a failure behind what the client has, in the client's dialect. Closes the lane.
    void fail(Failure failure, ByteSink out);

    /// Whether a failure can be told behind what was sent. Where it cannot, a broken connection must tell it.
    boolean tells();

    /// The upstream's stream has ended. The token behind which its answer goes on, or null where it goes no further.
    default @Nullable String token(ByteSink out) {
        return null;
    }

    /// What is read from here on is the next leg of the answer.
    default void nextLeg() {}

    /// Whether the client asks for the rest by itself, should the stream end here.
    default boolean isLeft() {
        return false;
    }

    /// How things stand.
    State state();

    /// Why the lane is `FAILED`, else null.
    @Nullable
    Failure failure();

    /// How many pieces of content were seen. The first commits an exchange to its target; time limits are measured in
    /// these, not in bytes.
    long contents();

    /// Whether the answer is whole and only the dialect's last word is outstanding.
    boolean isFinishing();

    enum State {
        OPEN,
        /// The answer is whole, its last word is in the client's bytes.
        COMPLETE,
        /// The upstream failed; nothing about that is in the client's bytes yet.
        FAILED,
        /// A failure was written, or the lane was given up.
        CLOSED
    }
}
