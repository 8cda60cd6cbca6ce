package dev.weir.store;

import dev.weir.vault.Amendment;
import dev.weir.vault.Deposit;
import dev.weir.vault.Found;
import dev.weir.vault.Slip;
import java.util.function.Consumer;

/// Something for the store's thread to do.
sealed interface Job {
    /// @param until in epoch milliseconds
    record Put(Deposit deposit, long until) implements Job {}

    record Remove(Slip slip) implements Job {}

    /// @param then called on the store's thread
    record Find(Slip slip, Consumer<Found> then) implements Job {}

    /// @param then called on the store's thread
    record Amend(Slip slip, Amendment change, Consumer<Found> then) implements Job {}

    /// Whether it changes anything.
    default boolean writes() {
        return switch (this) {
            case Put _, Remove _, Amend _ -> true;
            case Find _ -> false;
        };
    }

    /// Bytes that it holds while it waits.
    default int weight() {
        return switch (this) {
            case Put put -> put.deposit().content().length;
            case Remove _, Find _, Amend _ -> 0;
        };
    }
}
