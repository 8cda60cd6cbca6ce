package dev.weir.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How answers of a dialect are kept by the gateway where a target cannot keep them, and taken up again.
public interface Keepsakes {
    /// What is kept of an exchange.
    ///
    /// @param response the answer, as its client got it
    /// @param input what it was asked, whatever was taken up included
    /// @param origin of the answer
    record Kept(ObjectNode response, ArrayNode input, Origin origin) {
        public Kept(ObjectNode response, ArrayNode input) {
            this(response, input, Origin.TRANSLATED);
        }
    }

    /// Who wrote what is kept of an exchange.
    enum Origin {
        /// A provider that speaks the dialect wrote all of it, but for the caller's own words.
        NATIVE,
        /// The gateway wrote some of it, for a provider of another dialect.
        TRANSLATED
    }

    /// What is kept of an exchange.
    ///
    /// @param request body of the request, with what was taken up in it
    /// @param response body of the answer
    @Nullable
    Kept kept(byte[] request, byte[] response, Origin origin);

    /// A request with what it builds on put into it, so that it stands on its own.
    ///
    /// @param previous that it goes on from, or null
    /// @param items that it refers to, by id
    byte[] takenUp(byte[] request, @Nullable Kept previous, Map<String, JsonNode> items);

    /// A request with the conversation that it belongs to put in front of its input.
    byte[] within(byte[] request, ArrayNode history, Map<String, JsonNode> items);

    /// How conversations are kept.
    Conversations conversations();

    /// The ids of a kept answer's items.
    default List<String> items(Kept kept) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : kept.response().path("output")) {
            if (item.path("id").isString()) {
                ids.add(item.path("id").stringValue());
            }
        }
        return ids;
    }

    /// The seals in a request or an answer that do not say whose they are.
    ///
    /// @param body of either
    List<String> seals(byte[] body);

    /// The id of the gateway's own answer that an item was part of, or null when the item is a provider's.
    @Nullable
    String answerOf(String item);

    /// An item of an answer that is kept, or null when it has none of that id.
    default @Nullable JsonNode item(Kept kept, String id) {
        for (JsonNode item : kept.response().path("output")) {
            if (item.path("id").asString("").equals(id)) {
                return item;
            }
        }
        return null;
    }

    /// The page of what an answer was asked.
    JsonNode inputItems(Kept kept, Page page);

    /// Where a provider is asked for an answer or something of it: a path below its base URL.
    String path(Purpose.Kept wanted);

    /// The byte lane on which it is asked.
    ByteLane errand();

    /// The same for an answer whose usage was not counted yet.
    ByteLane due();

    /// The byte lane on which a conversation is made shorter.
    ByteLane compaction();

    /// What is said of an answer that was removed.
    JsonNode deleted(String id);

    /// Which part of a list is wanted.
    ///
    /// @param after id of the item before the first, or null for the first of all
    record Page(int limit, Order order, @Nullable String after) {}

    enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }
}
