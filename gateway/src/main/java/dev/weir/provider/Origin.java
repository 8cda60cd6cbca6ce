package dev.weir.provider;

import java.net.URI;

/// Where an upstream listens.
public record Origin(String host, int port, Transport transport) {
    public enum Transport {
        PLAIN,
        TLS
    }

    /// The origin of an `http` or `https` URL.
    public static Origin of(URI url) {
        Transport transport = "https".equalsIgnoreCase(url.getScheme()) ? Transport.TLS : Transport.PLAIN;
        int port = url.getPort() >= 0 ? url.getPort() : transport == Transport.TLS ? 443 : 80;
        String host = url.getHost();
        // An IPv6 literal is written in brackets in a URL, and without them everywhere else.
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Origin(bare, port, transport);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
