package dev.weir.route;

import dev.weir.flow.Deadlines;
import java.util.List;

/// A model name of the user's own, answered by the first of its targets that can.
///
/// @param targets in the order they are tried
public record VirtualModel(String name, List<Target> targets, Deadlines deadlines) {
    public VirtualModel {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a virtual model has a target: " + name);
        }
    }
}
