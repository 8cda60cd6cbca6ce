package dev.weir.route;

import dev.weir.chat.Delivered;
import org.jspecify.annotations.Nullable;

/// The memory of a removal: once the provider has removed what was named, so has the gateway.
final class Farewell implements NativeMemory {
    private final Runnable forget;

    Farewell(Runnable forget) {
        this.forget = forget;
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        forget.run();
    }
}
