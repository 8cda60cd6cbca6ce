package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Identity;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The memory of a look at an answer that is still being made: once its provider has said what it used, it is counted,
/// and not a second time.
final class TallyMemory implements Memory {
    private final Runnable counted;

    TallyMemory(Runnable counted) {
        this.counted = counted;
    }

    @Override
    public void recall(ChatRequest request, Step step, Consumer<Recalled> then) {
        then.accept(new Recalled(request, List.of()));
    }

    @Override
    public boolean listens(Step step) {
        return false;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        // It takes the byte lane.
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        // It is no stream.
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        if (delivered.usage() != null) {
            counted.run();
        }
    }
}
