package dev.weir.route;

import dev.weir.flow.Deadlines;
import dev.weir.ledger.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a caller wants one request to be routed, as the request says it.
///
/// @param others models that may answer where the named one does not
/// @param deadlines tighter than the usual ones
/// @param priority where it has to wait for its turn; null is that of its key
public record Guidance(
        List<Other> others,
        Selection selection,
        Demands demands,
        Deadlines deadlines,
        @Nullable Priority priority,
        Telling telling) {
    public static final Guidance NONE =
            new Guidance(List.of(), Selection.NONE, Demands.NONE, Deadlines.NONE, null, Telling.ON_THE_RECEIPT);

    public Guidance {
        others = List.copyOf(others);
    }

    /// The same, confined to a region and a class of data, where those are not null.
    Guidance within(@Nullable String region, @Nullable String data) {
        Demands confined = new Demands(
                region, data, Demands.Privacy.ANY, Demands.PriceCap.NONE, Demands.Parameters.AS_MANY_AS_CAN);
        return region == null && data == null
                ? this
                : new Guidance(others, selection, demands.and(confined), deadlines, priority, telling);
    }

    /// A model as the caller named it.
    ///
    /// @param path where in the request
    public record Other(String model, String path) {}

    /// Where the plan is told.
    public enum Telling {
        ON_THE_RECEIPT,
        /// In a header of the answer, too.
        ON_THE_ANSWER
    }
}
