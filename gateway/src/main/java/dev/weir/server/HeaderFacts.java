package dev.weir.server;

import dev.weir.http.Request;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What routing may know of a request's headers.
final class HeaderFacts {
    /// Hashed once: every request is asked for them.
    private static final AsciiString[] ROUTING = List.of(
                    "x-weir-deadline",
                    "x-weir-first-token",
                    "x-weir-max-cost",
                    "x-weir-region",
                    "x-weir-data",
                    "x-weir-explain")
            .stream()
            .map(AsciiString::cached)
            .toArray(AsciiString[]::new);

    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie");

    private HeaderFacts() {}

    /// Whether one is about routing.
    static boolean speakToWeir(Request request) {
        for (AsciiString name : ROUTING) {
            if (request.header(name) != null) {
                return true;
            }
        }
        return false;
    }

    /// By lower-case name, the first value of each, without credentials.
    static Map<String, String> of(Request request) {
        Map<String, String> facts = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!CREDENTIALS.contains(name)) {
                facts.putIfAbsent(name, header.getValue());
            }
        }
        return facts;
    }
}
