package dev.weir.vault;

import org.jspecify.annotations.Nullable;

/// A change to what is kept under a slip, made from what is there and by nobody else meanwhile. It is called on the
/// store's thread, and does nothing but reckon.
@FunctionalInterface
public interface Amendment {
    /// What is kept from now on, or null to leave all as it is.
    ///
    /// @param content that is kept, or null where there is none
    @Nullable
    Deposit of(byte @Nullable [] content);
}
