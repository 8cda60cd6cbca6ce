package dev.weir.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server's place on one event loop: who answers there, and which connections live there.
final class Seat {
    /// A connection.
    interface Guest {
        /// Closes when it has nothing to do, now or as soon as it is done.
        void drain();

        /// Closes when it has done nothing for more than so many sweeps.
        void sweep(int limit);

        void closeNow();
    }

    private final Consumer<Request> requests;
    private final Duration unread;
    private final Set<Guest> guests = new HashSet<>();
    private int sweeps;
    private boolean draining;
    private @Nullable Runnable empty;

    /// @param unread how long somebody may take nothing of an answer
    Seat(Consumer<Request> requests, Duration unread) {
        this.requests = requests;
        this.unread = unread;
    }

    Duration unread() {
        return unread;
    }

    Consumer<Request> requests() {
        return requests;
    }

    /// How often this loop's connections were looked at: a clock that costs nothing to read.
    int sweeps() {
        return sweeps;
    }

    void enter(Guest guest) {
        guests.add(guest);
        if (draining) {
            guest.drain();
        }
    }

    void leave(Guest guest) {
        guests.remove(guest);
        emptied();
    }

    private void emptied() {
        Runnable then = empty;
        if (guests.isEmpty() && then != null) {
            empty = null;
            then.run();
        }
    }

    void sweep(int limit) {
        sweeps++;
        Set.copyOf(guests).forEach(guest -> guest.sweep(limit));
    }

    /// Lets every connection finish what it is at.
    ///
    /// @param then called once, when the last has gone
    void drain(Runnable then) {
        draining = true;
        empty = then;
        Set.copyOf(guests).forEach(Guest::drain);
        emptied();
    }

    void close() {
        Set.copyOf(guests).forEach(Guest::closeNow);
    }
}
