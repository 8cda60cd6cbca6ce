package dev.weir.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Fields of one JSON object that the canonical model does not name, kept as they were. An encoder re-emits them only
/// where their owner's words are understood, and puts each on the loss list otherwise.
///
/// @param owner the dialect that wrote them, e.g. `openai-chat`
/// @param at JSON pointer of the object they stood in, within its document; `""` is the document itself
/// @param fields by name, in the order they were read
public record Extras(String owner, String at, Map<String, JsonNode> fields) {
    public static final Extras NONE = new Extras("", "", Map.of());

    public Extras {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /// Two are equal that say the same: where there is nothing, it does not matter where there is nothing.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extras(String theirOwner, String theirAt, Map<String, JsonNode> theirs)
                && fields.equals(theirs)
                && (fields.isEmpty() || owner.equals(theirOwner) && at.equals(theirAt));
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }
}
