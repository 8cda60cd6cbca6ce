package dev.weir.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One provider as data.
///
/// @param surfaces dialects that it speaks, the default first
/// @param choices models that speak another dialect than the default, the first match decides
/// @param notYet why it cannot be used in this version, or null when it can
public record ProviderRow(
        About about,
        Access access,
        List<Surface> surfaces,
        List<DialectChoice> choices,
        @Nullable String notYet) {
    public ProviderRow {
        surfaces = List.copyOf(surfaces);
        choices = List.copyOf(choices);
        if (surfaces.isEmpty() && notYet == null) {
            throw new IllegalArgumentException("a row that can be used speaks a dialect: " + about.id());
        }
    }

    /// Models and the dialects that they speak, the preferred one first.
    public record DialectChoice(ModelSet models, List<String> dialects) {
        public DialectChoice {
            dialects = List.copyOf(dialects);
        }
    }

    public String id() {
        return about.id();
    }

    /// Whether it speaks a dialect, be it beside another one.
    public boolean speaks(String dialect) {
        return surfaces.stream()
                .anyMatch(surface ->
                        surface.dialect().equals(dialect) || surface.also().contains(dialect));
    }

    /// The dialects of a model, the preferred one first.
    public List<String> dialects(String model) {
        for (var choice : choices) {
            if (choice.models().contains(model)) {
                return choice.dialects();
            }
        }
        return surfaces.stream().map(Surface::dialect).toList();
    }
}
