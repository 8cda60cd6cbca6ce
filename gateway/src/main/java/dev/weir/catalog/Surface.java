package dev.weir.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One dialect that a provider speaks.
///
/// @param dialect `openai-chat`, `openai-responses`, `anthropic-messages`, `gemini` or `cohere-chat`
/// @param headers sent with every request, names in lower case
/// @param edits in the order they are done
public record Surface(
        String dialect,
        Address address,
        Auth auth,
        Map<String, String> headers,
        List<EditRule> edits,
        Conduct conduct) {
    public Surface {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        edits = List.copyOf(edits);
    }

    /// The edits for a model.
    public List<RequestEdit> edits(String model) {
        return edits.stream()
                .filter(rule -> rule.models().contains(model))
                .map(EditRule::edit)
                .toList();
    }
}
