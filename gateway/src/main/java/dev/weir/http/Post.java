package dev.weir.http;

import java.time.Duration;
import java.util.Map;

/// One POST of a JSON body.
///
/// @param uri path and query
/// @param headers by lower-case name, credentials included: never printed
/// @param connectLimit for the connection, its TLS handshake included
public record Post(Origin origin, String uri, Map<String, String> headers, byte[] body, Duration connectLimit) {
    @Override
    public String toString() {
        return origin + uri;
    }
}
