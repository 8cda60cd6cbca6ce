package dev.weir.dialect;

import dev.weir.chat.Delivery;
import org.jspecify.annotations.Nullable;

/// What the path of a request said already: Gemini has the model and the delivery there. Where it said nothing, the
/// body says it.
///
/// @param model as the caller named it, or null
/// @param delivery or null
public record Asked(@Nullable String model, @Nullable Delivery delivery) {
    /// All stands in the body.
    public static final Asked NOTHING = new Asked(null, null);
}
