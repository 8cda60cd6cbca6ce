package dev.weir.config;

import java.util.Optional;

/// An address to listen on or to connect to.
///
/// @param host name or literal address, an IPv6 one without brackets
/// @param port 0 is any free one
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isBlank() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("no address: " + host + ":" + port);
        }
    }

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` (every interface) and `8080` (loopback).
    public static Optional<HostPort> parse(String text) {
        var colon = text.lastIndexOf(':');
        var host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        if (host.isEmpty()) {
            host = "0.0.0.0";
        }
        if (host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            return Optional.empty();
        }
        try {
            var port = Integer.parseInt(text.substring(colon + 1));
            return port < 0 || port > 65_535 ? Optional.empty() : Optional.of(new HostPort(host, port));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether only this machine can reach it.
    public boolean isLoopback() {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
