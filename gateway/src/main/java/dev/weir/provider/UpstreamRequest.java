package dev.weir.provider;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;

/// One POST to an upstream.
///
/// @param uri path and query
/// @param headers by lower-case name, credentials included: never printed
/// @param connectLimit for TCP
public record UpstreamRequest(
        Origin origin, String uri, Map<String, String> headers, Buffer body, Duration connectLimit) {
    @Override
    public String toString() {
        return origin + uri;
    }
}
