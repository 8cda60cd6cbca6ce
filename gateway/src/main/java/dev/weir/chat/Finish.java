package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// How a choice ended.
///
/// @param raw the provider's own word, or null where it gave none
/// @param matched the stop sequence that was met
public record Finish(
        Stop stop, @Nullable String raw, @Nullable String matched, Extras extras) {}
