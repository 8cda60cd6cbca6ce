package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.Legs;
import dev.weir.shape.Guard;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer that is collected to its end and looked at before anybody hears of it: one that was asked for whole, or an
/// error.
final class WholeReading implements Reading {
    private static final int MAX_ERROR = 1 << 20;

    private final Attempt attempt;
    private final Errand errand;
    private final List<byte[]> before = new ArrayList<>(0);
    private ByteSink body = new ByteSink(0);
    private long held;
    private boolean overflown;

    WholeReading(Attempt attempt, Errand errand) {
        this.attempt = attempt;
        this.errand = errand;
    }

    /// Whether there was more of it than may be held.
    boolean isOverflown() {
        return overflown;
    }

    /// The error that the provider answered with, where it is a JSON object.
    byte @Nullable [] errorObject() {
        return body.isEmpty() || !Replies.isJsonObject(body.toBytes()) ? null : body.toBytes();
    }

    @Override
    public void data(byte[] chunk) {
        body.write(chunk);
        if (held + body.size() > (attempt.isGood() ? errand.allowance().answer() : MAX_ERROR)) {
            overflown = true;
            attempt.fail(new Failure.Broken(
                    "the provider's answer is larger than " + (held + body.size()) + " bytes", attempt.status()));
        }
    }

    @Override
    public @Nullable String token(Legs legs) {
        return errand.in().probe().delivery() == Delivery.WHOLE ? legs.token(body.toBytes()) : null;
    }

    @Override
    public void nextLeg() {
        before.add(body.taken());
        held += body.size();
        body = new ByteSink(0);
    }

    @Override
    public void end() {
        byte[] bytes = body.taken();
        if (!attempt.isGood()) {
            attempt.fail(error(bytes));
        } else if (errand.in().probe().delivery() != Delivery.WHOLE) {
            attempt.fail(unstreamed(bytes));
        } else if (!before.isEmpty()) {
            before.add(bytes);
            translated(attempt.dispatch().decode(attempt.step(), attempt.guard(), before, attempt));
        } else {
            Bridge.Return back = attempt.back();
            switch (attempt.step().lane()) {
                case SAME -> passed(bytes);
                case CROSS -> {
                    if (back == null) {
                        translated(attempt.dispatch().decode(attempt.step(), attempt.guard(), bytes, attempt));
                    } else {
                        brought(back.answer(
                                attempt.headers(),
                                bytes,
                                errand.identity(attempt.step()),
                                attempt.delivered(),
                                attempt));
                    }
                }
            }
        }
    }

    /// Passes an answer in the client's dialect on as it is, unless its form has to be mended.
    private void passed(byte[] bytes) {
        if (errand.holds(attempt.step())) {
            attempt.delivered().wantWhole();
        }
        Failure failure = look(bytes, attempt.delivered());
        if (failure != null) {
            attempt.fail(failure);
            return;
        }
        Guard guard = attempt.guard();
        Answer amended = guard == null ? null : attempt.dispatch().amended(attempt.step(), guard, bytes, attempt);
        if (amended == null) {
            attempt.remember();
            attempt.answer(bytes);
        } else {
            translated(amended);
        }
    }

    private void translated(Answer answer) {
        switch (answer) {
            case Answer.Failed failed -> attempt.fail(failed.failure());
            case Answer.Whole whole -> translated(whole.response());
        }
    }

    private void translated(ChatResponse response) {
        Delivered delivered = attempt.delivered();
        delivered.begin(response.head());
        if (response.usage() != null) {
            delivered.meter(response.usage());
        }
        if (!response.choices().isEmpty()) {
            delivered.finish(response.choices().getFirst().finish());
        }
        Memory memory = errand.in().memory();
        if (memory != null) {
            memory.answered(attempt.step(), response, errand.identity(attempt.step()));
        }
        attempt.answer(errand.in().dialect().codec().encode(response, errand.identity(attempt.step()), attempt));
    }

    private void brought(Bridge.Brought brought) {
        switch (brought) {
            case Bridge.Brought.Failed failed -> attempt.fail(failed.failure());
            case Bridge.Brought.Reply reply -> attempt.answer(reply.body());
        }
    }

    private @Nullable Failure look(byte[] bytes, Delivered into) {
        return errand.in()
                .dialect()
                .bytes()
                .look(bytes, attempt.step().convention(), into)
                .failure();
    }

    /// A JSON body where a stream was asked for is nearly always an error in a 200.
    private Failure unstreamed(byte[] bytes) {
        Failure failure = switch (attempt.step().lane()) {
            case SAME -> look(bytes, new Delivered());
            case CROSS ->
                errand.codec(attempt.step()).decode(bytes) instanceof Answer.Failed failed ? failed.failure() : null;
        };
        return failure != null
                ? failure
                : new Failure.Broken("the provider answered whole where a stream was asked for", attempt.status());
    }

    private Failure error(byte[] bytes) {
        Bridge.Return back = attempt.back();
        return switch (attempt.step().lane()) {
            case SAME -> errand.in().dialect().bytes().error(attempt.status(), attempt.headers(), bytes);
            case CROSS ->
                back == null
                        ? errand.codec(attempt.step()).error(attempt.status(), attempt.headers(), bytes)
                        : back.error(attempt.status(), attempt.headers(), bytes);
        };
    }
}
