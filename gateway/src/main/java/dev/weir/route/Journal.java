package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Notes of one exchange while it runs, for its receipt.
final class Journal implements Consumer<Loss> {
    private final Inbound in;
    private final List<Receipt.Attempt> attempts = new ArrayList<>(1);
    private final List<Loss> responseLosses = new ArrayList<>(0);
    private List<Plan.LeftOut> leftOut;
    private List<Loss> requestLosses = List.of();
    private @Nullable Step step;
    private @Nullable Duration firstToken;

    Journal(Inbound in, Plan plan) {
        this.in = in;
        this.leftOut = plan.leftOut();
    }

    /// An attempt begins.
    void begin(Step on) {
        step = on;
        requestLosses = List.of();
        responseLosses.clear();
    }

    /// A target is left out after all.
    void leaveOut(Target target, String reason) {
        leftOut = new ArrayList<>(leftOut);
        leftOut.add(new Plan.LeftOut(target.name(), reason));
    }

    void requestLost(List<Loss> losses) {
        requestLosses = losses;
    }

    /// The answer lost something. The same loss again is not noted twice.
    @Override
    public void accept(Loss loss) {
        if (responseLosses.size() < Receipt.MAX_LOSSES && !responseLosses.contains(loss)) {
            responseLosses.add(loss);
        }
    }

    void ended(Step on, int status, Duration took, @Nullable Failure failure) {
        attempts.add(new Receipt.Attempt(on.target().name(), on.lane(), on.reason(), status, took, failure));
    }

    void firstToken(Duration after) {
        firstToken = after;
    }

    int attempts() {
        return attempts.size();
    }

    List<Loss> requestLosses() {
        return requestLosses;
    }

    Receipt receipt(Receipt.Outcome outcome, Delivered delivered, @Nullable Failure failure, Duration total) {
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
                step == null ? null : step.target().name(),
                step == null ? null : step.lane(),
                attempts,
                leftOut,
                requestLosses,
                responseLosses,
                usage(outcome, delivered),
                finish == null ? null : finish.raw(),
                new Receipt.Timing(total, firstToken),
                failure);
    }

    /// What the provider said, or an estimate of what was delivered when it could not say any more.
    private @Nullable Usage usage(Receipt.Outcome outcome, Delivered delivered) {
        if (delivered.usage() != null
                || outcome == Receipt.Outcome.COMPLETE
                || delivered.text().isEmpty()) {
            return delivered.usage();
        }
        long visible = Math.max(1, delivered.text().length() / 4);
        long fresh = Math.max(1, in.body().length / 4);
        return new Usage(
                new Usage.Input(fresh, 0, 0, 0, 0, 0),
                new Usage.Output(visible, 0, 0, 0),
                Usage.Source.ESTIMATED,
                null);
    }
}
