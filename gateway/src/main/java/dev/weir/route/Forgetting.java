package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Identity;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange that is to leave nothing behind.
public final class Forgetting implements Memory {
    public static final Forgetting HERE = new Forgetting();

    private Forgetting() {}

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
        // Nothing is kept.
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        // Nothing is kept.
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        // Nothing is kept.
    }
}
