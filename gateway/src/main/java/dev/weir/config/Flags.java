package dev.weir.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the command line set; null is "not said".
public record Flags(
        @Nullable String listen,
        @Nullable String admin,
        @Nullable Path data) {
    public static final Flags NONE = new Flags(null, null, null);
}
