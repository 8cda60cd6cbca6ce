package dev.weir.dialect;

import dev.weir.chat.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations of a dialect that the gateway keeps: what its clients may do with one, as functions of what it was.
public interface Conversations {
    /// A conversation as it is kept.
    ///
    /// @param head as its client sees it
    /// @param items in their order, each with an id
    /// @param made how many ids the gateway gave to its items
    /// @param origin of the items
    record Kept(ObjectNode head, ArrayNode items, int made, Keepsakes.Origin origin) {}

    /// What became of a wish.
    sealed interface Outcome {
        /// @param kept from now on
        /// @param answer to the client
        record Done(Kept kept, JsonNode answer) implements Outcome {}

        record Rejected(Failure failure) implements Outcome {}
    }

    /// A new conversation.
    ///
    /// @param id letters that no other one has
    /// @param now Unix seconds
    Outcome create(byte[] body, String id, long now);

    /// Other metadata.
    Outcome update(Kept kept, byte[] body);

    /// More items at its end.
    Outcome add(Kept kept, byte[] body);

    /// One item less.
    Outcome remove(Kept kept, String item);

    /// A conversation with what one exchange brought at its end.
    ///
    /// @param request body with the conversation put into it
    /// @param taken how many items of its input those are
    /// @param response body of the answer
    Kept grown(Kept kept, byte[] request, int taken, byte[] response, Keepsakes.Origin origin);

    /// The items as a provider is told of them.
    ArrayNode history(Kept kept);

    JsonNode page(Kept kept, Keepsakes.Page page);

    /// An item, or null when there is none of that id.
    @Nullable
    JsonNode item(Kept kept, String id);

    /// What is said of one that was removed.
    JsonNode deleted(String id);
}
