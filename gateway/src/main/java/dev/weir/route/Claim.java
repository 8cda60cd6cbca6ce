package dev.weir.route;

import dev.weir.ledger.Priority;

/// One who waits for a place at a target, on an event loop of its own. Others say from theirs that its turn has come;
/// what they say arrives on this one. A place that is given to somebody who has just gone is given back at once.
final class Claim {
    /// Hears once what became of a claim, on its own loop, unless it was withdrawn.
    interface Owner {
        void admitted(Slot slot);

        /// Had to make room for somebody more urgent.
        void displaced();
    }

    private final Loop loop;
    private final Slots at;
    private final Priority priority;
    private final Owner owner;
    private boolean over;

    Claim(Loop loop, Slots at, Priority priority, Owner owner) {
        this.loop = loop;
        this.at = at;
        this.priority = priority;
        this.owner = owner;
    }

    Priority priority() {
        return priority;
    }

    // From any thread.

    void admit() {
        loop.soon(() -> {
            Slot slot = new Slot(at, loop.nanos());
            if (over) {
                slot.leave(loop.nanos());
            } else {
                over = true;
                owner.admitted(slot);
            }
        });
    }

    void displace() {
        loop.soon(() -> {
            if (!over) {
                over = true;
                owner.displaced();
            }
        });
    }

    // On its own loop.

    /// Stops waiting, if its turn has not come yet.
    ///
    /// @return whether it has not; else the owner hears of it
    boolean giveUp() {
        boolean waited = !over && at.withdraw(this);
        over |= waited;
        return waited;
    }

    /// Wants nothing any more.
    void drop() {
        if (!giveUp()) {
            over = true;
        }
    }
}
