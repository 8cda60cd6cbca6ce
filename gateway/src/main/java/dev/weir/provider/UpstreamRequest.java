package dev.weir.provider;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;

/// One POST to an upstream.
///
/// @param path below the endpoint's base path, with its query
/// @param headers of this request, beside the endpoint's
/// @param connectLimit for TCP and TLS
public record UpstreamRequest(
        Endpoint endpoint, String path, Map<String, String> headers, Buffer body, Duration connectLimit) {}
