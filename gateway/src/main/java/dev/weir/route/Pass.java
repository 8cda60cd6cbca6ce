package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import dev.weir.chat.Failure;
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

    /// A rate limit makes the key rest where there are several, else the target; a refusal the key.
    void rest(Failure failure, TargetHealth target, long now) {
        if (failure instanceof Failure.RateLimited limited) {
            if (health == null) {
                target.limited(now, limited.retryAfter());
            } else {
                health.limited(now, limited.retryAfter());
            }
        } else if (failure instanceof Failure.ProviderAuth && health != null) {
            health.refused(now);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
