package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of a provider's keys, ready to be shown at its door.
///
/// @param credential itself, for what is made of it for each request
/// @param headers of every request with it, its credential included, by lower-case name
/// @param query a parameter that the key goes in, or null
/// @param health null where there is but one key
public record Pass(
        Credential credential,
        Map<String, String> headers,
        @Nullable Query query,
        @Nullable KeyHealth health) {
    public Pass {
        headers = Map.copyOf(headers);
    }

    /// A key that goes into the URL.
    public record Query(String name, Secret value) {}

    boolean isWell(long now) {
        return health == null || health.rest() <= now;
    }

    /// An attempt shows it.
    void began() {
        if (health != null) {
            health.began();
        }
    }

    /// The attempt is over.
    void ended() {
        if (health != null) {
            health.ended();
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
