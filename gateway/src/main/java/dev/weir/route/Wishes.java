package dev.weir.route;

import dev.weir.flow.Deadlines;
import dev.weir.ledger.Priority;

/// What a caller asks for its own request, beside the body.
///
/// @param limits tighter than the configured ones, or nothing said; a target that keeps only the configured ones is not
///     to blame
/// @param priority in a queue
public record Wishes(Deadlines limits, Priority priority) {
    /// Nothing is asked for.
    public static final Wishes NONE = new Wishes(Deadlines.NONE, Priority.NORMAL);

    /// What nobody waits for.
    static final Wishes LAST = new Wishes(Deadlines.NONE, Priority.LOW);
}
