package dev.weir.store;

import dev.weir.vault.Found;
import dev.weir.vault.Slip;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The deposits that were last put or found, in memory, bounded in bytes. Several threads share it.
final class Recent {
    /// What an entry costs beside its content.
    private static final int OVERHEAD = 200;

    /// @param content or null: it is known that nothing is kept there
    /// @param until in epoch milliseconds
    record Entry(byte @Nullable [] content, long until) {
        static final Entry NOTHING = new Entry(null, Long.MAX_VALUE);

        /// What a look finds.
        ///
        /// @param now in epoch milliseconds
        Found found(long now) {
            return content == null || until <= now ? Found.Nothing.HERE : new Found.Kept(content);
        }

        private long weight() {
            return content == null ? OVERHEAD : (long) OVERHEAD + content.length;
        }
    }

    private final long most;
    private final LinkedHashMap<Slip, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long weight;

    /// @param most bytes; an entry that takes more than an eighth of them is not taken in
    Recent(long most) {
        this.most = most;
    }

    synchronized @Nullable Entry find(Slip slip) {
        return entries.get(slip);
    }

    /// What was put last is what counts.
    synchronized void put(Slip slip, Entry entry) {
        remove(slip);
        if (entry.weight() > most / 8) {
            return;
        }
        entries.put(slip, entry);
        weight += entry.weight();
        var oldest = entries.entrySet().iterator();
        while (weight > most && oldest.hasNext()) {
            Map.Entry<Slip, Entry> gone = oldest.next();
            weight -= gone.getValue().weight();
            oldest.remove();
        }
    }

    /// Something was read: it counts only where nothing was put since.
    synchronized void read(Slip slip, Entry entry) {
        if (!entries.containsKey(slip)) {
            put(slip, entry);
        }
    }

    /// Something was written: nobody may go on believing that it is not there.
    synchronized void written(Slip slip) {
        Entry there = entries.get(slip);
        if (there != null && there.content() == null) {
            remove(slip);
        }
    }

    synchronized void remove(Slip slip) {
        Entry gone = entries.remove(slip);
        if (gone != null) {
            weight -= gone.weight();
        }
    }
}
