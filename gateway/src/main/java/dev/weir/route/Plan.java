package dev.weir.route;

import java.time.Duration;
import java.util.List;

/// The targets of a request in the order they are tried, and those left out.
///
/// @param total limit of the whole exchange
public record Plan(List<Step> steps, List<LeftOut> leftOut, Duration total) {
    public Plan {
        steps = List.copyOf(steps);
        leftOut = List.copyOf(leftOut);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan has a step");
        }
    }

    public record LeftOut(String target, String reason) {}
}
