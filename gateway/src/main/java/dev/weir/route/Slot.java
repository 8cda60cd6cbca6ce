package dev.weir.route;

/// A place at a target that somebody holds, and gives back once. It belongs to one event loop.
final class Slot {
    private final Slots at;
    private final long since;
    private boolean left;

    Slot(Slots at, long since) {
        this.at = at;
        this.since = since;
    }

    /// Gives it back; a second time does nothing.
    void leave(long now) {
        if (!left) {
            left = true;
            at.left(now - since);
        }
    }
}
