package dev.weir.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A caller's wish that everything up to here be kept in the provider's prompt cache.
///
/// @param ttl how long, or null for the provider's default
public record CacheMark(@Nullable Duration ttl) {}
