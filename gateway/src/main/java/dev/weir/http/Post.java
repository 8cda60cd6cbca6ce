package dev.weir.http;

import java.time.Duration;
import java.util.Map;

/// One POST of a JSON body.
///
/// @param uri path and query
/// @param fixed headers that many requests share, by lower-case name, credentials included: never printed
/// @param own headers of this request alone, none of them among the fixed
/// @param connectLimit for the connection, its TLS handshake included
public record Post(
        Origin origin,
        String uri,
        Map<String, String> fixed,
        Map<String, String> own,
        byte[] body,
        Duration connectLimit) {
    @Override
    public String toString() {
        return origin + uri;
    }
}
