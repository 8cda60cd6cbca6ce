package dev.weir.route;

import dev.weir.dialect.RequestProbe.Way;
import java.util.List;
import java.util.function.Function;

/// What a planner is asked: everything that two requests for one model may differ in.
///
/// @param guidance of the caller, and what the caller's key is bound to
/// @param vitals of all targets
/// @param chance what is left to it
/// @param lost what of the request would be lost on a step, as paths; asked only where all parameters are demanded
public record Query(
        Facts facts, Way way, Guidance guidance, Vitals vitals, Chance chance, Function<Step, List<String>> lost) {

    /// Of a request that nobody sent yet.
    public static Query ofName(String model, String dialect) {
        return new Query(
                Facts.ofName(model, dialect), Way.ANY, Guidance.NONE, Vitals.UNKNOWN, Chance.FIRST, _ -> List.of());
    }

    /// @param seed of the lots
    /// @param turn number of the request among those of its model
    public record Chance(long seed, long turn) {
        public static final Chance FIRST = new Chance(0, 0);
    }
}
