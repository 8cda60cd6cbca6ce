package dev.weir.ledger;

import dev.weir.catalog.Glob;
import java.util.List;

/// A caller's key as the gateway knows it: by name and hash, never by its letters.
///
/// @param name for logs, receipts and metrics
/// @param hash SHA-256 of the key
/// @param models patterns of the model names it may use; empty is every model
public record ClientKey(String name, KeyHash hash, List<Glob> models) {
    /// The caller of a gateway without keys.
    public static final ClientKey OPEN = new ClientKey("open", KeyHash.NONE, List.of());

    public ClientKey {
        models = List.copyOf(models);
    }

    public boolean mayUse(String model) {
        return models.isEmpty() || models.stream().anyMatch(glob -> glob.matches(model));
    }
}
