package dev.weir.route;

import java.util.function.Function;

/// The prices of whatever model answers for a target that has none itself: a deployment under a name of its user's, a
/// router that chooses among models. Mostly that is one model again and again.
final class AnsweringPrices implements Function<String, PriceList> {
    private final PriceList none;
    private final Function<String, PriceList> models;
    private volatile Last last;

    private record Last(String model, PriceList prices) {}

    /// @param none of the target
    /// @param models the prices of a model at its provider
    AnsweringPrices(PriceList none, Function<String, PriceList> models) {
        this.none = none;
        this.models = models;
        this.last = new Last("", none);
    }

    @Override
    public PriceList apply(String model) {
        Last seen = last;
        if (!seen.model.equals(model)) {
            PriceList found = models.apply(model);
            seen = new Last(model, found.isEmpty() ? none : found);
            last = seen;
        }
        return seen.prices;
    }
}
