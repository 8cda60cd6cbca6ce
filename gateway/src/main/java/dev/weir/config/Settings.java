package dev.weir.config;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Handling;
import dev.weir.catalog.ProviderRow;
import dev.weir.flow.Capacity;
import dev.weir.flow.Deadlines;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the user set for one provider.
///
/// @param id its name here
/// @param row what it is like
/// @param standing whose variables it may use: its own where it is the built-in provider itself
/// @param place where it was said: a spot in the file, or the environment
/// @param keys none, one, or several that take turns
/// @param url for the default dialect, or null
/// @param urls by dialect, where they were said so
/// @param handling of what it is sent
/// @param capacity of each of its models, or null
record Settings(
        String id,
        ProviderRow row,
        Standing standing,
        Object place,
        List<Text> keys,
        @Nullable Text url,
        Map<String, Text> urls,
        @Nullable Text region,
        Map<String, String> headers,
        List<String> models,
        Handling handling,
        Deadlines deadlines,
        @Nullable Capacity capacity,
        Cloud cloud) {
    enum Standing {
        /// The built-in provider, under its own name or an alias.
        BUILT_IN,
        /// A provider of the user's that starts from a built-in one.
        OWN
    }

    /// The built-in provider as its variables have it.
    static Settings ofEnvironment(ProviderRow row) {
        return new Settings(
                row.id(),
                row,
                Standing.BUILT_IN,
                "environment",
                List.of(),
                null,
                Map.of(),
                null,
                Map.of(),
                List.of(),
                Handling.UNKNOWN,
                Deadlines.NONE,
                null,
                Cloud.NONE);
    }

    String path() {
        return place instanceof Place ? "providers." + id : id;
    }

    /// The same in one of its regions.
    ///
    /// @param there its address, or null where the row knows it
    Settings in(Text where, @Nullable Text there) {
        return new Settings(
                Endpoint.idIn(id, where.value()),
                row,
                standing,
                place,
                keys,
                there,
                urls,
                where,
                headers,
                models,
                handling,
                deadlines,
                capacity,
                cloud);
    }
}
