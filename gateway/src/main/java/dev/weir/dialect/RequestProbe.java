package dev.weir.dialect;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import org.jspecify.annotations.Nullable;

/// What is known of a client's request before a target is chosen: read off the bytes without building a tree.
public sealed interface RequestProbe {

    /// @param model as the caller named it
    /// @param named where the body names it
    /// @param says what else the body says to a gateway
    /// @param ties to things that are kept, or null in a dialect that knows no such things
    /// @param choices how many answers are asked for
    record Found(
            String model,
            Delivery delivery,
            Way way,
            Place named,
            Says says,
            @Nullable Ties ties,
            int choices) implements RequestProbe {
        /// A request for one answer.
        public Found(String model, Delivery delivery, Way way, Place named, Says says, @Nullable Ties ties) {
            this(model, delivery, way, named, says, ties, 1);
        }

        /// A request of a dialect in which nothing is kept.
        public Found(String model, Delivery delivery, Way way, Place named, Says says) {
            this(model, delivery, way, named, says, null);
        }

        /// The same as of a request that goes the way of another one, and is tied to what that is.
        public Found like(Found other) {
            return new Found(model, delivery, other.way, named, says, other.ties, choices);
        }

        /// The same with what it builds on in it, as providers of this dialect wrote it.
        public Found builtOn(Ties builtOn) {
            return new Found(model, delivery, way, named, says, builtOn, choices);
        }

        /// The same with what it builds on in it, which only a translation gives every target its due of.
        public Found translated(Ties builtOn) {
            return new Found(model, delivery, Way.TRANSLATED, named, says, builtOn, choices);
        }

        /// A request that says nothing to a gateway.
        public Found(String model, Delivery delivery, Way way, Place named) {
            this(model, delivery, way, named, Says.NOTHING, null);
        }

        /// A request that may go any way, and does not name its model in the body.
        public Found(String model, Delivery delivery) {
            this(model, delivery, Way.ANY);
        }

        public Found(String model, Delivery delivery, Way way) {
            this(model, delivery, way, Place.NOWHERE);
        }
    }

    /// Where a value stands in a body, its quotes included; nowhere when `from` is negative.
    record Place(int from, int to) {
        public static final Place NOWHERE = new Place(-1, -1);
    }

    /// What a body says to a gateway, in members that no provider of the dialect knows.
    enum Says {
        NOTHING,
        /// Where it wants to go.
        ROUTING
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
