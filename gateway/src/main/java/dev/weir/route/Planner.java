package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.flow.Deadlines;
import dev.weir.http.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes the plan of a request: a pure function of the model's name, the client's dialect and the configuration. Plans
/// are kept, for the same few names come again and again.
public final class Planner {
    /// What became of planning.
    public sealed interface Planned {
        record Ready(Plan plan) implements Planned {}

        record Refused(Failure failure) implements Planned {}
    }

    private record Asked(String model, String dialect, Way way) {}

    private static final String AGENT = "weir";
    private static final Set<String> FRAMING =
            Set.of("accept", "content-type", "content-length", "host", "connection", "transfer-encoding");
    private static final int MAX_KEPT = 4_096;

    private final Directory directory;
    private final Doors doors;
    private final HealthBook health;
    private final ConcurrentHashMap<Asked, Plan> kept = new ConcurrentHashMap<>();

    /// @param dialects that there are provider codecs for
    /// @param health of the targets
    public Planner(Directory directory, Set<String> dialects, HealthBook health) {
        this(directory, new Doors(dialects, Map.of()), health);
    }

    /// @param health of the targets
    public Planner(Directory directory, Doors doors, HealthBook health) {
        this.directory = directory;
        this.health = health;
        this.doors = doors;
    }

    public Directory directory() {
        return directory;
    }

    /// The plan of a request that may go any way.
    public Planned plan(String model, String clientDialect) {
        return plan(model, clientDialect, Way.ANY);
    }

    public Planned plan(String model, String clientDialect, Way way) {
        Asked asked = new Asked(model, clientDialect, way);
        Plan known = kept.get(asked);
        if (known != null) {
            return new Planned.Ready(known);
        }
        return switch (directory.resolve(model)) {
            case Directory.Resolution.Unknown unknown ->
                new Planned.Refused(new Failure.NotFound(
                        "The model `" + model + "` does not exist here. " + unknown.hint(), "model_not_found"));
            case Directory.Resolution.Found found -> planned(asked, found);
        };
    }

    private Planned planned(Asked asked, Directory.Resolution.Found found) {
        List<Step> steps = new ArrayList<>();
        List<Plan.LeftOut> leftOut = new ArrayList<>();
        for (Target target : found.targets()) {
            Door door = doors.door(target, asked.dialect());
            if (door == null) {
                leftOut.add(new Plan.LeftOut(target.name(), doors.lack(asked.dialect())));
            } else {
                String reason = steps.isEmpty() ? found.how() : "fallback " + steps.size();
                steps.add(step(target, door, asked, found, reason));
            }
        }
        if (steps.isEmpty()) {
            return new Planned.Refused(
                    doors.none(asked.model(), found.targets().getFirst(), asked.dialect(), directory));
        }
        Duration total = steps.getFirst().deadlines().total();
        Plan plan = new Plan(
                steps, leftOut, total == null ? Duration.ofMinutes(10) : total, found.strictness(), found.resilience());
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(asked, plan);
        return new Planned.Ready(plan);
    }

    private Step step(Target target, Door door, Asked asked, Directory.Resolution.Found found, String reason) {
        Traits traits = directory.traits(target);
        boolean hidden = traits.thinking().ways().contains(Traits.Thinking.Way.HIDDEN);
        Deadlines deadlines = found.deadlines()
                .over(target.endpoint().deadlines())
                .over(hidden || doors.arePatient(asked.dialect()) ? Deadlines.PATIENT : Deadlines.USUAL);
        Map<String, String> headers = new HashMap<>(door.headers());
        headers.put("user-agent", AGENT);
        // These follow from the request itself.
        headers.keySet().removeAll(FRAMING);
        if (door.credential() instanceof Credential.Header header) {
            headers.put(header.name(), header.value().reveal());
        }
        Origin origin = Origin.of(door.base());
        return new Step(
                target,
                door,
                origin,
                door.dialect().equals(asked.dialect()) && asked.way() == Way.ANY ? Lane.SAME : Lane.CROSS,
                traits,
                door.surface().edits(target.model()),
                headers,
                deadlines,
                health.of(target, origin.toString(), found.resilience().breaker()),
                reason);
    }
}
