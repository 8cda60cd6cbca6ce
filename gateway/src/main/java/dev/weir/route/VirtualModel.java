package dev.weir.route;

import dev.weir.chat.Care;
import dev.weir.flow.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A model name and what answers it: one of the user's own, or what a plain name amounts to.
///
/// @param group of the targets that answer it
/// @param demands of every request for it
/// @param shadow a target that gets copies of requests, or null
/// @param care of every request for it
/// @param resilience what is done when a target fails
public record VirtualModel(
        String name,
        Group group,
        Demands demands,
        @Nullable Shadow shadow,
        Deadlines deadlines,
        Care care,
        Resilience resilience) {
    /// One that is answered by the first of its targets that can.
    ///
    /// @param targets in the order they are tried
    public VirtualModel(String name, List<Target> targets, Deadlines deadlines, Care care, Resilience resilience) {
        this(name, Group.inOrder(name, targets), Demands.NONE, null, deadlines, care, resilience);
    }

    /// One that is as resilient as is usual, and whose requests may lose something.
    public VirtualModel(String name, List<Target> targets, Deadlines deadlines) {
        this(name, targets, deadlines, Care.USUAL, Resilience.USUAL);
    }

    /// What a name amounts to that means a group.
    static VirtualModel of(String name, Group group) {
        return new VirtualModel(name, group, Demands.NONE, null, Deadlines.NONE, Care.USUAL, Resilience.USUAL);
    }

    /// What a name amounts to that means one target.
    static VirtualModel plain(Target target) {
        return new VirtualModel(target.name(), List.of(target), Deadlines.NONE);
    }

    /// The same with more targets behind its own.
    VirtualModel and(List<Target> others) {
        if (others.isEmpty()) {
            return this;
        }
        List<Target> all = new ArrayList<>(targets());
        all.addAll(others);
        return new VirtualModel(name, all, deadlines, care, resilience);
    }

    /// Every target, as they are listed.
    public List<Target> targets() {
        return group.targets().toList();
    }

    /// The same with other targets.
    public VirtualModel map(UnaryOperator<Target> change) {
        Shadow changed = shadow == null ? null : new Shadow(change.apply(shadow.target()), shadow.share());
        return new VirtualModel(name, group.map(change), demands, changed, deadlines, care, resilience);
    }

    /// Whether its plan is the same for every request that does not say otherwise.
    boolean isFixed() {
        return group.choices().size() == 1
                && group.choices().getFirst() instanceof Choice.One one
                && one.terms().equals(Terms.PLAIN)
                && demands.equals(Demands.NONE)
                && shadow == null;
    }

    /// A target that gets a copy of some requests: its answers are compared, and nobody is shown them.
    public record Shadow(Target target, Share share) {}
}
