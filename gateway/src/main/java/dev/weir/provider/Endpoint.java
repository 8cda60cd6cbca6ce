package dev.weir.provider;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where an upstream listens, and what every request to it carries.
///
/// @param basePath without a trailing slash, its version segment included: `/v1`
/// @param headers credentials and the row's own, by lower-case name
public record Endpoint(String host, int port, Transport transport, String basePath, Map<String, String> headers) {
    public Endpoint {
        headers = Map.copyOf(new LinkedHashMap<>(headers));
    }

    public enum Transport {
        PLAIN,
        TLS
    }

    /// Without the headers, for they hold credentials.
    @Override
    public String toString() {
        return (transport == Transport.TLS ? "https://" : "http://") + host + ":" + port + basePath;
    }
}
