package dev.weir.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What is measured, and for how long.
///
/// @param lanes asked for; nginx is measured on the lanes that these are compared with as well
/// @param warmups lanes whose first requests after a start are measured
/// @param heat how long each lane runs before the rounds
record Setup(
        int rounds,
        Duration round,
        Duration heat,
        List<Lane> lanes,
        List<Lane> warmups,
        Set<Target> targets,
        int workers,
        Pace pace) {
    Setup {
        lanes = List.copyOf(lanes);
        warmups = List.copyOf(warmups);
        targets = Set.copyOf(targets);
        if (rounds < 1 || round.toSeconds() < 1 || workers < 1) {
            throw new IllegalArgumentException("rounds, seconds and workers are at least 1");
        }
    }

    boolean has(Target target) {
        return targets.contains(target);
    }

    /// Whether a target is measured on a lane: the upstream and nginx cannot translate.
    boolean runs(Target target, Lane lane) {
        return has(target)
                && switch (target) {
                    case WEIR -> lanes.contains(lane);
                    case DIRECT, NGINX -> lanes.stream().anyMatch(asked -> asked.reference() == lane);
                };
    }
}
