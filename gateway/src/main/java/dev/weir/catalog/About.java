package dev.weir.catalog;

import java.util.List;

/// What a provider is called, and what it is.
///
/// @param id as in model names: `openai` in `openai/gpt-4o`
/// @param name for people
/// @param aliases other ids that people know
/// @param doc address of its documents
public record About(String id, String name, List<String> aliases, Kind kind, String doc) {
    public About {
        aliases = List.copyOf(aliases);
    }

    public enum Kind {
        /// Makes the models that it serves; a bare model name means its maker first.
        LAB,
        /// Serves the models of several makers in a cloud of its own.
        CLOUD,
        /// Serves open models.
        INFERENCE,
        /// Passes requests on to other providers.
        GATEWAY,
        /// Runs on a machine of one's own.
        LOCAL,
        /// No provider, but a starting point for one's own rows.
        GENERIC,
        /// The built-in simulator.
        SIMULATED
    }
}
