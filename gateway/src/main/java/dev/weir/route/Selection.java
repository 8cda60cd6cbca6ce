package dev.weir.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which providers a caller wants for one request, and in which order.
///
/// @param order providers that come first, in this order
/// @param only providers that are asked at all; empty is any
/// @param ignore providers that are not asked
/// @param fallbacks whether others than the first, or than those of `order`, may answer
/// @param sort or null
/// @param partition what the sort keeps together
/// @param maxFirstToken milliseconds that a target should take at most, or not a number
/// @param minPerSecond tokens that it should say at least, or not a number
public record Selection(
        List<Named> order,
        List<Named> only,
        List<Named> ignore,
        Fallbacks fallbacks,
        @Nullable Sort sort,
        Partition partition,
        double maxFirstToken,
        double minPerSecond) {
    public static final Selection NONE = new Selection(
            List.of(), List.of(), List.of(), Fallbacks.ALLOWED, null, Partition.MODEL, Double.NaN, Double.NaN);

    public Selection {
        order = List.copyOf(order);
        only = List.copyOf(only);
        ignore = List.copyOf(ignore);
    }

    /// Whether the same model may be asked of other providers than its name means: the caller who chooses among
    /// providers means that.
    Route.Reach reach() {
        return order.isEmpty() && only.isEmpty() && sort == null ? Route.Reach.NAMED : Route.Reach.OTHERS_TOO;
    }

    /// A provider as the caller named it.
    ///
    /// @param path where in the request
    public record Named(String name, String path) {}

    public enum Fallbacks {
        ALLOWED,
        NONE
    }

    public enum Partition {
        /// Each model's providers for themselves, in the order of the models.
        MODEL,
        /// All together.
        NONE
    }
}
