package dev.weir.dialect;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;

/// What is known of a client's request before a target is chosen: read off the bytes without building a tree.
public sealed interface RequestProbe {

    /// @param model as the caller named it
    record Found(String model, Delivery delivery) implements RequestProbe {}

    /// The body is not a request of this dialect.
    record Rejected(Failure failure) implements RequestProbe {}
}
