package dev.weir.ledger;

import dev.weir.catalog.Glob;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a key may have passed through raw: `GET,POST openai /v1/fine_tuning/*`.
///
/// @param paths pattern of the canonical path at the provider
public record PassRule(Set<String> methods, String provider, Glob paths) {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    public PassRule {
        methods = Set.copyOf(methods);
    }

    /// Reads a rule, or nothing where it is none.
    public static Optional<PassRule> read(String text) {
        List<String> words = Arrays.asList(text.strip().split(" +", -1));
        if (words.size() != 3 || !words.get(2).startsWith("/") || words.get(1).isEmpty()) {
            return Optional.empty();
        }
        List<String> methods = Arrays.asList(words.get(0).split(",", -1));
        return METHODS.containsAll(methods)
                ? Optional.of(new PassRule(Set.copyOf(methods), words.get(1), new Glob(words.get(2))))
                : Optional.empty();
    }

    boolean allows(String method, String named, String path) {
        return methods.contains(method) && provider.equals(named) && paths.matches(path);
    }
}
