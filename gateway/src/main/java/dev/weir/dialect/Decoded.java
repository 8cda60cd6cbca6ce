package dev.weir.dialect;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Failure;

/// What a client's body turned out to be.
public sealed interface Decoded {
    record Accepted(ChatRequest request) implements Decoded {}

    record Rejected(Failure failure) implements Decoded {}
}
