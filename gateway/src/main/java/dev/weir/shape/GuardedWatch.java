package dev.weir.shape;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The watch of a stream whose answer must have a form: reads along, and takes the frame that says that the answer is
/// finished for a failure where it has another.
final class GuardedWatch implements ByteLane.Watch, Consumer<StreamEvent> {
    private final ByteLane.Watch watch;
    private final GuardedDecoder decoder;
    private @Nullable Failure failure;

    GuardedWatch(ByteLane.Watch watch, StreamDecoder decoder, Form form) {
        this.watch = watch;
        this.decoder = new GuardedDecoder(decoder, form, this::stripped);
    }

    @Override
    public ByteLane.Sight frame(Frame frame) {
        decoder.frame(frame, this);
        return failure == null ? watch.frame(frame) : new ByteLane.Sight.Failed(failure);
    }

    @Override
    public boolean isComplete() {
        return failure == null && watch.isComplete();
    }

    @Override
    public @Nullable String token() {
        return failure == null ? watch.token() : null;
    }

    @Override
    public void nextLeg() {
        watch.nextLeg();
        decoder.nextLeg();
    }

    private void stripped(Loss loss) {
        failure = Guard.failure("there are words or a code fence round the JSON.");
    }

    /// What the provider itself reports as a failure is the other watch's to tell.
    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Failed(Failure.Misshapen misshapen)) {
            failure = misshapen;
        } else if (event instanceof StreamEvent.Failed(Failure.Unsupported unsupported)) {
            failure = unsupported;
        }
    }
}
