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
public record ClientKey(String name, KeyHash hash, List<Glob> models, Strictness strictness, Confines confines) {
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

    public ClientKey {
        models = List.copyOf(models);
    }

    public boolean mayUse(String model) {
        return models.isEmpty() || models.stream().anyMatch(glob -> glob.matches(model));
    }
}
