package dev.weir.catalog;

import dev.weir.chat.Traits;
import dev.weir.wire.TreeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is known of providers and of models: one immutable snapshot.
///
/// The list of models is large and seldom needed; it is read when it is first asked for. What the user says of models
/// goes over what the lists do, and holds for the providers that are configured.
public final class Catalog {
    private final Providers providers;
    private final Once<Families> families;
    private final List<Once<ModelList>> lists;
    private final List<Amendment> amendments;

    private Catalog(
            Providers providers, Once<Families> families, List<Once<ModelList>> lists, List<Amendment> amendments) {
        this.providers = providers;
        this.families = families;
        this.lists = List.copyOf(lists);
        this.amendments = List.copyOf(amendments);
    }

    /// The rows, in the order of the file, and by each of their names.
    private record Providers(List<ProviderRow> rows, Map<String, ProviderRow> byName) {
        static Providers of(List<ProviderRow> rows) {
            var byName = new LinkedHashMap<String, ProviderRow>();
            rows.forEach(row -> name(byName, row.id(), row));
            rows.forEach(row -> row.about().aliases().forEach(alias -> name(byName, alias, row)));
            return new Providers(rows, byName);
        }

        private static void name(Map<String, ProviderRow> byName, String name, ProviderRow row) {
            var taken = byName.put(name, row);
            if (taken != null) {
                throw new IllegalArgumentException(name + " means both " + taken.id() + " and " + row.id());
            }
        }
    }

    /// Reads the three files of a catalog.
    ///
    /// @param families opened when a model is first asked for
    /// @param models opened then, too
    /// @throws IllegalArgumentException naming what cannot stand
    public static Catalog read(InputStream providers, Supplier<InputStream> families, Supplier<InputStream> models) {
        return new Catalog(
                Providers.of(RowReader.read(TreeReader.read(text(providers)))),
                new Once<>(() -> Families.read(text(families.get()))),
                List.of(new Once<>(() -> ModelList.read(text(models.get())))),
                List.of());
    }

    /// The catalog that comes with the program.
    public static Catalog builtIn() {
        return read(resource("providers.json"), () -> resource("families.txt"), () -> resource("models.txt"));
    }

    /// This catalog with a newer list of models over its own.
    ///
    /// @param models in the form of `models.txt`
    public Catalog under(String models) {
        var all = new ArrayList<Once<ModelList>>();
        all.add(new Once<>(() -> ModelList.read(models)));
        all.addAll(lists);
        return new Catalog(providers, families, all, amendments);
    }

    /// This catalog with what the user says of models; of two that are about the same one the more exact wins.
    public Catalog with(List<Amendment> said) {
        var sorted = said.stream()
                .sorted(Comparator.comparingInt(amendment -> amendment.models().weight()))
                .toList();
        return new Catalog(providers, families, lists, sorted);
    }

    /// The rows, in the order of the file.
    public List<ProviderRow> rows() {
        return providers.rows;
    }

    /// The row of that id or alias.
    public Optional<ProviderRow> row(String name) {
        return Optional.ofNullable(providers.byName.get(name));
    }

    /// The id of the row that somebody who misspelt it may have meant.
    public Optional<String> suggest(String name) {
        return DidYouMean.nearest(name, providers.byName.keySet());
    }

    /// Who says what is known of models.
    public Collection<Source> sources() {
        var sources = new LinkedHashMap<String, Source>();
        lists.reversed().forEach(list -> sources.putAll(list.get().sources()));
        return sources.values();
    }

    /// What a model at a provider can, and what it needs.
    ///
    /// How a family is asked comes from the rules of families, how large a model is from the list of models.
    public Traits traits(ProviderRow row, String model) {
        return traits(row, model, ModelFacts.NONE, listed(row, model));
    }

    /// The same of a provider that is configured, by what the user says, too.
    public Traits traits(Endpoint endpoint, String model) {
        return traits(endpoint.row(), model, amended(endpoint, model), listed(endpoint.row(), model));
    }

