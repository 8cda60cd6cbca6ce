package dev.weir.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How upstreams are reached.
///
/// @param ca PEM file of certificate authorities to trust beside the system's, or null
/// @param proxy forward proxy, or null
/// @param keepAlive how long an idle connection is kept
/// @param maxHeaderBytes most bytes of an answer's headers
public record ClientOptions(@Nullable Path ca, @Nullable Proxy proxy, Duration keepAlive, int maxHeaderBytes) {
    public static final ClientOptions DEFAULT = new ClientOptions(null, null, Duration.ofSeconds(30), 64 << 10);

    /// A forward proxy that upstream connections are tunnelled through.
    public record Proxy(
            String host,
            int port,
            @Nullable String user,
            @Nullable String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
