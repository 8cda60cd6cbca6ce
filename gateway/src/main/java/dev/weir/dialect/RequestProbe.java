package dev.weir.dialect;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;

/// What is known of a client's request before a target is chosen: read off the bytes without building a tree.
public sealed interface RequestProbe {

    /// @param model as the caller named it
    record Found(String model, Delivery delivery, Way way) implements RequestProbe {
        /// A request that may go any way.
        public Found(String model, Delivery delivery) {
            this(model, delivery, Way.ANY);
        }
    }

    /// How a request may go upstream.
    enum Way {
        /// As it is, or translated.
        ANY,
        /// It holds what this gateway wrote for another provider (a seal in an envelope), which only a translation
        /// leaves out: not even a provider of the same dialect takes it as it is.
        TRANSLATED
    }

    /// The body is not a request of this dialect.
    record Rejected(Failure failure) implements RequestProbe {}
}
