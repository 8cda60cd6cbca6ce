package dev.weir.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How it is known where in a provider's cloud a user is: what `{region}` and `{project}` in its addresses stand for.
///
/// @param regionVariables environment variables that name the region, the usual one first
/// @param projectVariables environment variables that name the project, the usual one first
/// @param usualRegion where nobody says one, or null where it must be said
public record Whereabouts(
        List<String> regionVariables,
        List<String> projectVariables,
        @Nullable String usualRegion) {
    public Whereabouts {
        regionVariables = List.copyOf(regionVariables);
        projectVariables = List.copyOf(projectVariables);
    }
}
