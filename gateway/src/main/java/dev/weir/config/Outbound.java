package dev.weir.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How providers are reached.
///
/// @param ca PEM file of further certificate authorities, or null
/// @param proxy HTTP proxy for every call that leaves this machine, or null
public record Outbound(@Nullable Path ca, @Nullable HostPort proxy) {
    public static final Outbound DIRECT = new Outbound(null, null);
}
