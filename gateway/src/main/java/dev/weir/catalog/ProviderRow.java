package dev.weir.catalog;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One provider as data. What it speaks is read when it is first asked for: most rows of the catalog are never used.
public final class ProviderRow {
    private final About about;
    private final Access access;
    private final @Nullable String notYet;
    private final Once<Speech> speech;

    /// @param notYet why it cannot be used in this version, or null when it can
    /// @param speech throws IllegalArgumentException where it cannot stand
    ProviderRow(About about, Access access, @Nullable String notYet, Supplier<Speech> speech) {
        this.about = about;
        this.access = access;
        this.notYet = notYet;
        this.speech = new Once<>(() -> checked(speech.get()));
    }

    private Speech checked(Speech speech) {
        if (speech.surfaces.isEmpty() && notYet == null) {
            throw new IllegalArgumentException("a row that can be used speaks a dialect: " + id());
        }
        return speech;
    }

    /// What a provider speaks.
    ///
    /// @param surfaces dialects that it speaks, the default first
    /// @param choices models that speak another dialect than the default, the first match decides
    /// @param surcharge in chosen regions, or null
    record Speech(
            List<Surface> surfaces,
            List<DialectChoice> choices,
            @Nullable Surcharge surcharge) {
        Speech {
            surfaces = List.copyOf(surfaces);
            choices = List.copyOf(choices);
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

    public About about() {
        return about;
    }

    public Access access() {
        return access;
    }

    /// Why it cannot be used in this version, or null when it can.
    public @Nullable String notYet() {
        return notYet;
    }

    /// The dialects that it speaks, the default first.
    public List<Surface> surfaces() {
        return speech.get().surfaces;
    }

    /// Models that speak another dialect than the default; the first match decides.
    public List<DialectChoice> choices() {
        return speech.get().choices;
    }

    /// What it takes beside its prices in chosen regions, or null.
    @Nullable
    Surcharge surcharge() {
        return speech.get().surcharge;
    }

    /// Whether it speaks a dialect, be it beside another one.
    public boolean speaks(String dialect) {
        return surfaces().stream()
                .anyMatch(surface ->
                        surface.dialect().equals(dialect) || surface.also().contains(dialect));
    }

    /// The dialects of a model, the preferred one first.
    public List<String> dialects(String model) {
        for (var choice : choices()) {
            if (choice.models().contains(model)) {
                return choice.dialects();
            }
        }
        return surfaces().stream().map(Surface::dialect).toList();
    }
}
