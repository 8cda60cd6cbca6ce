package dev.weir.server;

import dev.weir.http.Request;
import dev.weir.route.Heads;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What routing may know of a request's headers.
record HeaderFacts(Request request) implements Heads {
    private static final String WEIR = "x-weir-";
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie");

    @Override
    public @Nullable String get(String name) {
        return request.header(name);
    }

    @Override
    public boolean speakToWeir() {
        return request.hasHeaderLike(WEIR);
    }

    @Override
    public Map<String, String> all() {
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
