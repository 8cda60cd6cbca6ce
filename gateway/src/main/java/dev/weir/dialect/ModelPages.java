package dev.weir.dialect;

import dev.weir.chat.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a dialect lists models.
public interface ModelPages {
    /// @param models those that the caller may use
    /// @param query the page that is asked for
    Listing list(List<ListedModel> models, Query query);

    JsonNode one(ListedModel model);

    /// The parameters behind a path.
    @FunctionalInterface
    interface Query {
        /// The value of a parameter, decoded, or null.
        @Nullable
        String get(String name);

        /// All values of a parameter, decoded.
        default List<String> all(String name) {
            String one = get(name);
            return one == null ? List.of() : List.of(one);
        }
    }

    /// What became of asking for a page.
    sealed interface Listing {
        record Page(JsonNode body) implements Listing {}

        record Refused(Failure failure) implements Listing {}
    }
}
