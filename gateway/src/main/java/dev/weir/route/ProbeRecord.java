package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of one small request of the gateway's own, which looks whether a target is well again. It costs what a
/// request costs, and is no caller's.
///
/// @param usage null when the provider said none
/// @param cost by the catalog's prices
/// @param failure null when it answered
public record ProbeRecord(
        Instant at,
        String target,
        Duration took,
        @Nullable Usage usage,
        Cost cost,
        @Nullable Failure failure) {
    /// What the log calls it.
    public static final String KIND = "probe";
}
