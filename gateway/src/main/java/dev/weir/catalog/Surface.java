package dev.weir.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One dialect that a provider speaks.
///
/// @param dialect `openai-chat`, `openai-responses`, `anthropic-messages`, `gemini`, `cohere-chat` or
///     `bedrock-converse`
/// @param headers sent with every request, names in lower case
/// @param edits in the order they are done
/// @param counting how tokens are counted here
/// @param also dialects of what is no chat, spoken at the same address: `openai-embeddings`, `openai-images`
public record Surface(
        String dialect,
        Address address,
        Auth auth,
        Map<String, String> headers,
        List<EditRule> edits,
        Conduct conduct,
        Counting counting,
        List<String> also) {
    public Surface(
            String dialect,
            Address address,
            Auth auth,
            Map<String, String> headers,
            List<EditRule> edits,
            Conduct conduct) {
        this(dialect, address, auth, headers, edits, conduct, Counting.USUAL, List.of());
    }

    public Surface {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        edits = List.copyOf(edits);
        also = List.copyOf(also);
    }

    /// One of the dialects that are also spoken here. What is edited in a chat is not in these.
    Surface as(String other) {
        var here = new Address(address.base(), address.regions(), null, address.query());
        return new Surface(other, here, auth, headers, List.of(), conduct);
    }

    /// The same surface where it counts tokens; null where it has a path of its own for answers and none for counts.
    @Nullable
    Surface counted() {
        if (counting.path() == null && address.path() != null) {
            return null;
        }
        var there = new Address(address.base(), address.regions(), counting.path(), address.query());
        return new Surface(dialect, there, auth, headers, counting.edits(), conduct);
    }

    /// The edits for a model.
    public List<RequestEdit> edits(String model) {
        return edits.stream()
                .filter(rule -> rule.models().contains(model))
                .map(EditRule::edit)
                .toList();
    }
}
