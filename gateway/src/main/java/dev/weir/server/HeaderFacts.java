package dev.weir.server;

import dev.weir.http.Request;
import dev.weir.route.Noting;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What routing may know of a request's headers.
final class HeaderFacts {
    private static final AsciiString OURS = AsciiString.cached("x-weir-");

    private HeaderFacts() {}

    /// Whether one is addressed to the gateway.
    static boolean speakToWeir(Request request) {
        return request.hasHeaders(OURS);
    }

    /// By lower-case name, the first value of each, without credentials.
    static Map<String, String> of(Request request) {
        Map<String, String> facts = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!Noting.CREDENTIALS.contains(name)) {
                facts.putIfAbsent(name, header.getValue());
            }
        }
        return facts;
    }
}
