package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.StreamEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Fields of a stream that the model does not name, each told once for each value: many hosts repeat them in every
/// chunk.
final class Notes {
    private final Map<String, JsonNode> told = new HashMap<>();

    void tell(Extras extras, Consumer<StreamEvent> out) {
        if (extras.isEmpty()) {
            return;
        }
        Map<String, JsonNode> fresh = new LinkedHashMap<>();
        extras.fields().forEach((name, value) -> {
            if (!value.equals(told.put(extras.at() + "/" + name, value))) {
                fresh.put(name, value);
            }
        });
        if (!fresh.isEmpty()) {
            out.accept(new StreamEvent.Noted(new Extras(extras.owner(), extras.at(), fresh)));
        }
    }
}
