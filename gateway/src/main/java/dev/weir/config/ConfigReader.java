package dev.weir.config;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Secret;
import dev.weir.ledger.Keyring;
import dev.weir.route.ModelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a whole configuration, and notes everything that is wrong with it.
final class ConfigReader {
    private static final Set<String> KEYS = Set.of(
            "listen",
            "admin",
            "open",
            "data",
            "tls",
            "cors",
            "limits",
            "upstream",
            "providers",
            "models",
            "plugins",
            "catalog",
            "storage",
            "vault",
            "log",
            "keys");
    private static final Map<String, String> NOT_YET = Map.of(
            "teams", "teams are not built",
            "budgets", "budgets are not built",
            "cache", "caches are not built",
            "guardrails", "guardrails are not built",
            "policy", "policies are not built",
            "store", "a shared database is not built",
            "redis", "a cluster is not built",
            "traces", "traces are not built");

    private final Catalog builtIn;
    private final Notes notes;
    private final Flags flags;

    ConfigReader(Catalog catalog, Map<String, String> environment, Flags flags) {
        this.builtIn = catalog;
        this.notes = new Notes(environment);
        this.flags = flags;
    }

    Loaded read(@Nullable Path file, long version) {
        var label = file == null ? "environment" : file.toString();
        var node = file == null ? null : compose(file);
        if (!notes.isEmpty()) {
            return new Loaded.Problems(notes.problems());
        }
        var parent = file == null ? null : file.getParent();
        var values = new Values(notes, parent == null ? Path.of("") : parent);
        var root = Section.of(notes, label, "", node);
        root.expect(KEYS, NOT_YET);
        var keys = new KeyReader(notes, values).read(root);
        var state = root.has("keys") ? FrontReader.KeyState.SOME : FrontReader.KeyState.NONE;
        if (root.has("keys") && root.elements("keys").isEmpty()) {
            notes.wrong(root.place("keys"), "keys", "an empty list", "Add a caller, or remove the key `keys`");
        }
        var front = new FrontReader(notes, values, flags).read(root, state);
        var outbound = outbound(root, values);
        var data = data(root, values);
        var catalog = updated(data);
        var providers = new ProviderReader(catalog, notes, values);
        var endpoints = providers.read(root);
        new EndpointMaker(notes).forbidLoops(endpoints, front.listen());
        var strategies = Strategies.read(notes, values, root);
        var names = new ModelNames(catalog, endpoints, List.of());
        var models = new ModelReader(notes, values, strategies, names, providers.failed()).read(root);
        var said = new CatalogReader(notes, values, endpoints, names, providers.failed()).read(root);
        var kept = new StateReader(values).read(root);
        var noting = new NotingReader(notes, values).read(root);
        if (!notes.isEmpty()) {
            return new Loaded.Problems(notes.problems());
        }
        var source = file == null ? "the environment" : label;
        return new Loaded.Ok(new Config(
                version,
                source,
                catalog.with(said),
                front,
                data,
                kept,
                noting,
                outbound,
                endpoints,
                models,
                new Keyring(keys),
                providers.remarks()));
    }

    /// The catalog with the newer list of models over it, where there is one.
    private Catalog updated(Path data) {
        return switch (CatalogFile.read(data)) {
            case CatalogFile.Found.None _ -> builtIn;
            case CatalogFile.Found.Newer newer -> builtIn.under(newer.models());
            case CatalogFile.Found.Damaged damaged -> {
                notes.wrong(
                        CatalogFile.in(data), "", damaged.why(), "Run `weir catalog update` again, or remove the file");
                yield builtIn;
            }
        };
    }

    private @Nullable Node compose(Path file) {
        try {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            return new Compose(settings).composeString(Files.readString(file)).orElse(null);
        } catch (NoSuchFileException e) {
            notes.wrong(file, "", "there is no such file", "Name one with --config, or start without");
        } catch (IOException e) {
            notes.wrong(
                    file,
                    "",
                    "the file cannot be read: " + e.getMessage(),
                    "Check its permissions and that it is UTF-8");
        } catch (MarkedYamlEngineException e) {
            noYaml(file, e);
        } catch (YamlEngineException e) {
            notes.wrong(file, "", "this is no YAML: " + e.getMessage(), "Check indentation, quotes and brackets");
        }
        return null;
    }

    private void noYaml(Path file, MarkedYamlEngineException e) {
        var mark = e.getProblemMark();
        var at = mark.map(spot -> file + ":" + (spot.getLine() + 1) + ":" + (spot.getColumn() + 1));
        var reference = mark.map(spot -> spot.createSnippet().contains("${")).orElse(false);
        notes.wrong(
                at.orElse(file.toString()),
                "",
                "this is no YAML: " + e.getProblem(),
                reference
                        ? "Put \"${…}\" in quotes where it stands within { } or [ ]"
                        : "Check indentation, quotes and brackets");
    }

    private Path data(Section root, Values values) {
        var flagged = flags.data();
        if (flagged != null) {
            return flagged;
        }
        var variable = notes.variable("WEIR_DATA");
        return variable == null ? values.path(root, "data", Path.of("weir-data")) : Path.of(variable);
    }

    private Outbound outbound(Section root, Values values) {
        var upstream = root.section("upstream");
        upstream.expect(Set.of("ca", "proxy"), Map.of());
        var proxy = upstream.text("proxy");
        return new Outbound(values.file(upstream, "ca"), proxy == null ? null : proxy(proxy));
    }

    /// `http://proxy:3128`, `http://user:password@proxy:3128`.
    private Outbound.@Nullable Proxy proxy(Text text) {
        var rest = text.value().replaceFirst("^http://", "").replaceFirst("/$", "");
        var at = rest.lastIndexOf('@');
        var address = HostPort.parse(rest.substring(at + 1));
        if (address.isEmpty() || !text.value().startsWith("http://")) {
            notes.wrong(
                    text,
                    "no proxy",
                    "Write it like http://proxy.example:3128 or http://user:password@proxy.example:3128");
            return null;
        }
        if (at < 0) {
            return new Outbound.Proxy(address.get(), null, null);
        }
        var colon = rest.indexOf(':');
        return colon >= at
                ? new Outbound.Proxy(address.get(), rest.substring(0, at), null)
                : new Outbound.Proxy(
                        address.get(), rest.substring(0, colon), new Secret(rest.substring(colon + 1, at)));
    }
}
