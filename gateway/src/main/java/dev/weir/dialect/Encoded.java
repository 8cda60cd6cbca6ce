package dev.weir.dialect;

import dev.weir.chat.Loss;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A request in a provider's dialect.
///
/// @param body the JSON body (the model name included where the dialect has it there)
/// @param losses what the caller's request lost on the way
public record Encoded(ObjectNode body, List<Loss> losses) {
    public Encoded {
        losses = List.copyOf(losses);
    }
}
