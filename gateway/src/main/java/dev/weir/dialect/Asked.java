package dev.weir.dialect;

import dev.weir.chat.Delivery;
import org.jspecify.annotations.Nullable;

/// What the path of a request said already: Gemini has the model and the delivery there. Where it said nothing, the
/// body says it.
///
/// @param model as the caller named it, or null
/// @param delivery or null
/// @param framing of a stream
public record Asked(@Nullable String model, @Nullable Delivery delivery, Framing framing) {
    /// All stands in the body.
    public static final Asked NOTHING = new Asked(null, null);

    /// Asked for a stream of events, if for a stream at all.
    public Asked(@Nullable String model, @Nullable Delivery delivery) {
        this(model, delivery, Framing.EVENTS);
    }

    /// How the chunks of a stream are told apart.
    public enum Framing {
        /// Server-sent events.
        EVENTS,
        /// The elements of one JSON list.
        LIST
    }
}
