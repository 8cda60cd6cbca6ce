package dev.weir.catalog;

import dev.weir.flow.Capacity;
import dev.weir.flow.Deadlines;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A provider as it is configured here: a row with the user's address and key.
///
/// @param id its name in `id/model`, in logs and on receipts
/// @param names every first segment that means it: the id and the row's aliases
/// @param row what it is like
/// @param doors the dialects that it speaks, the default first
/// @param models that the user says it has; empty when the user did not say
/// @param region where it answers, or null when nobody said
/// @param handling of what it is sent
/// @param probing whether it is measured how far away it is
/// @param capacity of each of its models; null is as much as comes
public record Endpoint(
        String id,
        Set<String> names,
        ProviderRow row,
        List<Door> doors,
        List<String> models,
        @Nullable String region,
        Handling handling,
        Deadlines deadlines,
        Probing probing,
        @Nullable Capacity capacity) {
    /// Parts the name of a provider from that of a region: `openai@eu`.
    private static final char REGION = '@';

    public Endpoint {
        names = Set.copyOf(names);
        doors = List.copyOf(doors);
        models = List.copyOf(models);
        if (doors.isEmpty()) {
            throw new IllegalArgumentException("an endpoint has a door: " + id);
        }
    }

    /// A provider that takes as many requests as come, and is measured where it is one of several.
    public Endpoint(
            String id,
            Set<String> names,
            ProviderRow row,
            List<Door> doors,
            List<String> models,
            @Nullable String region,
            Handling handling,
            Deadlines deadlines) {
        this(id, names, row, doors, models, region, handling, deadlines, Probing.WHERE_SEVERAL, null);
    }

    /// A provider of which nobody said how it handles what it is sent.
    public Endpoint(
            String id,
            Set<String> names,
            ProviderRow row,
            List<Door> doors,
            List<String> models,
            @Nullable String region,
            Deadlines deadlines) {
        this(id, names, row, doors, models, region, Handling.UNKNOWN, deadlines);
    }

    /// What it is called in the configuration: its id, without the region where there are several.
    public String provider() {
        var at = id.indexOf(REGION);
        return at < 0 ? id : id.substring(0, at);
    }

    /// The id of a provider in one of its regions.
    public static String idIn(String provider, String region) {
        return provider + REGION + region;
    }

    /// The doors for a model, the preferred one first.
    public List<Door> doors(String model) {
        return row.dialects(model).stream()
                .flatMap(dialect -> door(dialect).stream())
                .toList();
    }

    /// The same provider elsewhere: every door keeps its path and gets another origin.
    ///
    /// @param origin scheme, host and port
    public Endpoint movedTo(URI origin) {
        var moved = doors.stream().map(door -> door.movedTo(origin)).toList();
        return new Endpoint(id, names, row, moved, models, region, handling, deadlines, probing, capacity);
    }

    public Endpoint probed(Probing when) {
        return new Endpoint(id, names, row, doors, models, region, handling, deadlines, when, capacity);
    }

    /// The same, which takes only so much at once; as much as comes where that is null.
    public Endpoint taking(@Nullable Capacity most) {
        return new Endpoint(id, names, row, doors, models, region, handling, deadlines, probing, most);
    }

    public enum Probing {
        ALWAYS,
        /// Where the provider has several addresses to choose from.
        WHERE_SEVERAL,
        NEVER
    }

    /// What stands for the model of a request that brings its own path: `raw`, or `raw:openai-chat` where another door
    /// than the first has the longest path that this one begins with.
    public String raw(String path) {
        Door best = doors.getFirst();
        int length = 0;
        for (var door : doors) {
            String base = door.base().getRawPath();
            if (base.length() > length && (path.equals(base) || path.startsWith(base + "/"))) {
                best = door;
                length = base.length();
            }
        }
        return best.equals(doors.getFirst()) ? Door.RAW : Door.RAW + ":" + best.dialect();
    }

    /// The whole host that such a request goes to.
    public Door whole(String raw) {
        String dialect = raw.substring(Math.min(raw.length(), Door.RAW.length() + 1));
        return doors.stream()
                .filter(door -> door.dialect().equals(dialect))
                .findFirst()
                .orElse(doors.getFirst())
                .whole();
    }

    /// The door for a dialect, be it one that a surface speaks beside its own.
    public Optional<Door> door(String dialect) {
        for (var door : doors) {
            if (door.dialect().equals(dialect)) {
                return Optional.of(door);
            }
        }
        for (var door : doors) {
            if (door.surface().also().contains(dialect)) {
                return Optional.of(door.as(dialect));
            }
        }
        return Optional.empty();
    }
}
