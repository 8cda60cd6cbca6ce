package dev.weir.route;

import dev.weir.dialect.RequestProbe.Way;
import dev.weir.ledger.ClientKey;
import java.util.List;

/// What a planner is asked: everything that two requests for one model may differ in.
///
/// @param guidance of the caller, and what the caller's key is bound to
/// @param vitals of all targets
/// @param chance what is left to it
public record Query(Facts facts, Way way, Guidance guidance, Vitals vitals, Chance chance, Checks checks) {

    /// Of a request that nobody sent yet.
    public static Query ofName(String model, String dialect) {
        return new Query(
                Facts.ofName(model, dialect), Way.ANY, Guidance.NONE, Vitals.UNKNOWN, Chance.FIRST, Checks.NONE);
    }

    /// @param seed of the lots
    /// @param turn number of the request among those of its model
    public record Chance(long seed, long turn) {
        public static final Chance FIRST = new Chance(0, 0);
    }

    /// What is found out only where it matters.
    public interface Checks {
        /// What of the request a target would not understand, as paths.
        List<String> lost(Step step);

        /// Whether the caller may use a model of that name.
        boolean mayUse(String model);

        /// Nothing is lost, and everything allowed.
        Checks NONE = allowing(ClientKey.OPEN);

        /// Nothing is lost, and allowed is what a key may use.
        static Checks allowing(ClientKey key) {
            return new Checks() {
                @Override
                public List<String> lost(Step step) {
                    return List.of();
                }

                @Override
                public boolean mayUse(String model) {
                    return key.mayUse(model);
                }
            };
        }
    }
}
