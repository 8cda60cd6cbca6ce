package dev.weir.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lets so many in at once; the others wait in a short queue, the more urgent first, equals in the order they came.
/// When
/// the queue is full, whoever is the least urgent has to go: the newcomer, or one who waits and is less urgent.
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

    private final int most;
    private final int queue;
    private final TreeMap<Integer, Deque<W>> waiting = new TreeMap<>();
    private int inside;
    private int waiters;

    /// @param most at once
    /// @param queue most that wait
    public ConcurrencyLimit(int most, int queue) {
        if (most < 1 || queue < 0) {
            throw new IllegalArgumentException("no limit: " + most + ", queue " + queue);
        }
        this.most = most;
        this.queue = queue;
    }

    /// @param urgency the greater, the sooner
    public synchronized Entry<W> enter(W who, int urgency) {
        if (inside < most) {
            inside++;
            return new Entry.Admitted<>();
        }
        W displaced = null;
        if (waiters >= queue) {
            Map.Entry<Integer, Deque<W>> least = waiting.firstEntry();
            if (least == null || least.getKey() >= urgency) {
                return new Entry.Full<>();
            }
            displaced = least.getValue().removeLast();
            left(least.getKey());
        }
        waiting.computeIfAbsent(urgency, _ -> new ArrayDeque<>()).addLast(who);
        waiters++;
        return new Entry.Queued<>(displaced);
    }

    /// Somebody who was in leaves.
    ///
    /// @return who is in instead, and must be told; or null
    public synchronized @Nullable W leave() {
        Map.Entry<Integer, Deque<W>> first = waiting.lastEntry();
        if (first == null) {
            inside--;
            return null;
        }
        W next = first.getValue().removeFirst();
        left(first.getKey());
        return next;
    }

    /// Somebody who waits gives up.
    ///
    /// @return whether it was still waiting
    public synchronized boolean withdraw(W who, int urgency) {
        Deque<W> line = waiting.get(urgency);
        if (line == null || !line.remove(who)) {
            return false;
        }
        left(urgency);
        return true;
    }

    public synchronized int inside() {
        return inside;
    }

    public synchronized int waiting() {
        return waiters;
    }

    private void left(int urgency) {
        waiters--;
        Deque<W> line = waiting.get(urgency);
        if (line != null && line.isEmpty()) {
            waiting.remove(urgency);
        }
    }
}
