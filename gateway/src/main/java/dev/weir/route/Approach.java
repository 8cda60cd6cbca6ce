package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.route.Course.Move;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an exchange comes to the target that it asks next: after a pause where the [Course] says so, by another where
/// that one is full, through a queue where all are. It ends in an attempt that may be made, or in nobody to ask.
final class Approach implements Admission.Owner {
    /// Goes where an approach leads.
    interface Owner {
        /// May make an attempt.
        ///
        /// @param why this target, for people
        /// @param slot that the attempt must give back; null where none is needed
        void letIn(Step step, String why, @Nullable Slot slot);

        /// Has to wait, until [#due()] at the longest.
        void waits();

        /// Nothing is left to try.
        void stuck();
    }

    private final Loop loop;
    private final Inbound in;
    private final Dispatch dispatch;
    private final Course course;
    private final Journal journal;
    private final long deadline;
    private final Owner owner;
    private Move.@Nullable Ask pause;
    private @Nullable Admission admission;

    /// @param deadline of the exchange
    Approach(Errand errand, Dispatch dispatch, Course course, Journal journal, long deadline, Owner owner) {
        this.loop = errand.engine().loop();
        this.in = errand.in();
        this.dispatch = dispatch;
        this.course = course;
        this.journal = journal;
        this.deadline = deadline;
        this.owner = owner;
    }

    void follow(Move move, String why) {
        switch (move) {
            case Move.Stop _ -> owner.stuck();
            case Move.Ask ask -> {
                if (ask.at() <= loop.nanos()) {
                    ask(ask.step(), why);
                } else {
                    pause = ask;
                    owner.waits();
                }
            }
        }
    }

    /// Goes to a step by whichever lane it takes now.
    void ask(Step step, String why) {
        again(dispatch.way(step), why);
    }

    /// Goes to a step by the lane that it has.
    void again(Step step, String why) {
        Room room = step.room();
        if (room == null) {
            owner.letIn(step, why, null);
        } else {
            enter(step, room, why);
        }
    }

    /// A target that is full is no failure: the next that has a place free is asked; only where none has it is waited.
    private void enter(Step step, Room room, String why) {
        Slot slot = room.take(loop.nanos());
        if (slot != null) {
            owner.letIn(step, why, slot);
            return;
        }
        Step free = course.free(loop.nanos(), loop.dice());
        if (free != null) {
            journal.leaveOut(step.target(), "full: " + room.describe());
            again(dispatch.way(free), ", for " + step.target().name() + " is full");
            return;
        }
        if (admission == null) {
            admission = new Admission(loop, in.wishes().priority(), deadline, this);
        }
        admission.queue(step, room, why);
        owner.waits();
    }

    @Override
    public void letIn(Step step, String why, @Nullable Slot slot) {
        owner.letIn(step, why, slot);
    }

    @Override
    public void turnedAway(Step step, String why) {
        journal.leaveOut(step.target(), why);
        course.never(step);
        follow(course.elsewhere(loop.nanos(), loop.dice()), "");
    }

    /// When it has waited long enough, for now.
    long due() {
        long due = pause == null ? Long.MAX_VALUE : pause.at();
        return admission == null ? due : Math.min(due, admission.due());
    }

    /// Goes on where it has waited long enough.
    void ring(long now) {
        Move.Ask next = pause;
        if (next != null && now >= next.at()) {
            pause = null;
            ask(next.step(), ", after a pause");
        }
        if (admission != null && now >= admission.due()) {
            admission.giveUp();
        }
    }

    /// The exchange is over, or has no more time.
    void leave() {
        pause = null;
        if (admission != null) {
            admission.leave();
        }
    }

    /// How long it waited for places in all.
    Duration queued() {
        return admission == null ? Duration.ZERO : admission.waited();
    }

    /// That there was no place anywhere; null where none was waited for.
    @Nullable
    Failure failure() {
        return admission == null ? null : admission.failure();
    }
}
