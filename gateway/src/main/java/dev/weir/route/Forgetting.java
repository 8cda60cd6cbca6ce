package dev.weir.route;

import dev.weir.chat.Delivered;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange that is to leave nothing behind.
public final class Forgetting implements NativeMemory {
    public static final Forgetting HERE = new Forgetting();

    private Forgetting() {}

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        // Nothing is kept.
    }
}
