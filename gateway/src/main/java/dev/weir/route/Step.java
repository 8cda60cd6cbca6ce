package dev.weir.route;

import dev.weir.catalog.Door;
import dev.weir.catalog.RequestEdit;
import dev.weir.chat.Traits;
import dev.weir.flow.Deadlines;
import dev.weir.http.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One target of a plan, with everything that an attempt on it needs and the reason why it stands there.
///
/// @param headers of every request to this door, its credential included, by lower-case name
/// @param deadlines every phase said
/// @param health of the target, shared with every other exchange
public record Step(
        Target target,
        Door door,
        Origin origin,
        Lane lane,
        Traits traits,
        List<RequestEdit> edits,
        Map<String, String> headers,
        Deadlines deadlines,
        TargetHealth health,
        String reason) {
    public Step {
        edits = List.copyOf(edits);
        headers = Map.copyOf(headers);
    }

    /// The same target by way of the canonical model.
    Step crossed() {
        return new Step(target, door, origin, Lane.CROSS, traits, edits, headers, deadlines, health, reason);
    }

    /// The same, with as long for every phase of its answer.
    Step patient(Duration limit) {
        Deadlines patient = new Deadlines(deadlines.connect(), limit, limit, limit, limit);
        return new Step(target, door, origin, lane, traits, edits, headers, patient, health, reason);
    }

    Step withoutEdits() {
        return new Step(target, door, origin, lane, traits, List.of(), headers, deadlines, health, reason);
    }

    Step because(String newReason) {
        return new Step(target, door, origin, lane, traits, edits, headers, deadlines, health, newReason);
    }

    /// Without the headers, for they hold credentials.
    @Override
    public String toString() {
        return target.name() + " (" + lane + ")";
    }
}
