package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.flow.ConcurrencyLimit.Entry;
import dev.weir.ledger.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one exchange waits for a place at a target that is full: in one queue at a time, no longer than the queue's own
/// limit and the exchange's deadline. It remembers where it waited in vain, for the caller's answer.
final class Admission implements Claim.Owner {
    /// Where one who waits is told what came of it.
    interface Owner {
        /// Has a place at the target of a step, which it must give back; null where none is needed.
        void letIn(Step step, String why, @Nullable Slot slot);

        /// Gets none there.
        void turnedAway(Step step, String why);
    }

    private record Waiting(Step step, String why, Claim claim, long since, long due) {}

    private final Loop loop;
    private final Priority priority;
    private final long deadline;
    private final Owner owner;
    private final List<String> refusals = new ArrayList<>();
    private @Nullable Duration hope;
    private @Nullable Waiting waiting;
    private long waited;

    /// @param deadline of the exchange
    Admission(Loop loop, Priority priority, long deadline, Owner owner) {
        this.loop = loop;
        this.priority = priority;
        this.deadline = deadline;
        this.owner = owner;
    }

    /// Stands in the queue of a target.
    ///
    /// @param why the target is asked, for people
    void queue(Step step, Room room, String why) {
        Claim claim = new Claim(loop, room.slots(), priority, this);
        long now = loop.nanos();
        switch (room.slots().enter(claim, room.capacity())) {
            case Entry.Admitted<Claim> _ -> owner.letIn(step, why, new Slot(room.slots(), now));
            case Entry.Queued<Claim> _ -> {
                long due = Math.min(deadline, now + room.capacity().patience().toNanos());
                waiting = new Waiting(step, why, claim, now, due);
            }
            case Entry.Full<Claim> _ -> refuse(step, "full: " + room.describe());
        }
    }

    /// When it has waited long enough.
    long due() {
        return waiting == null ? Long.MAX_VALUE : waiting.due();
    }

    /// It has waited long enough.
    void giveUp() {
        Waiting now = waiting;
        if (now != null && now.claim().giveUp()) {
            refuse(
                    now.step(),
                    "full: no place was free within "
                            + Duration.ofNanos(end(now)).toMillis() + " ms");
        }
    }

    /// The exchange is over, or has no more time.
    void leave() {
        Waiting now = waiting;
        if (now != null) {
            now.claim().drop();
            end(now);
        }
    }

    @Override
    public void admitted(Slot slot) {
        Waiting now = waiting;
        if (now == null) {
            slot.leave(loop.nanos());
            return;
        }
        long took = end(now);
        owner.letIn(now.step(), now.why() + ", after " + Duration.ofNanos(took).toMillis() + " ms in its queue", slot);
    }

    @Override
    public void displaced() {
        Waiting now = waiting;
        if (now != null) {
            end(now);
            refuse(now.step(), "full: somebody more urgent took its place in the queue");
        }
    }

    /// How long it waited that time.
    private long end(Waiting now) {
        waiting = null;
        long took = loop.nanos() - now.since();
        waited += took;
        Room room = now.step().room();
        if (room != null) {
            hope(room);
        }
        return took;
    }

    private void refuse(Step step, String why) {
        Room room = step.room();
        if (room != null) {
            room.slots().refused();
            hope(room);
        }
        refusals.add(step.target().name() + " is " + why);
        owner.turnedAway(step, why);
    }

    private void hope(Room room) {
        Duration here = room.slots().hope(room.capacity());
        hope = hope == null || here.compareTo(hope) < 0 ? here : hope;
    }

    /// How long it waited in all.
    Duration waited() {
        return Duration.ofNanos(waited);
    }

    /// That there is no place anywhere, and when there may be one.
    Failure failure() {
        Duration after = hope == null ? Duration.ofSeconds(1) : hope;
        return new Failure.RateLimited(
                "Too many requests are under way. "
                        + (refusals.isEmpty() ? "No place was free before the deadline" : String.join("; ", refusals))
                        + ". Try again in " + (after.toMillis() + 999) / 1_000 + " s.",
                after,
                "concurrency_limit");
    }
}
