package dev.weir.route;

import dev.weir.catalog.About;
import dev.weir.catalog.Catalog;
import dev.weir.catalog.DidYouMean;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ProviderRow;
import dev.weir.chat.Traits;
import dev.weir.dialect.ListedModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What model names mean under one configuration: a name of the user's own; `provider/model` where the provider is
/// configured; a known model without its provider, at its maker if that is configured, else at the first configured
/// provider that has it.
public final class ModelNames implements Directory {
    private static final String OWNER = "weir";

    private final Catalog catalog;
    private final List<Endpoint> endpoints;
    private final Map<String, Endpoint> byName = new LinkedHashMap<>();
    private final Map<String, VirtualModel> virtual = new LinkedHashMap<>();
    private volatile @Nullable List<ListedModel> listed;

    /// @param endpoints in the order of the configuration
    public ModelNames(Catalog catalog, List<Endpoint> endpoints, List<VirtualModel> models) {
        this.catalog = catalog;
        this.endpoints = List.copyOf(endpoints);
        endpoints.forEach(endpoint -> byName.put(endpoint.id(), endpoint));
        endpoints.forEach(endpoint -> endpoint.names().forEach(name -> byName.putIfAbsent(name, endpoint)));
        models.forEach(model -> virtual.put(model.name(), model));
    }

    @Override
    public Resolution resolve(String model) {
        var own = virtual.get(model);
        if (own != null) {
            return new Resolution.Found(own, "virtual model", null);
        }
        var slash = model.indexOf('/');
        var endpoint = slash <= 0 ? null : byName.get(model.substring(0, slash));
        if (endpoint != null && slash + 1 < model.length()) {
            var target = new Target(endpoint, model.substring(slash + 1));
            return endpoint.id().equals(model.substring(0, slash))
                    ? Resolution.Found.one(target, "the name says its provider")
                    : found(target, "the name says its provider");
        }
        var maker = catalog.firstParty(model).flatMap(row -> configured(row, model));
        if (maker.isPresent()) {
            return found(new Target(maker.get(), model), "the model's maker");
        }
        return endpoints.stream()
                .filter(candidate -> catalog.has(candidate, model))
                .findFirst()
                .map(candidate -> found(new Target(candidate, model), "the first provider that has the model"))
                .orElseGet(() -> new Resolution.Unknown(hint(model)));
    }

    @Override
    public Traits traits(Target target) {
        return catalog.traits(target.endpoint(), target.model());
    }

    @Override
    public Optional<KnownModel> known(Target target) {
        return catalog.model(target.endpoint(), target.model());
    }

    @Override
    public List<Target> elsewhere(Target target) {
        var base = base(target);
        var found = new ArrayList<Target>();
        for (var endpoint : endpoints) {
            if (!endpoint.provider().equals(target.endpoint().provider())) {
                var other = like(endpoint, target.model(), base);
                if (other != null) {
                    found.add(other);
                }
            }
        }
        return found;
    }

    /// The model as its maker names it.
    private String base(Target target) {
        return known(target)
                .map(model -> model.facts().origin().base())
                .orElse(target.endpoint().row().id() + "/" + target.model());
    }

    private @Nullable Target like(Endpoint endpoint, String model, String base) {
        if (catalog.has(endpoint, model)) {
            return new Target(endpoint, model);
        }
        for (var id : catalog.modelIds(endpoint)) {
            var other = new Target(endpoint, id);
            if (base(other).equals(base)) {
                return other;
            }
        }
        return null;
    }

    @Override
    public boolean isProvider(String name) {
        var plain = plain(name);
        return byName.containsKey(plain)
                || catalog.row(plain).isPresent()
                || catalog.rows().stream()
                        .anyMatch(row ->
                                row.about().name().toLowerCase(Locale.ROOT).equals(plain));
    }

    @Override
    public Optional<String> likeProvider(String name) {
        var names = new ArrayList<>(byName.keySet());
        catalog.rows().forEach(row -> names.add(row.id()));
        return DidYouMean.nearest(plain(name), names);
    }

    /// `deepinfra/turbo` is a variant of `deepinfra`.
    private static String plain(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var slash = lower.indexOf('/');
        return slash < 0 ? lower : lower.substring(0, slash);
    }

    /// Made when it is first asked for, and kept.
    @Override
    public List<ListedModel> models() {
        var made = listed;
        if (made == null) {
            made = List.copyOf(list());
            listed = made;
        }
        return made;
    }

