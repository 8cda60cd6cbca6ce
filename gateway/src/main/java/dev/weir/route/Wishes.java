package dev.weir.route;

import dev.weir.flow.Deadlines;

/// What a caller asks for its own request, beside the body.
///
/// @param limits tighter than the configured ones, or nothing said; a target that keeps only the configured ones is not
///     to blame
/// @param urgency in a queue: the greater, the sooner; 0 is usual
public record Wishes(Deadlines limits, int urgency) {
    /// Nothing is asked for.
    public static final Wishes NONE = new Wishes(Deadlines.NONE, 0);
}
