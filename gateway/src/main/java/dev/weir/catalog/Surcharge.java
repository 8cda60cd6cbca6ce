package dev.weir.catalog;

import dev.weir.chat.Traits.Support;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a provider takes beside the prices of its list where it answers in a region that was chosen.
///
/// @param percent of each price
/// @param regions of its addresses where it does so; empty is all of them
/// @param since the first day of release of a model for which it does so; null is every model
public record Surcharge(
        int percent, Set<String> regions, @Nullable String since) {
    private static final Pattern DATED = Pattern.compile(".*-(\\d{4}-\\d{2}-\\d{2})");

    public Surcharge {
        regions = Set.copyOf(regions);
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a surcharge of " + percent + " percent");
        }
    }

    /// Whether an endpoint is asked at one of these addresses, whoever said so.
    boolean isTakenAt(Endpoint endpoint) {
        return endpoint.doors().stream().anyMatch(this::isTakenAt);
    }

    private boolean isTakenAt(Door door) {
        String host = door.base().getHost();
        return door.surface().address().regions().entrySet().stream()
                .filter(address -> regions.isEmpty() || regions.contains(address.getKey()))
                .anyMatch(address -> address.getValue().indexOf('{') < 0
                        && URI.create(address.getValue()).getHost().equals(host));
    }

    /// What a model costs with it; what it costs is not known where the day of its release would have to be and is not.
    ModelFacts on(String model, ModelFacts facts) {
        return switch (isTakenFor(model, facts.history().since())) {
            case YES -> facts.at(facts.prices().raised(percent));
            case NO -> facts;
            case UNKNOWN -> facts.at(Prices.NONE);
        };
    }

    private Support isTakenFor(String model, @Nullable String listed) {
        if (since == null) {
            return Support.YES;
        }
        var dated = DATED.matcher(model);
        var released = listed != null ? listed : dated.matches() ? dated.group(1) : null;
        if (released == null || released.length() < since.length() && since.startsWith(released)) {
            return Support.UNKNOWN;
        }
        return released.compareTo(since) >= 0 ? Support.YES : Support.NO;
    }
}
