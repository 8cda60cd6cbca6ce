package dev.weir.route;

import dev.weir.chat.Strictness;
import dev.weir.flow.Deadlines;
import java.util.List;

/// A model name of the user's own, answered by the first of its targets that can.
///
/// @param targets in the order they are tried
/// @param strictness of every request for it
/// @param resilience what is done when one of them fails
public record VirtualModel(
        String name, List<Target> targets, Deadlines deadlines, Strictness strictness, Resilience resilience) {
    public VirtualModel {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a virtual model has a target: " + name);
        }
    }

    /// A model that is as resilient as is usual.
    public VirtualModel(String name, List<Target> targets, Deadlines deadlines) {
        this(name, targets, deadlines, Strictness.LENIENT, Resilience.USUAL);
    }
}
