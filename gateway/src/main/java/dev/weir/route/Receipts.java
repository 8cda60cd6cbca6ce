package dev.weir.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
    /// @param most how many are kept, fewer while more than a thousand come in a second; the oldest go first
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

    /// One loop puts receipts on it, in a ring; anybody may look. Few look, and those go along the whole
    /// shelf: an index would cost every exchange more than all looks together.
    ///
    /// Every receipt that lies here is copied whenever the young generation is collected, which a busy loop
    /// feels: with a thousand of them it takes a tenth of its time. So there is less room while receipts come
    /// fast, when they would lie here for a moment only in either case.
    private static final class Shelf implements Observer {
        private static final int LEAST = 200;

        private final AtomicReferenceArray<@Nullable Receipt> ring;
        private int room;
        private int next;
        private long begun;

        private Shelf(int most) {
            this.ring = new AtomicReferenceArray<>(most);
            this.room = most;
        }

        @Override
        public void finished(Receipt receipt) {
            ring.setRelease(next, receipt);
            next++;
            if (next == room) {
                turn(receipt.at().toEpochMilli());
            }
        }

        /// The room is full: there is less while more than a thousand come in a second.
        private void turn(long now) {
            boolean fast = now - begun < room;
            begun = now;
            next = 0;
            room = fast ? Math.min(LEAST, ring.length()) : ring.length();
            for (int i = room; fast && i < ring.length(); i++) {
                ring.setRelease(i, null);
            }
        }

        private void addTo(List<Receipt> all) {
            for (int i = 0; i < ring.length(); i++) {
                Receipt receipt = ring.getAcquire(i);
                if (receipt != null) {
                    all.add(receipt);
                }
            }
        }

        private @Nullable Receipt find(String id) {
            for (int i = 0; i < ring.length(); i++) {
                Receipt receipt = ring.getAcquire(i);
                if (receipt != null && receipt.id().equals(id)) {
                    return receipt;
                }
            }
            return null;
        }
    }
}
