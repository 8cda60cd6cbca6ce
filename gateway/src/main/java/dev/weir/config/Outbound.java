package dev.weir.config;

import dev.weir.catalog.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How providers are reached.
///
/// @param ca PEM file of further certificate authorities, or null
/// @param proxy for every call to a provider, or null
public record Outbound(@Nullable Path ca, @Nullable Proxy proxy) {
    public static final Outbound DIRECT = new Outbound(null, null);

    /// An HTTP proxy.
    public record Proxy(
            HostPort address,
            @Nullable String user,
            @Nullable Secret password) {}
}