    private Traits traits(ProviderRow row, String model, ModelFacts said, @Nullable ModelFacts listed) {
        var facts = listed == null ? said : said.over(listed);
        var manner = said.manner().over(families.get().of(model)).over(facts.manner());
        var kinds = Modality.kinds(facts.media().reads());
        return manner.traits(facts.limits().context(), facts.limits().output(), kinds, conduct(row, model));
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

    /// What is known of a model at a provider.
    public Optional<KnownModel> model(ProviderRow row, String id) {
        return Optional.ofNullable(listed(row, id)).map(facts -> new KnownModel(id, facts));
    }

    /// The same of a provider that is configured, by what the user says, too.
    public Optional<KnownModel> model(Endpoint endpoint, String id) {
        var listed = charged(endpoint, id);
        var said = amended(endpoint, id);
        return listed == null && said.equals(ModelFacts.NONE)
                ? Optional.empty()
                : Optional.of(new KnownModel(id, listed == null ? said : said.over(listed)));
    }

    /// What is listed of a model, at the prices of the region where it is asked. What the user says, he pays there.
    private @Nullable ModelFacts charged(Endpoint endpoint, String id) {
        var listed = listed(endpoint.row(), id);
        var surcharge = listed == null ? null : endpoint.row().surcharge();
        return surcharge == null || listed == null || !surcharge.isTakenAt(endpoint)
                ? listed
                : surcharge.on(id, listed);
    }

    /// The models that a provider is known to have.
    public List<KnownModel> models(ProviderRow row) {
        return modelIds(row).stream().flatMap(id -> model(row, id).stream()).toList();
    }

    /// The ids of the models that a provider is known to have.
    public Set<String> modelIds(ProviderRow row) {
        if (lists.size() == 1) {
            return lists.getFirst().get().ids(row.id());
        }
        var ids = new LinkedHashSet<String>();
        lists.reversed().forEach(list -> ids.addAll(list.get().ids(row.id())));
        return ids;
    }

    /// The ids of the models that a configured provider has: those that the user names, or else those that are known.
    public Set<String> modelIds(Endpoint endpoint) {
        if (!endpoint.models().isEmpty()) {
            return new LinkedHashSet<>(endpoint.models());
        }
        var ids = new LinkedHashSet<>(modelIds(endpoint.row()));
        amendments(endpoint)
                .filter(amendment -> amendment.models().isExact())
                .forEach(amendment -> ids.add(amendment.models().pattern()));
        return ids;
    }

    public boolean has(Endpoint endpoint, String model) {
        return endpoint.models().isEmpty()
                ? knows(endpoint.row(), model)
                        || amendments(endpoint)
                                .anyMatch(amendment ->
                                        amendment.models().pattern().equals(model))
                : endpoint.models().contains(model);
    }

    public boolean knows(ProviderRow row, String model) {
        if (lists.stream().anyMatch(list -> list.get().knows(row.id(), model))) {
            return true;
        }
        var plainer = InferenceProfile.plainer(model);
        return !plainer.equals(model) && knows(row, plainer);
    }

    /// Who makes a model that is named without its provider.
    public Optional<ProviderRow> firstParty(String model) {
        return rows().stream()
                .filter(row -> row.about().kind() == About.Kind.LAB)
                .filter(row -> knows(row, model))
                .findFirst();
    }

    private @Nullable ModelFacts listed(ProviderRow row, String model) {
        for (var list : lists) {
            var facts = list.get().find(row.id(), model);
            if (facts != null) {
                return facts;
            }
        }
        var plainer = InferenceProfile.plainer(model);
        return plainer.equals(model) ? null : listed(row, plainer);
    }

    private ModelFacts amended(Endpoint endpoint, String model) {
        return amendments(endpoint)
                .filter(amendment -> amendment.models().matches(model))
                .map(Amendment::facts)
                .reduce(ModelFacts.NONE, (below, above) -> above.over(below));
    }

    private Stream<Amendment> amendments(Endpoint endpoint) {
        return amendments.stream().filter(amendment -> amendment.provider().equals(endpoint.provider()));
    }

    /// The models of lists that lie over the built-in one, by provider.
    public Map<String, Map<String, ModelFacts>> newer() {
        var newer = new LinkedHashMap<String, Map<String, ModelFacts>>();
        for (var list : lists.subList(0, lists.size() - 1).reversed()) {
            list.get()
                    .providers()
                    .forEach(provider -> newer.computeIfAbsent(provider, _ -> new LinkedHashMap<>())
                            .putAll(list.get().all(provider)));
        }
        return newer;
    }

    /// Models by provider and id in the form of `models.txt`.
    public static String text(Map<String, Map<String, ModelFacts>> models) {
        return ModelList.text(models);
    }

    /// Looks at every line of a list.
    ///
    /// @throws IllegalArgumentException naming one that cannot stand
    public static void check(String models) {
        var list = ModelList.read(models);
        list.providers().forEach(list::all);
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
