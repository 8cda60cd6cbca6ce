package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes of one exchange while it runs, for its receipt.
final class Journal {
    private static final Delivered NOTHING = new Delivered();

    private final Inbound in;
    private final List<Receipt.Attempt> attempts = new ArrayList<>(1);
    private List<Plan.LeftOut> leftOut;
    private @Nullable Attempt latest;
    private @Nullable Attempt worstAttempt;
    private @Nullable Failure worst;
    private @Nullable Duration firstToken;

    Journal(Inbound in, Plan plan) {
        this.in = in;
        this.leftOut = plan.leftOut();
    }

    /// An attempt begins.
    void began(Attempt attempt) {
        latest = attempt;
    }

    /// An attempt is the one that the client hears.
    ///
    /// @param after the request's arrival; null where the client has heard another before
    void speaks(Attempt attempt, @Nullable Duration after) {
        latest = attempt;
        firstToken = after == null ? firstToken : after;
    }

    /// A target is left out after all.
    void leaveOut(Target target, String reason) {
        leftOut = new ArrayList<>(leftOut);
        leftOut.add(new Plan.LeftOut(target.name(), reason));
    }

    void ended(Receipt.Attempt attempt) {
        attempts.add(attempt);
    }

    /// A failure that the caller may have to be told: of several the one that says the most.
    void worst(Attempt attempt, Failure failure) {
        if (worst == null || Reaction.outranks(failure, worst)) {
            worst = failure;
            worstAttempt = attempt;
        }
    }

    @Nullable
    Failure worst() {
        return worst;
    }

    @Nullable
    Attempt worstAttempt() {
        return worstAttempt;
    }

    /// What was answered cost; known when every attempt has ended.
    Cost cost() {
        return Receipt.cost(
                attempts, latest == null ? null : latest.step().target().name(), null, in.at());
    }

    int attempts() {
        return attempts.size();
    }

    List<Loss> requestLosses() {
        return latest == null ? List.of() : latest.requestLosses();
    }

    /// @param queued how long it waited for places at targets
    Receipt receipt(Receipt.Outcome outcome, @Nullable Failure failure, Duration total, Duration queued) {
        Attempt by = latest;
        Delivered delivered = by == null ? NOTHING : by.delivered();
        Finish finish = delivered.finish();
        return new Receipt(
                in.id(),
                in.at(),
                in.key().name(),
                in.dialect().id(),
                in.probe().model(),
                in.probe().delivery(),
                in.configuration(),
                outcome,
                by == null ? null : by.step().target().name(),
                by == null ? null : by.step().lane(),
                attempts,
                leftOut,
                by == null ? List.of() : by.requestLosses(),
                by == null ? List.of() : by.responseLosses(),
                usage(outcome, by, delivered),
                finish == null ? null : finish.raw(),
                new Receipt.Timing(total, firstToken, queued),
                failure,
                in.imprint());
    }

    /// What the provider said, or an estimate of what was delivered when it could not say any more.
    private @Nullable Usage usage(Receipt.Outcome outcome, @Nullable Attempt by, Delivered delivered) {
        Continuation continuation = by == null ? null : by.continuation();
        if (continuation != null && continuation.usage() != null) {
            return continuation.usage();
        }
        long length =
                continuation == null ? delivered.length() : continuation.text().length();
        if (delivered.usage() != null || outcome == Receipt.Outcome.COMPLETE || length == 0) {
            return delivered.usage();
        }
        long visible = Math.max(1, length / 4);
        long fresh = Math.max(1, in.body().length / 4);
        return new Usage(
                new Usage.Input(fresh, 0, 0, 0, 0, 0),
                new Usage.Output(visible, 0, 0, 0),
                Usage.Service.of(delivered.tier(), 0),
                Usage.Source.ESTIMATED,
                null);
    }
}
