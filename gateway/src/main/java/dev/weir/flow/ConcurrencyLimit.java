package dev.weir.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets so many in at once; the others wait in a short queue, the more urgent first, equals in the order they came.
/// When the queue is full, whoever is the least urgent has to go: the newcomer, or one who waits and is less urgent.
///
/// Everybody brings a [Capacity] of their own: who may come in only while fewer are inside leaves room for the others.
/// Nobody waits who could come in: whoever waits was turned away at the present number, and one who leaves makes room
/// for one.
///
/// @param <W> who waits
public final class ConcurrencyLimit<W> {
    /// What became of somebody who wants in.
    public sealed interface Entry<W> {
        /// Is in, and must leave.
        record Admitted<W>() implements Entry<W> {}

        /// Waits, until [#leave()] or [#enter] names it.
        ///
        /// @param displaced had to make room and is not let in any more, or null
        record Queued<W>(@Nullable W displaced) implements Entry<W> {}

        /// There is no room.
        record Full<W>() implements Entry<W> {}
    }

    private record Waiting<W>(W who, int urgency, int most) {}

    /// The first to be let in stands first.
    private final List<Waiting<W>> line = new ArrayList<>();

    private volatile int inside;

    /// Lets somebody in where there is room now.
    public synchronized boolean admit(Capacity within) {
        if (inside >= within.most()) {
            return false;
        }
        inside = inside + 1;
        return true;
    }

    /// Lets somebody in, now or later.
    ///
    /// @param urgency the greater, the sooner
    public synchronized Entry<W> enter(W who, int urgency, Capacity within) {
        if (admit(within)) {
            return new Entry.Admitted<>();
        }
        W displaced = null;
        if (line.size() >= within.queue()) {
            if (within.queue() == 0 || line.getLast().urgency() >= urgency) {
                return new Entry.Full<>();
            }
            displaced = line.removeLast().who();
        }
        int at = line.size();
        while (at > 0 && line.get(at - 1).urgency() < urgency) {
            at--;
        }
        line.add(at, new Waiting<>(who, urgency, within.most()));
        return new Entry.Queued<>(displaced);
    }

    /// Somebody who was in leaves.
    ///
    /// @return who is in instead, and must be told; or null
    public synchronized @Nullable W leave() {
        if (inside == 0) {
            throw new IllegalStateException("nobody is inside");
        }
        for (int i = 0; i < line.size(); i++) {
            if (inside <= line.get(i).most()) {
                return line.remove(i).who();
            }
        }
        inside = inside - 1;
        return null;
    }

    /// Somebody who waits gives up.
    ///
    /// @return whether it was still waiting
    public synchronized boolean withdraw(W who) {
        return line.removeIf(waiting -> waiting.who().equals(who));
    }

    public int inside() {
        return inside;
    }

    public synchronized int waiting() {
        return line.size();
    }
}
