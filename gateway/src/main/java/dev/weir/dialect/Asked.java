package dev.weir.dialect;

import dev.weir.chat.Delivery;
import org.jspecify.annotations.Nullable;

/// What the path of a request said already: Gemini has the model and the delivery there. Where it said nothing, the
/// body says it.
///
/// @param model as the caller named it, or null
/// @param delivery or null
/// @param framing of a stream
/// @param sent how the request came, where it is no POST of a JSON body to the dialect's own path; else null
public record Asked(
        @Nullable String model,
        @Nullable Delivery delivery,
        Framing framing,
        @Nullable Sent sent) {
    /// All stands in the body.
    public static final Asked NOTHING = new Asked(null, null);

    /// Asked for a stream of events, if for a stream at all.
    public Asked(@Nullable String model, @Nullable Delivery delivery) {
        this(model, delivery, Framing.EVENTS);
    }

    public Asked(@Nullable String model, @Nullable Delivery delivery, Framing framing) {
        this(model, delivery, framing, null);
    }

    /// The same, of a request that came like this.
    public Asked sent(Sent how) {
        return new Asked(model, delivery, framing, how);
    }

    /// How a request came, and how it goes on.
    ///
    /// @param path that is asked upstream, with its query; null: the dialect's own
    /// @param type of the body, or null where there is no body
    public record Sent(
            String method, @Nullable String path, @Nullable String type) {}

    /// How the chunks of a stream are told apart.
    public enum Framing {
        /// Server-sent events.
        EVENTS,
        /// The elements of one JSON list.
        LIST,
        /// Messages of an AWS event stream.
        MESSAGES
    }
}
