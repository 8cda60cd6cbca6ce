package dev.weir.ledger;

import dev.weir.catalog.Glob;
import dev.weir.chat.Strictness;
import java.util.List;

/// A caller's key as the gateway knows it: by name and hash, never by its letters.
///
/// @param name for logs, receipts and metrics
/// @param hash SHA-256 of the key
/// @param models patterns of the model names it may use; empty is every model
/// @param strictness of all its requests
/// @param confines of all its requests
/// @param passes what it may have passed through raw; empty is nothing
/// @param priority of its requests that do not say theirs
public record ClientKey(
        String name,
        KeyHash hash,
        List<Glob> models,
        Strictness strictness,
        Confines confines,
        List<PassRule> passes,
        Priority priority) {
    /// The caller of a gateway without keys.
    public static final ClientKey OPEN = new ClientKey("open", KeyHash.NONE, List.of());

    /// A key whose requests may lose something.
    public ClientKey(String name, KeyHash hash, List<Glob> models) {
        this(name, hash, models, Strictness.LENIENT);
    }

    /// A key whose requests go anywhere.
    public ClientKey(String name, KeyHash hash, List<Glob> models, Strictness strictness) {
        this(name, hash, models, strictness, Confines.NONE);
    }

    /// A key that has nothing passed through raw.
    public ClientKey(String name, KeyHash hash, List<Glob> models, Strictness strictness, Confines confines) {
        this(name, hash, models, strictness, confines, List.of());
    }

    /// A key whose requests are no more urgent than others.
    public ClientKey(
            String name,
            KeyHash hash,
            List<Glob> models,
            Strictness strictness,
            Confines confines,
            List<PassRule> passes) {
        this(name, hash, models, strictness, confines, passes, Priority.NORMAL);
    }

    public ClientKey {
        models = List.copyOf(models);
        passes = List.copyOf(passes);
    }

    /// Whether a request may be passed through raw.
    ///
    /// @param path at the provider, canonical
    public boolean mayPass(String method, String provider, String path) {
        return passes.stream().anyMatch(rule -> rule.allows(method, provider, path));
    }

    public boolean mayUse(String model) {
        return models.isEmpty() || models.stream().anyMatch(glob -> glob.matches(model));
    }
}
