package dev.weir.route;

import dev.weir.catalog.Conduct;
import dev.weir.catalog.Door;
import dev.weir.catalog.RequestEdit;
import dev.weir.chat.Delivery;
import dev.weir.chat.Traits;
import dev.weir.chat.UsageConvention;
import dev.weir.flow.Deadlines;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One target of a plan, with everything that an attempt on it needs and the reason why it stands there.
///
/// @param issuer of the seals on its answers
/// @param passes the provider's keys
/// @param deadlines every phase said
/// @param prices of the target's model
/// @param health of the target, shared with every other exchange
/// @param room where the target takes only so many requests at once, else null
public record Step(
        Target target,
        Door door,
        Origin origin,
        Lane lane,
        Traits traits,
        String issuer,
        List<RequestEdit> edits,
        List<Pass> passes,
        Deadlines deadlines,
        PriceList prices,
        TargetHealth health,
        @Nullable Room room,
        String reason) {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    public Step {
        edits = List.copyOf(edits);
        passes = List.copyOf(passes);
    }

    /// The same target by way of the canonical model.
    Step crossed() {
        return new Step(
                target,
                door,
                origin,
                Lane.CROSS,
                traits,
                issuer,
                edits,
                passes,
                deadlines,
                prices,
                health,
                room,
                reason);
    }

    /// The same, with as long for every phase of its answer.
    Step patient(Duration limit) {
        Deadlines patient = new Deadlines(deadlines.connect(), limit, limit, limit, limit);
        return new Step(
                target, door, origin, lane, traits, issuer, edits, passes, patient, prices, health, room, reason);
    }

    /// Whether what is answered here can be gone on from by its id.
    boolean keepsAnswers() {
        return door.surface().conduct().keeps() == Conduct.Keeps.ANSWERS
                && target.endpoint().handling().retains() != Traits.Support.NO;
    }

    /// The same target where it counts tokens, or null where it counts none.
    @Nullable
    Step counting() {
        Door there = door.counted();
        return there == null ? null : at(there, there.surface().edits(target.model()));
    }

    private Step at(Door other, List<RequestEdit> its) {
        return new Step(
                target, other, origin, lane, traits, issuer, its, passes, deadlines, prices, health, room, reason);
    }

    Step withoutEdits() {
        return at(door, List.of());
    }

    /// The same, with one of its keys alone.
    Step showing(Pass pass) {
        return new Step(
                target,
                door,
                origin,
                lane,
                traits,
                issuer,
                edits,
                List.of(pass),
                deadlines,
                prices,
                health,
                room,
                reason);
    }

    Step because(String newReason) {
        return new Step(
                target, door, origin, lane, traits, issuer, edits, passes, deadlines, prices, health, room, newReason);
    }

    /// How the target counts tokens.
    UsageConvention convention() {
        return door.surface().conduct().usage();
    }

    /// Whether a place is free there, or none is needed.
    boolean isFree() {
        return room == null || room.isFree();
    }

    /// The key to show now: of those that are well, one with the fewest attempts under way; where none is, the one that
    /// rests the shortest.
    Pass choose(long now) {
        Pass best = passes.getFirst();
        for (int i = 1; i < passes.size(); i++) {
            best = better(passes.get(i), best, now) ? passes.get(i) : best;
        }
        return best;
    }

    private static boolean better(Pass one, Pass other, long now) {
        KeyHealth mine = one.health();
        KeyHealth its = other.health();
        if (mine == null || its == null) {
            return false;
        }
        if (one.isWell(now) != other.isWell(now)) {
            return one.isWell(now);
        }
        return one.isWell(now) ? mine.inFlight() < its.inFlight() : mine.rest() < its.rest();
    }

    /// The upstream request of an attempt.
    ///
    /// @param path that the dialect says
    Post post(Pass pass, String path, RequestHeaders headers, byte[] body, Post.Form form, Delivery delivery) {
        String uri = delivery == Delivery.WHOLE
                ? door.target(path, target.model())
                : door.streamTarget(path, target.model());
        Pass.Query query = pass.query();
        if (query != null) {
            uri += (uri.indexOf('?') < 0 ? "?" : "&") + query.name() + "="
                    + query.value().reveal();
        }
        Duration connect = deadlines.connect();
        return new Post(origin, uri, headers.fixed(), headers.own(), body, connect == null ? CONNECT : connect, form);
    }

    /// Without the passes, for they hold credentials.
    @Override
    public String toString() {
        return target.name() + " (" + lane + ")";
    }
}
