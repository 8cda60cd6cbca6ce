package dev.weir.server;

import dev.weir.dialect.Paths;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Queries on their way upstream.
final class Queries {
    private Queries() {}

    /// A query as it was sent, but for some parameters: the caller's key never goes upstream.
    static String without(@Nullable String query, String... names) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        List<String> left = List.of(names);
        StringJoiner out = new StringJoiner("&");
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = Paths.decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            if (!left.contains(name) && !parameter.isEmpty()) {
                out.add(parameter);
            }
        }
        return out.toString();
    }
}
