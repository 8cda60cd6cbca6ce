package dev.weir.http;

import java.net.URI;

/// Where a server listens.
///
/// @param authority as the `host` header names it: without the scheme's usual port, an IPv6 literal in brackets
public record Origin(String host, int port, Transport transport, String authority) {
    public enum Transport {
        PLAIN,
        TLS
    }

    /// The origin of an `http` or `https` URL.
    public static Origin of(URI url) {
        Transport transport = "https".equalsIgnoreCase(url.getScheme()) ? Transport.TLS : Transport.PLAIN;
        int usual = transport == Transport.TLS ? 443 : 80;
        int port = url.getPort() >= 0 ? url.getPort() : usual;
        String host = url.getHost();
        // An IPv6 literal is written in brackets in a URL, and without them everywhere else.
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Origin(bare, port, transport, port == usual ? host : host + ":" + port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
