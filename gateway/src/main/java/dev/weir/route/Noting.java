package dev.weir.route;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What the log says of requests beside what became of them.
///
/// @param figures whether it counts what they bring
/// @param headers that it tells, by lower-case name
/// @param metadata names in the body's `metadata` that it tells
public record Noting(Figures figures, Set<String> headers, Set<String> metadata) {
    /// Headers that hold credentials: never told, and no fact of a condition.
    public static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie");

    /// Nothing but what they say to the gateway.
    public static final Noting LITTLE = new Noting(Figures.NOT_COUNTED, Set.of(), Set.of());

    public Noting {
        headers = headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        metadata = Set.copyOf(metadata);
    }

    /// Whether a request that says nothing to the gateway is worth a note.
    boolean isOfAll() {
        return figures == Figures.COUNTED || !headers.isEmpty() || !metadata.isEmpty();
    }

    public enum Figures {
        /// Takes a reading of every body.
        COUNTED,
        NOT_COUNTED
    }
}
