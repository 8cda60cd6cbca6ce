package dev.weir.config;

import dev.weir.catalog.About;
import dev.weir.catalog.Access;
import dev.weir.catalog.Catalog;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Endpoint.Probing;
import dev.weir.catalog.Handling;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Surface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads which providers are on: those of the file, then those whose variables are set.
final class ProviderReader {
    private static final Set<String> KEYS = Set.of(
            "like",
            "key",
            "keys",
            "url",
            "region",
            "regions",
            "data",
            "headers",
            "models",
            "timeout",
            "concurrency",
            "credentials",
            "project",
            "deployments",
            "probe");
    private static final Map<String, String> NOT_YET = Map.of(
            "weight", "weights are not built",
            "retry", "retries are not built",
            "breaker", "circuit breakers are not built",
            "limits", "limits of a provider are not built",
            "budget", "budgets are not built");
    private static final Set<String> NOT_OURS = Set.of(
            "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer");

    private final Catalog catalog;
    private final Notes notes;
    private final Values values;
    private final EndpointMaker maker;
    private final List<String> remarks = new ArrayList<>();
    private final Set<String> failed = new HashSet<>();

    ProviderReader(Catalog catalog, Notes notes, Values values) {
        this.catalog = catalog;
        this.notes = notes;
        this.values = values;
        this.maker = new EndpointMaker(notes);
    }

    /// What is worth saying at the start.
    List<String> remarks() {
        return remarks;
    }

    /// Providers that the file names and that could not be made.
    Set<String> failed() {
        return failed;
    }

    /// The providers that are on: those of the file in its order, then those of the environment in the catalog's. With
    /// none at all, the simulator.
    List<Endpoint> read(Section root) {
        var endpoints = new ArrayList<Endpoint>();
        var named = new HashSet<String>();
        var providers = root.section("providers");
        for (var id : providers.keys()) {
            var own = catalog.row(id);
            own.ifPresent(row -> named.add(row.id()));
            if (providers.isText(id)) {
                switchOff(providers, id, own.isPresent());
                continue;
            }
            var section = providers.section(id);
            var settings = settings(id, section);
            var probing = probing(section);
            var made = settings == null
                    ? List.<Endpoint>of()
                    : sites(settings, section).stream()
                            .map(site -> site.probed(probing))
                            .toList();
            endpoints.addAll(made);
            if (made.isEmpty()) {
                failed.add(id);
            }
        }
        fromEnvironment(named).forEach(endpoints::add);
        if (endpoints.isEmpty() && notes.isEmpty()) {
            var sim = catalog.row("sim").orElseThrow();
            maker.make(Settings.ofEnvironment(sim)).ifPresent(endpoints::add);
        }
        return endpoints;
    }

    private Probing probing(Section section) {
        return switch (values.support(section, "probe")) {
            case YES -> Probing.ALWAYS;
            case NO -> Probing.NEVER;
            case UNKNOWN -> Probing.WHERE_SEVERAL;
        };
    }

    /// A provider, or the same in each of its regions.
    private List<Endpoint> sites(Settings settings, Section section) {
        if (!section.has("regions")) {
            return maker.make(settings).stream().toList();
        }
        for (var key : List.of("region", "url")) {
            if (section.has(key)) {
                notes.wrong(
                        section.place(key),
                        section.pathOf(key),
                        "both " + key + " and regions",
                        "Keep one of the two; regions may say an address for each: { eu: https://… }");
            }
        }
        var sites = new ArrayList<Endpoint>();
        if (section.isMapping("regions")) {
            var addresses = section.section("regions");
            for (var region : addresses.keys()) {
                var url = addresses.text(region);
                var where = new Text(region, addresses.place(region), addresses.pathOf(region));
                maker.make(settings.in(where, url)).ifPresent(sites::add);
            }
        } else {
            section.texts("regions")
                    .forEach(where -> maker.make(settings.in(where, null)).ifPresent(sites::add));
        }
        return sites;
    }

    /// What the user says of how it handles what it is sent: `data: { cleared: [ … ], collects: false, retains: false
    /// }`.
    private Handling handling(Section section) {
        var data = section.section("data");
        data.expect(Set.of("cleared", "collects", "retains"), Map.of());
        return new Handling(
                data.texts("cleared").stream().map(Text::value).collect(Collectors.toSet()),
                values.support(data, "collects"),
                values.support(data, "retains"));
    }

    private void switchOff(Section providers, String id, boolean known) {
        var text = providers.text(id);
        if (text != null && (!known || !text.value().equals("off"))) {
            notes.wrong(text, "a provider is a mapping", "Write " + id + ": {}, or " + id + ": off for a built-in one");
        }
    }

