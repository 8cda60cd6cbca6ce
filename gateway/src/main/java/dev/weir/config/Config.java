package dev.weir.config;

import dev.weir.catalog.Endpoint;
import dev.weir.ledger.Keyring;
import dev.weir.route.VirtualModel;
import java.nio.file.Path;
import java.util.List;

/// Everything that is set, resolved: one immutable tree, replaced whole by a reload.
///
/// @param version number of this tree since the process started; every exchange is stamped with it
/// @param source where it came from, for people: a file, or `the environment`
/// @param data directory for what is kept
/// @param endpoints providers that are on, in the order of the file (or of the catalog)
/// @param models virtual models, in the order of the file
/// @param keys callers that are let in
public record Config(
        long version,
        String source,
        Front front,
        Path data,
        Outbound outbound,
        List<Endpoint> endpoints,
        List<VirtualModel> models,
        Keyring keys,
        LogStyle log) {
    public Config {
        endpoints = List.copyOf(endpoints);
        models = List.copyOf(models);
    }
}
