package dev.weir.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long what is kept, and how large it may be.
///
/// @param responses answers and the ids of providers' answers; null keeps none
/// @param reasoning reasoning that clients cannot carry; null keeps none
/// @param conversations from their last change; null keeps none
/// @param mostBytes of one deposit; what is larger is not kept
public record Terms(
        @Nullable Duration responses,
        @Nullable Duration reasoning,
        @Nullable Duration conversations,
        int mostBytes) {
    public static final Terms USUAL =
            new Terms(Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(365), 8 << 20);
}
