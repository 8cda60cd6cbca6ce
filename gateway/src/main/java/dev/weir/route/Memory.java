package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.chat.Loss;
import dev.weir.dialect.Identity;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one exchange takes up from its caller's last ones, and leaves for the next.
public interface Memory {
    /// A request with what was taken up.
    ///
    /// @param added what that is, for the receipt
    record Recalled(ChatRequest request, List<Loss> added) {
        public Recalled {
            added = List.copyOf(added);
        }
    }

    /// Puts into a request, before it crosses to a target, what its client could not carry.
    ///
    /// @param then called once on the event loop, at once where nothing has to be looked up
    default void recall(ChatRequest request, Step step, Consumer<Recalled> then) {
        then.accept(new Recalled(request, List.of()));
    }

    /// Whether a request must be translated for a target that speaks its dialect.
    default boolean crosses(Step step) {
        return false;
    }

    /// Whether it wants to hear the answer of a cross lane.
    boolean listens(Step step);

    /// What an answer of a cross lane says of itself.
    default Identity identify(Identity identity) {
        return identity;
    }

    /// Whether an answer of the byte lane is to be held for it, to its end: [Delivered#takeWhole()].
    default boolean holds(Step step) {
        return false;
    }

    /// Claims what something used that others may be looking at, too ([Delivered#due()]): of all who see it one meters
    /// it. Called before the client hears the last of it.
    ///
    /// @param wanted whether somebody still waits; who went away claims nothing
    /// @param then called once on the event loop
    default void claim(Delivered delivered, BooleanSupplier wanted, Runnable then) {
        then.run();
    }

    /// A whole answer of a cross lane came. Called before the client hears the last of it.
    void answered(Step step, ChatResponse response, Identity identity);

    /// An answer that one target began and another completed is whole. Called before the client hears the last of it.
    ///
    /// @param by whom it was completed
    /// @param answer in the client's dialect, as it has it, or null where that is not known
    void rescued(Step by, ChatResponse response, byte @Nullable [] answer);

    /// An answer of the byte lane is on its way to the client; what is known of it so far. Called when its first
    /// content comes, and at its end.
    ///
    /// @param pass that was shown
    /// @param whole answer, where it was held and has come to its end; else null
    void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole);
}
