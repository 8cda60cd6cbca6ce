package dev.weir.route;

import dev.weir.catalog.Money;
import dev.weir.chat.Usage;

/// What something cost by the catalog's prices, or why nobody can say. Unknown is never nothing.
public sealed interface Cost {
    /// @param source of the counts that it follows from
    record Known(Money amount, Usage.Source source) implements Cost {
        Known plus(Known other) {
            return new Known(amount.plus(other.amount), source == Usage.Source.ESTIMATED ? source : other.source);
        }
    }

    /// @param why one clause for people
    record Unknown(String why) implements Cost {}
}
