package dev.weir.vault;

import java.util.function.Consumer;

/// Where deposits are kept, as one event loop sees it. Nothing here blocks or throws.
///
/// What was put is found by every later look, and what was removed by none. A deposit may be lost: when the store is
/// full, broken, or behind, requests go on.
public interface Deposits {
    /// Keeps something, in the place of what was kept under its slip.
    void put(Deposit deposit);

    void remove(Slip slip);

    /// Changes what is kept under a slip, with nobody between the look and the change.
    ///
    /// @param then called once on the caller's event loop with what is kept from now on
    void amend(Slip slip, Amendment change, Consumer<Found> then);

    /// Looks for a deposit.
    ///
    /// @param then called once on the caller's event loop: at once where the answer is at hand
    void find(Slip slip, Consumer<Found> then);
}
