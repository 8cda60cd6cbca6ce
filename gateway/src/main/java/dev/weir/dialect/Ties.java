package dev.weir.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ties a request to things that are kept: the ids that it builds on, and what it wants to leave behind.
///
/// @param previous id of the answer that it goes on from, or null
/// @param conversation id of the conversation that it belongs to, or null
/// @param items ids of items that it refers to instead of spelling them out
/// @param taken how many items of its conversation, which is kept here, were put in front of its input; negative where
///     none was
/// @param answer what becomes of the answer
/// @param run when it is answered
public record Ties(
        @Nullable String previous,
        @Nullable String conversation,
        List<String> items,
        int taken,
        After answer,
        Run run) {
    public Ties {
        items = List.copyOf(items);
    }

    /// The same, with a conversation put in front of its input.
    public Ties taken(int number) {
        return new Ties(previous, conversation, items, number, answer, run);
    }

    /// Whether it needs something that is kept.
    public boolean build() {
        return previous != null || conversation != null || !items.isEmpty();
    }

    public enum After {
        KEPT,
        FORGOTTEN
    }

    public enum Run {
        NOW,
        /// The provider goes on when the client is gone; the answer is fetched later.
        BACKGROUND
    }
}
