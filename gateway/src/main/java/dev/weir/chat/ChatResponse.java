package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider's whole answer, free of any dialect.
///
/// @param extras objects of the answer with fields that the model does not name, each with its own pointer
public record ChatResponse(
        Head head, List<Choice> choices, @Nullable Usage usage, List<Extras> extras) {
    public ChatResponse {
        choices = List.copyOf(choices);
        extras = List.copyOf(extras);
    }
}
