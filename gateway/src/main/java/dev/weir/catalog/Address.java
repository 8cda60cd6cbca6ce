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
/// @param streamPath the same for streams; null: as `path`
/// @param query parameters of every request
public record Address(
        @Nullable String base,
        Map<String, String> regions,
        @Nullable String path,
        @Nullable String streamPath,
        Map<String, String> query) {
    public Address(
            @Nullable String base, Map<String, String> regions, @Nullable String path, Map<String, String> query) {
        this(base, regions, path, null, query);
    }

    /// The base URL in a region, its placeholders still in it; null where there is none.
    ///
    /// @param region or null where nobody says one
    public @Nullable String in(@Nullable String region) {
        String own = region == null ? null : regions.get(region);
        return own != null || region != null && (base == null || !base.contains("{region}")) ? own : base;
    }

    public Address {
        regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }
}