    @Override
    public Serving serving(Collection<String> dialects) {
        return new Serving(
                endpoints.stream()
                        .filter(endpoint ->
                                dialects.stream().anyMatch(d -> endpoint.door(d).isPresent()))
                        .toList(),
                catalog.rows().stream()
                        .filter(row -> row.notYet() == null && row.about().kind() != About.Kind.GENERIC)
                        .filter(row -> dialects.stream().anyMatch(row::speaks) && !isOn(row))
                        .map(row -> row.id())
                        .toList());
    }

    private List<ListedModel> list() {
        var listed = new ArrayList<ListedModel>();
        virtual.values().forEach(model -> listed.add(ListedModel.of(model.name(), OWNER)));
        var told = new HashSet<String>();
        for (var endpoint : endpoints) {
            for (var id : told.add(endpoint.provider()) ? catalog.modelIds(endpoint) : Set.<String>of()) {
                var model = catalog.model(endpoint, id).orElse(new KnownModel(id, ModelFacts.NONE));
                if (!endpoint.models().isEmpty() || model.status() != ModelFacts.Status.RETIRED) {
                    listed.add(listed(endpoint, model));
                }
            }
        }
        return listed;
    }

    /// A target, or the same model in each of its provider's regions, where none was named.
    private Resolution found(Target target, String how) {
        var provider = target.endpoint().provider();
        if (provider.equals(target.endpoint().id())) {
            return Resolution.Found.one(target, how);
        }
        var name = provider + "/" + target.model();
        var sites = endpoints.stream()
                .filter(endpoint -> endpoint.provider().equals(provider))
                .<Choice>map(endpoint -> new Choice.One(new Target(endpoint, target.model())))
                .toList();
        var group = new Group(name, Ways.NEAREST, Sticky.TO_NOTHING, sites);
        return new Resolution.Found(VirtualModel.of(name, group), how + "; the nearest region", null);
    }

    /// The endpoint of a row: the one that bears its name, else the first that is like it.
    private Optional<Endpoint> configured(ProviderRow row, String model) {
        var named = byName.get(row.id());
        if (named != null && named.row().id().equals(row.id()) && catalog.has(named, model)) {
            return Optional.of(named);
        }
        return endpoints.stream()
                .filter(endpoint -> endpoint.row().id().equals(row.id()) && catalog.has(endpoint, model))
                .findFirst();
    }

    private static ListedModel listed(Endpoint endpoint, KnownModel model) {
        return new ListedModel(
                endpoint.provider() + "/" + model.id(),
                endpoint.provider(),
                model.contextTokens(),
                model.maxOutputTokens(),
                stage(model));
    }

    private static ListedModel.Stage stage(KnownModel model) {
        return switch (model.status()) {
            case null -> ListedModel.Stage.ACTIVE;
            case ALPHA, BETA -> ListedModel.Stage.ACTIVE;
            case DEPRECATED -> ListedModel.Stage.DEPRECATED;
            case RETIRED -> ListedModel.Stage.RETIRED;
        };
    }

    private String hint(String model) {
        var slash = model.indexOf('/');
        var prefix = slash <= 0 ? "" : model.substring(0, slash);
        var off = catalog.row(prefix).or(() -> catalog.firstParty(model)).filter(row -> !isOn(row));
        if (off.isPresent()) {
            return switchOn(off.get());
        }
        return DidYouMean.nearest(model, names())
                .map(near -> "Did you mean `" + near + "`?")
                .orElse("Write `provider/model`, or see GET /v1/models for what there is.");
    }

    private boolean isOn(ProviderRow row) {
        return endpoints.stream().anyMatch(endpoint -> endpoint.row().id().equals(row.id()));
    }

    private static String switchOn(ProviderRow row) {
        if (row.notYet() != null) {
            return row.about().name() + " cannot be used: " + row.notYet() + ".";
        }
        var variables = row.access().keyVariables();
        var how = variables.isEmpty() || row.about().kind() == About.Kind.GENERIC
                ? "name it under `providers` in the configuration"
                : "set " + variables.getFirst() + " or name it under `providers` in the configuration";
        return row.about().name() + " is not switched on: " + how + ".";
    }

    private List<String> names() {
        var names = new ArrayList<>(virtual.keySet());
        for (var endpoint : endpoints) {
            for (var id : catalog.modelIds(endpoint)) {
                names.add(id);
                names.add(endpoint.id() + "/" + id);
            }
        }
        return names;
    }
}
