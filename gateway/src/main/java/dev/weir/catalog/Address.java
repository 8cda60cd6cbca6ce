package dev.weir.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a provider speaks a dialect.
///
/// @param base URL with its version segment and no slash at its end, or null where every user has an own one; `{NAME}`
///     in it is an environment variable
/// @param regions base URLs by region
/// @param path replaces the dialect's own path below the base; `{model}` in it is the model, percent-encoded. Null: the
///     dialect's own
/// @param query parameters of every request
public record Address(
        @Nullable String base,
        Map<String, String> regions,
        @Nullable String path,
        Map<String, String> query) {
    public Address {
        regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }
}
