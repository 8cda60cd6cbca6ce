package dev.weir.route;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a model's name means for the clients of one dialect: everything of a plan that does not depend on the request.
///
/// @param name as the caller said it
/// @param leftOut targets that cannot be asked at all
/// @param fixed the plan, where no request makes a difference; else null
/// @param sort that the name asks for, or null
/// @param reached names of targets that the name does not mean: the same model at other providers
/// @param shadow that gets copies, or null
public record Route(
        String name,
        VirtualModel model,
        Node.Branch root,
        List<Plan.LeftOut> leftOut,
        Duration total,
        @Nullable Plan fixed,
        @Nullable Sort sort,
        Set<String> reached,
        Node.@Nullable Leaf shadow) {
    public Route {
        leftOut = List.copyOf(leftOut);
        reached = Set.copyOf(reached);
    }

    /// Which targets are meant.
    public enum Reach {
        /// Those that the name means.
        NAMED,
        /// The same model at other providers, too.
        OTHERS_TOO
    }
}
