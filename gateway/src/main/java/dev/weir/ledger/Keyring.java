package dev.weir.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every caller's key, immutable. A ring without keys is open: everybody is [ClientKey#OPEN].
public final class Keyring {
    private final Map<KeyHash, ClientKey> keys;

    public Keyring(Collection<ClientKey> keys) {
        Map<KeyHash, ClientKey> byHash = new LinkedHashMap<>();
        for (ClientKey key : keys) {
            byHash.put(key.hash(), key);
        }
        this.keys = byHash;
    }

    public boolean isOpen() {
        return keys.isEmpty();
    }

    /// The key of that name, or null.
    public @Nullable ClientKey named(String name) {
        return keys.values().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// Whose key this is, or null when nobody's. Only the hash of what was presented is compared.
    public @Nullable ClientKey find(@Nullable String presented) {
        if (keys.isEmpty()) {
            return ClientKey.OPEN;
        }
        return presented == null ? null : keys.get(KeyHash.of(presented));
    }
}
