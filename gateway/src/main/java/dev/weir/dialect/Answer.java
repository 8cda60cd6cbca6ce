package dev.weir.dialect;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;

/// What an unstreamed body with a good status turned out to be.
public sealed interface Answer {
    record Whole(ChatResponse response) implements Answer {}

    /// An error in a 200, or bytes that are no answer.
    record Failed(Failure failure) implements Answer {}
}
