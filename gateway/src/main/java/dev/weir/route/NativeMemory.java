package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.dialect.Identity;
import org.jspecify.annotations.Nullable;

/// A memory of what a provider answers in the client's own dialect. Of answers that were translated, or that another
/// target completed, it keeps nothing.
interface NativeMemory extends Memory {
    @Override
    default boolean listens(Step step) {
        return false;
    }

    @Override
    default void answered(Step step, ChatResponse response, Identity identity) {}

    @Override
    default void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {}
}
