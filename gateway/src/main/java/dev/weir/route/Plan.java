package dev.weir.route;

import dev.weir.chat.Care;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The targets of a request in the order they are tried, and those left out.
///
/// @param total limit of the whole exchange
/// @param care that the model asked for demands
/// @param resilience what is done when a step fails
public record Plan(List<Step> steps, List<LeftOut> leftOut, Duration total, Care care, Resilience resilience) {
    public Plan {
        steps = List.copyOf(steps);
        leftOut = List.copyOf(leftOut);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan has a step");
        }
    }

    /// Whether an attempt may take the cross lane.
    public boolean crosses() {
        for (Step step : steps) {
            if (step.lane() == Lane.CROSS) {
                return true;
            }
        }
        return false;
    }

    /// One step alone, which may take as long as the whole: for what goes on at the provider without its client,
    /// and must not be begun twice.
    public Plan alone() {
        Step only = steps.stream()
                .filter(step -> step.lane() == Lane.SAME)
                .findFirst()
                .orElse(steps.getFirst());
        return new Plan(List.of(only.patient(total)), leftOut, total, care, resilience.once());
    }

    /// The steps up to the first that goes another way than the byte lane, without the rows' edits, which are meant for
    /// requests that are answered; or null when already the first goes another way.
    public @Nullable Plan asItIs() {
        List<Step> same = steps.stream()
                .takeWhile(step -> step.lane() == Lane.SAME
                        && step.door().surface().address().path() == null)
                .map(Step::withoutEdits)
                .toList();
        return same.isEmpty() ? null : new Plan(same, leftOut, total, care, resilience);
    }

    /// The steps up to the first that goes another way than the byte lane, at the addresses where they count tokens; or
    /// null when already the first goes another way, or counts none.
    public @Nullable Plan counting() {
        List<Step> counted = new ArrayList<>();
        for (Step step : steps) {
            Step there = step.lane() == Lane.SAME ? step.counting() : null;
            if (there == null) {
                break;
            }
            counted.add(there);
        }
        return counted.isEmpty() ? null : new Plan(counted, leftOut, total, care, resilience);
    }

    /// The same plan, in which no target is asked twice: for requests that a provider may have carried out already.
    public Plan once() {
        Resilience r = resilience;
        return new Plan(
                steps,
                leftOut,
                total,
                care,
                new Resilience(1, r.backoff(), r.breaker(), r.causes(), r.rescue(), null, r.capacity()));
    }

    public record LeftOut(String target, String reason) {}
}