    private @Nullable Settings settings(String id, Section section) {
        section.expect(KEYS, NOT_YET);
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            notes.wrong(section.place(), section.path(), "no name for a provider: " + id, "Use letters, digits, - _ .");
            return null;
        }
        var row = row(id, section);
        if (row == null) {
            return null;
        }
        var standing = section.has("like") ? Settings.Standing.OWN : Settings.Standing.BUILT_IN;
        return new Settings(
                id,
                row,
                standing,
                section.place(),
                keys(section),
                section.isMapping("url") ? null : section.text("url"),
                urls(section, row),
                section.text("region"),
                headers(section, row),
                section.texts("models").stream().map(Text::value).toList(),
                handling(section),
                values.deadlines(section, "timeout"),
                values.capacity(section, "concurrency"),
                cloud(section));
    }

    private static Cloud cloud(Section section) {
        var credentials = section.section("credentials");
        credentials.expect(CloudKeys.KEYS, Map.of());
        var read = new LinkedHashMap<String, Text>();
        for (var key : CloudKeys.KEYS) {
            var text = credentials.text(key);
            if (text != null) {
                read.put(key, text);
            }
        }
        var deployments = new LinkedHashMap<String, String>();
        var names = section.section("deployments");
        for (var model : names.keys()) {
            var name = names.text(model);
            if (name != null) {
                deployments.put(model, name.value());
            }
        }
        return new Cloud(read, section.text("project"), deployments);
    }

    private @Nullable ProviderRow row(String id, Section section) {
        var like = section.text("like");
        var row = catalog.row(like == null ? id : like.value()).orElse(null);
        if (row == null) {
            var word = like == null ? id : like.value();
            var near = catalog.suggest(word)
                    .map(name -> "Did you mean `" + name + "`? ")
                    .orElse("");
            if (like == null) {
                notes.wrong(
                        section.place(),
                        section.path(),
                        "there is no built-in provider " + id,
                        near + "A provider of your own says what it is like: like: openai-compatible, and its url");
            } else {
                notes.wrong(
                        like, "there is no built-in provider " + word, near + "`weir models --providers` lists them");
            }
            return null;
        }
        if (row.notYet() != null) {
            notes.wrong(section.place(), section.path(), row.about().name() + " cannot be used yet", row.notYet());
            return null;
        }
        if (like == null && row.about().kind() == About.Kind.GENERIC) {
            notes.wrong(
                    section.place(),
                    section.path(),
                    id + " is what a provider can be like, not a provider",
                    "Give it a name of your own: gpu-box: { like: " + id + ", url: … }");
            return null;
        }
        return row;
    }

    private List<Text> keys(Section section) {
        if (section.has("key") && section.has("keys")) {
            notes.wrong(section.place("keys"), section.pathOf("keys"), "both key and keys", "Keep one of the two");
        }
        var single = section.text("key");
        var keys = section.has("keys") ? section.texts("keys") : single == null ? List.<Text>of() : List.of(single);
        for (var key : keys) {
            if (key.value().isEmpty() || key.value().chars().anyMatch(c -> c <= ' ' || c > '~')) {
                notes.wrong(key, "no key: empty, or with characters that no key has", "Set the variable it names");
            }
        }
        return keys;
    }

    private Map<String, Text> urls(Section section, ProviderRow row) {
        if (!section.isMapping("url")) {
            return Map.of();
        }
        var urls = section.section("url");
        urls.expect(new TreeSet<>(row.surfaces().stream().map(Surface::dialect).toList()), Map.of());
        var read = new LinkedHashMap<String, Text>();
        for (var dialect : urls.keys()) {
            var url = urls.text(dialect);
            if (url != null) {
                read.put(dialect, url);
            }
        }
        return read;
    }

    private Map<String, String> headers(Section section, ProviderRow row) {
        var headers = new HashMap<String, String>();
        var read = section.section("headers");
        for (var name : read.keys()) {
            var value = read.text(name);
            var lower = name.toLowerCase(Locale.ROOT);
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || NOT_OURS.contains(lower)) {
                notes.wrong(read.place(name), read.pathOf(name), "a header that cannot be set", "Remove it");
            } else if (EndpointMaker.shows(row, lower)) {
                notes.wrong(read.place(name), read.pathOf(name), "the header that the key goes in", "Use `key`");
            } else if (value != null && value.value().chars().allMatch(c -> c >= ' ' && c <= '~')) {
                headers.put(lower, value.value());
            } else {
                notes.wrong(read.place(name), read.pathOf(name), "no value for a header", "Use printable ASCII");
            }
        }
        return headers;
    }

    /// The providers whose variables are set and that the file does not name.
    private List<Endpoint> fromEnvironment(Set<String> named) {
        var endpoints = new ArrayList<Endpoint>();
        var claimed = new HashSet<String>();
        for (var row : catalog.rows()) {
            var free = row.access().keyVariables().stream().filter(claimed::add).toList();
            var startsAlone = row.notYet() == null && row.access().start() == Access.Start.VARIABLE;
            if (startsAlone && !named.contains(row.id()) && isSet(row, free)) {
                var lacking = maker.lacking(row);
                if (lacking == null) {
                    maker.make(Settings.ofEnvironment(row)).ifPresent(endpoints::add);
                } else {
                    remarks.add(row.about().name() + " is left out: " + lacking + ".");
                }
            }
        }
        return endpoints;
    }

    /// Whether a variable that switches a row on is set.
    private boolean isSet(ProviderRow row, List<String> keyVariables) {
        return notes.firstOf(keyVariables) != null
                || row.access().key() != Access.Key.REQUIRED
                        && row.access().key() != Access.Key.CREDENTIALS
                        && notes.firstOf(row.access().urlVariables()) != null;
    }
}
