package dev.weir.config;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Endpoint;
import dev.weir.ledger.Keyring;
import dev.weir.route.ModelNames;
import dev.weir.route.Noting;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything that is set, resolved: one immutable tree, replaced whole by a reload.
///
/// @param version number of this tree since the process started; every exchange is stamped with it
/// @param source where it came from, for people: a file, or `the environment`
/// @param catalog in force: the built-in one, the newer list of models in the data directory, and what the user says
/// @param data directory for what is kept
/// @param state how much is kept there, and for how long
/// @param noting what the log says of requests
/// @param endpoints providers that are on, in the order of the file (or of the catalog)
/// @param models virtual models, in the order of the file
/// @param keys callers that are let in
/// @param remarks what is worth saying at the start, a sentence each
public record Config(
        long version,
        String source,
        Catalog catalog,
        Front front,
        Path data,
        State state,
        Noting noting,
        Outbound outbound,
        List<Endpoint> endpoints,
        List<VirtualModel> models,
        Keyring keys,
        List<String> remarks) {
    public Config {
        endpoints = List.copyOf(endpoints);
        models = List.copyOf(models);
        remarks = List.copyOf(remarks);
    }

    /// Reads what the user set: the file, over it the environment, over it the flags.
    ///
    /// @param file or null where there is none
    /// @param version number of the tree that is made
    public static Loaded load(
            Catalog catalog, @Nullable Path file, Map<String, String> environment, Flags flags, long version) {
        return new ConfigReader(catalog, environment, flags).read(file, version);
    }

    /// What model names mean under it.
    public ModelNames names() {
        return new ModelNames(catalog, endpoints, models);
    }

    /// This configuration with one endpoint at another origin, wherever it stands.
    ///
    /// @param origin scheme, host and port
    public Config withEndpointAt(String id, URI origin) {
        UnaryOperator<Endpoint> move = endpoint -> endpoint.id().equals(id) ? endpoint.movedTo(origin) : endpoint;
        var moved = models.stream()
                .map(model -> model.map(target -> new Target(move.apply(target.endpoint()), target.model())))
                .toList();
        return new Config(
                version,
                source,
                catalog,
                front,
                data,
                state,
                noting,
                outbound,
                endpoints.stream().map(move).toList(),
                moved,
                keys,
                remarks);
    }

    /// This configuration as a rehearsal has it: open to this machine on any free port, with other models, and no
    /// larger answers than 4 MB.
    ///
    /// @param scratch for what would be kept
    public Config rehearsing(Path scratch, List<VirtualModel> otherModels) {
        HostPort anywhere = new HostPort("127.0.0.1", 0);
        Front.Limits limits = front.limits();
        Front.Limits small = new Front.Limits(
                limits.bodyBytes(),
                Math.min(limits.answerBytes(), 4 << 20),
                limits.headerBytes(),
                limits.unread(),
                limits.drain());
        Front open = new Front(anywhere, anywhere, Front.Entry.LOOPBACK, null, List.of(), small);
        return new Config(
                version,
                source,
                catalog,
                open,
                scratch,
                state,
                noting,
                Outbound.DIRECT,
                endpoints,
                otherModels,
                new Keyring(List.of()),
                remarks);
    }
}
