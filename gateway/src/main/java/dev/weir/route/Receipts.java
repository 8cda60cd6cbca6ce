package dev.weir.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The receipts of the last exchanges, in memory. Shared by all event loops; a put and a look are a few instructions
/// under a lock.
public final class Receipts implements Observer {
    private final Map<String, Receipt> latest;

    /// @param most how many are kept; the oldest go first
    public Receipts(int most) {
        this.latest = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Receipt> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public void finished(Receipt receipt) {
        synchronized (latest) {
            latest.put(receipt.id(), receipt);
        }
    }

    /// The receipt of an exchange of this key, or null: another key's receipts do not exist for it.
    public @Nullable Receipt find(String id, String key) {
        synchronized (latest) {
            Receipt receipt = latest.get(id);
            return receipt != null && receipt.key().equals(key) ? receipt : null;
        }
    }
}
