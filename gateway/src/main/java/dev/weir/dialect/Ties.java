package dev.weir.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What ties a request to things that are kept: the ids that it builds on, and what it wants to leave behind.
///
/// @param previous id of the answer that it goes on from, or null
/// @param conversation id of the conversation that it belongs to, or null
/// @param named what else it names by its id
/// @param taken how many items of its conversation, which is kept here, were put in front of its input; negative where
///     none was
/// @param seals what it holds of seals
/// @param answer what becomes of the answer
/// @param run when it is answered
public record Ties(
        @Nullable String previous,
        @Nullable String conversation,
        Named named,
        int taken,
        Seals seals,
        After answer,
        Run run) {
    /// Ids in a request.
    ///
    /// @param items that it refers to instead of spelling them out
    /// @param thoughts reasoning of which it has nothing but the id
    /// @param things that it holds, or works with
    public record Named(List<String> items, List<String> thoughts, List<Thing> things) {
        public Named {
            items = List.copyOf(items);
            thoughts = List.copyOf(thoughts);
            things = List.copyOf(things);
        }

        private boolean isEmpty() {
            return items.isEmpty() && thoughts.isEmpty() && things.isEmpty();
        }
    }

    /// Something that lives at one account.
    ///
    /// @param id as the request has it
    /// @param at JSON pointer of where it stands
    public record Thing(Kind kind, String id, String at) {}

    public enum Kind {
        FILE,
        CONTAINER,
        /// A store of files that is searched.
        STORE,
        /// Contents that a provider holds ready.
        CACHE,
        /// An earlier answer that the provider looks at itself.
        ANSWER,
        /// The token of the next leg of an answer.
        LEG
    }

    /// Of a request that does nothing but name things.
    public static Ties naming(List<Thing> things, After answer) {
        Named named = new Named(List.of(), List.of(), things);
        return new Ties(null, null, named, -1, Seals.NONE, answer, Run.NOW);
    }

    /// The same, with a conversation put in front of its input.
    public Ties taken(int number) {
        return new Ties(previous, conversation, named, number, seals, answer, run);
    }

    /// Whether it goes on from something that is kept.
    public boolean goOn() {
        return previous != null || conversation != null || !named.items().isEmpty();
    }

    /// Whether it names something that is kept.
    public boolean build() {
        return previous != null || conversation != null || !named.isEmpty();
    }

    /// The same, with the issuers that are known of its seals.
    public Ties told(Map<String, String> issuers) {
        return new Ties(previous, conversation, named, taken, new Seals(seals.some(), issuers), answer, run);
    }

    /// Proofs on reasoning that do not say who made them.
    ///
    /// @param some whether there are any
    /// @param issuers by seal, as far as they are known
    public record Seals(boolean some, Map<String, String> issuers) {
        public static final Seals NONE = new Seals(false, Map.of());
        public static final Seals SOME = new Seals(true, Map.of());

        public Seals {
            issuers = Map.copyOf(issuers);
        }
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
