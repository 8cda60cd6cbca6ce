package dev.weir.route;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one exchange: the final word, for the caller, the log and the metrics.
///
/// @param id of the exchange, as in `x-weir-request-id`
/// @param key name of the caller's key
/// @param requested model as the caller named it
/// @param configuration version that was in force
/// @param target that answered, or was tried last; null when none was
/// @param requestLosses what the caller's request lost on its way to that target
/// @param responseLosses what its answer lost on its way back, at most [#MAX_LOSSES] and one that says that there is
/// more
/// @param usage null when the provider said none
/// @param imprint of the request, where something is noted of it, or null
public record Receipt(
        String id,
        Instant at,
        String key,
        String dialect,
        String requested,
        Delivery delivery,
        long configuration,
        Outcome outcome,
        @Nullable String target,
        @Nullable Lane lane,
        List<Attempt> attempts,
        List<Plan.LeftOut> leftOut,
        List<Loss> requestLosses,
        List<Loss> responseLosses,
        @Nullable Usage usage,
        @Nullable String finish,
        Timing timing,
        @Nullable Failure failure,
        @Nullable Imprint imprint) {
    /// Most response losses that are kept.
    public static final int MAX_LOSSES = 256;

    public Receipt {
        attempts = List.copyOf(attempts);
        leftOut = List.copyOf(leftOut);
        requestLosses = List.copyOf(requestLosses);
        responseLosses = List.copyOf(responseLosses);
    }

    /// Whether nothing of these was lost.
    public static Fidelity fidelity(List<Loss> losses) {
        for (Loss loss : losses) {
            if (loss.lossy()) {
                return Fidelity.LOSSY;
            }
        }
        return Fidelity.LOSSLESS;
    }

    /// What it cost by the catalog: the attempt that answered, and those beside it that took something.
    public Cost cost() {
        return cost(attempts, target, usage, at);
    }

    /// @param target that answered, or was tried last
    /// @param usage of that, by its word or by a guess
    static Cost cost(List<Attempt> attempts, @Nullable String target, @Nullable Usage usage, Instant at) {
        if (attempts.isEmpty()) {
            return new Cost.Unknown("nothing was asked");
        }
        int by = attempts.size() - 1;
        while (by > 0 && !attempts.get(by).target().equals(target)) {
            by--;
        }
        Attempt answered = attempts.get(by);
        Cost cost = answered.cost(usage == null ? answered.usage() : usage, at);
        for (int i = 0; i < attempts.size(); i++) {
            Attempt other = attempts.get(i);
            if (i != by && cost instanceof Cost.Known sum && other.usage() != null) {
                cost = switch (other.cost(other.usage(), at)) {
                    case Cost.Known known -> sum.plus(known);
                    case Cost.Unknown unknown -> unknown;
                };
            }
        }
        return cost;
    }

    /// What a translation left of what it was given, one way.
    public enum Fidelity {
        /// All of it: what was renamed or added keeps its meaning.
        LOSSLESS,
        /// Something is gone, or not quite what was meant.
        LOSSY
    }

    /// How an exchange ends: a stream in exactly one of these.
    public enum Outcome {
        /// The client has the whole answer.
        COMPLETE,
        /// The client has an error, before or inside the answer.
        FAILED,
        /// The client went away.
        CANCELLED
    }

    /// One try on one target.
    ///
    /// @param reason why the plan had it there
    /// @param status the provider's, or 0 when it gave none
    /// @param failure null when it answered
    /// @param usage what the provider said of it, or null
    /// @param units that it took beside tokens
    /// @param prices of its target, or null where it was never meant to be asked
    public record Attempt(
            String target,
            Lane lane,
            String reason,
            int status,
            Duration took,
            @Nullable Failure failure,
            @Nullable Usage usage,
            Units units,
            @Nullable PriceList prices) {
        /// A try of whose tokens nothing is known.
        public Attempt(String target, Lane lane, String reason, int status, Duration took, @Nullable Failure failure) {
            this(target, lane, reason, status, took, failure, null, Units.NONE, null);
        }

        /// What it cost by the catalog.
        ///
        /// @param used what it took, by the provider's word or by a guess
        Cost cost(@Nullable Usage used, Instant at) {
            if (prices == null) {
                return new Cost.Unknown("no prices of " + target + " are known");
            }
            return failure != null && used == null
                    ? new Cost.Unknown("nothing was answered")
                    : prices.cost(used, units, at);
        }
    }

    /// @param firstToken from the request's arrival to the first content; null when there was none, or not streamed
    /// @param queued how long it waited for places at targets that take only so many requests at once
    public record Timing(Duration total, @Nullable Duration firstToken, Duration queued) {
        /// Of one that did not wait.
        public Timing(Duration total, @Nullable Duration firstToken) {
            this(total, firstToken, Duration.ZERO);
        }
    }
}
