package dev.weir.sim;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A request as the dialects see it.
///
/// @param path decoded, without the query
/// @param query "" where there is none
record Inbound(String path, String query, MultiMap headers) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// The token of `Authorization: Bearer …`.
    Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.regionMatches(true, 0, "bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(token -> !token.isEmpty());
    }

    /// A parameter of the query.
    Optional<String> parameter(String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    Optional<String> sim() {
        return header("x-sim");
    }
}
