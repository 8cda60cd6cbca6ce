package dev.weir.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One provider as data.
///
/// @param id as in model names: `openai` in `openai/gpt-4o`
/// @param name for people
/// @param aliases other ids that people know
/// @param surfaces dialects that it speaks, the default first
/// @param choices models that speak another dialect than the default, the first match decides
/// @param notYet why it cannot be used in this version, or null when it can
public record ProviderRow(
        String id,
        String name,
        List<String> aliases,
        Access access,
        List<Surface> surfaces,
        List<DialectChoice> choices,
        @Nullable String notYet) {
    public ProviderRow {
        aliases = List.copyOf(aliases);
        surfaces = List.copyOf(surfaces);
        choices = List.copyOf(choices);
        if (surfaces.isEmpty() && notYet == null) {
            throw new IllegalArgumentException("a row that can be used speaks a dialect: " + id);
        }
    }

    /// Models and the dialects that they speak, the preferred one first.
    public record DialectChoice(Glob models, List<String> dialects) {
        public DialectChoice {
            dialects = List.copyOf(dialects);
        }
    }

    /// The dialects of a model, the preferred one first.
    public List<String> dialects(String model) {
        for (var choice : choices) {
            if (choice.models().matches(model)) {
                return choice.dialects();
            }
        }
        return surfaces.stream().map(Surface::dialect).toList();
    }
}
