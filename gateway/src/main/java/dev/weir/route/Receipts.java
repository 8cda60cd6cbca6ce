package dev.weir.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The receipts of the last exchanges, in memory: a shelf for each event loop, so that loops do not wait for one
/// another, and a look goes over them all.
public final class Receipts {
    private final Shadows shadows = new Shadows();
    private final List<Shelf> shelves = new CopyOnWriteArrayList<>();

    /// The copies of exchanges.
    public Shadows shadows() {
        return shadows;
    }

    /// A shelf of its own for whoever asks.
    ///
    /// @param most how many are kept; the oldest go first
    public Observer shelf(int most) {
        Shelf shelf = new Shelf(most);
        shelves.add(shelf);
        return shelf;
    }

    /// The receipt of an exchange of this key, or null: another key's receipts do not exist for it.
    public @Nullable Receipt find(String id, String key) {
        Receipt receipt = find(id);
        return receipt != null && receipt.key().equals(key) ? receipt : null;
    }

    /// Of every key, the newest first.
    ///
    /// @param most how many at most
    public List<Receipt> newest(Predicate<Receipt> wanted, int most) {
        List<Receipt> all = new ArrayList<>();
        shelves.forEach(shelf -> shelf.addTo(all));
        return all.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(Receipt::at).reversed())
                .limit(most)
                .toList();
    }

    /// The receipt of an exchange, whoever's it is, or null.
    public @Nullable Receipt find(String id) {
        for (Shelf shelf : shelves) {
            Receipt receipt = shelf.find(id);
            if (receipt != null) {
                return receipt;
            }
        }
        return null;
    }

    private static final class Shelf implements Observer {
        private final Map<String, Receipt> byId;
        private final @Nullable Receipt[] ring;
        private int next;

        private Shelf(int most) {
            this.byId = HashMap.newHashMap(most);
            this.ring = new Receipt[most];
        }

        @Override
        public void finished(Receipt receipt) {
            synchronized (byId) {
                Receipt oldest = ring[next];
                if (oldest != null) {
                    byId.remove(oldest.id(), oldest);
                }
                ring[next] = receipt;
                next = next + 1 == ring.length ? 0 : next + 1;
                byId.put(receipt.id(), receipt);
            }
        }

        private void addTo(List<Receipt> all) {
            synchronized (byId) {
                all.addAll(byId.values());
            }
        }

        private @Nullable Receipt find(String id) {
            synchronized (byId) {
                return byId.get(id);
            }
        }
    }
}
