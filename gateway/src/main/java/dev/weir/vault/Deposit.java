package dev.weir.vault;

import java.time.Duration;

/// Something to be kept. Its content is never changed.
///
/// @param lasts from when it is put
public record Deposit(Slip slip, byte[] content, Duration lasts) {}
