package dev.weir.catalog;

import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Traits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/// What is known of providers and of models: one immutable snapshot.
///
/// The list of models is large and seldom needed; it is read when it is first asked for.
public final class Catalog {
    private final List<ProviderRow> rows;
    private final Map<String, ProviderRow> byName = new LinkedHashMap<>();
    private final Families families;
    private final Once<ModelList> models;

    private Catalog(List<ProviderRow> rows, Families families, Once<ModelList> models) {
        this.rows = rows;
        this.families = families;
        this.models = models;
        for (var row : rows) {
            name(row.id(), row);
        }
        for (var row : rows) {
            row.about().aliases().forEach(alias -> name(alias, row));
        }
    }

    private void name(String name, ProviderRow row) {
        var taken = byName.put(name, row);
        if (taken != null) {
            throw new IllegalArgumentException(name + " means both " + taken.id() + " and " + row.id());
        }
    }

    /// Reads the three files of a catalog.
    ///
    /// @param models opened when the list of models is first asked for
    /// @throws IllegalArgumentException naming what cannot stand
    public static Catalog read(InputStream providers, InputStream families, Supplier<InputStream> models) {
        return new Catalog(
                RowReader.read(JsonMapper.shared().readTree(text(providers))),
                Families.read(text(families)),
                new Once<>(() -> ModelList.read(text(models.get()))));
    }

    /// The catalog that comes with the program.
    public static Catalog builtIn() {
        return read(resource("providers.json"), resource("families.txt"), () -> resource("models.txt"));
    }

    /// The rows, in the order of the file.
    public List<ProviderRow> rows() {
        return rows;
    }

    /// The row of that id or alias.
    public Optional<ProviderRow> row(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// What a model at a provider can, and what it needs.
    ///
    /// How a family is asked comes from the rules of families, how large a model is from the list of models.
    public Traits traits(ProviderRow row, String model) {
        var entry = models.get().find(row.id(), model);
        var rules = families.of(model);
        var conduct = conduct(row, model);
        if (entry == null) {
            return rules.traits(null, null, Set.<MediaKind>of(), conduct);
        }
        var known = entry.model();
        return rules.over(entry.facts())
                .traits(known.contextTokens(), known.maxOutputTokens(), known.inputs(), conduct);
    }

    private static Conduct conduct(ProviderRow row, String model) {
        for (var dialect : row.dialects(model)) {
            for (var surface : row.surfaces()) {
                if (surface.dialect().equals(dialect)) {
                    return surface.conduct();
                }
            }
        }
        return Conduct.USUAL;
    }

    /// The models that a provider is known to have.
    public List<KnownModel> knownModels(ProviderRow row) {
        return models.get().models(row.id());
    }

    public boolean knows(ProviderRow row, String model) {
        return models.get().knows(row.id(), model);
    }

    /// Who makes a model that is named without its provider.
    public Optional<ProviderRow> firstParty(String model) {
        return rows.stream()
                .filter(row -> row.about().kind() == About.Kind.LAB)
                .filter(row -> models.get().knows(row.id(), model))
                .findFirst();
    }

    /// The ids of the models that a provider is known to have.
    public Collection<String> modelIds(ProviderRow row) {
        return models.get().ids(row.id());
    }

    /// The id of the row that somebody who misspelt it may have meant.
    public Optional<String> suggest(String name) {
        return DidYouMean.nearest(name, byName.keySet());
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Catalog.class.getResourceAsStream("/catalog/" + name), name);
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
