package dev.weir.shape;

import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream whose answer must have a form. What stands round the JSON is left out as it comes; when a choice says
/// that it is finished, its words are checked before the client hears of it, and a stream without the form ends in a
/// failure.
final class GuardedDecoder implements StreamDecoder, Consumer<StreamEvent> {
    private static final int MAX_TEXT = 4 << 20;

    private final StreamDecoder decoder;
    private final Form form;
    private final Consumer<Loss> losses;
    private final Map<Integer, Words> choices = new HashMap<>();
    private @Nullable Consumer<StreamEvent> out;
    private boolean failed;

    /// What one choice has said so far.
    private static final class Words {
        private final Set<Integer> blocks = new HashSet<>();
        private final StringBuilder text = new StringBuilder();
        private final JsonSpan span = new JsonSpan();
        private boolean answer = true;
    }

    GuardedDecoder(StreamDecoder decoder, Form form, Consumer<Loss> losses) {
        this.decoder = decoder;
        this.form = form;
        this.losses = losses;
    }

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> to) {
        out = to;
        decoder.frame(frame, this);
    }

    @Override
    public void end(Consumer<StreamEvent> to) {
        out = to;
        decoder.end(this);
    }

    @Override
    public @Nullable String token() {
        return failed ? null : decoder.token();
    }

    @Override
    public void nextLeg() {
        decoder.nextLeg();
    }

    @Override
    public void accept(StreamEvent event) {
        if (failed) {
            return;
        }
        switch (event) {
            case StreamEvent.BlockStarted started -> {
                Words words = words(started.choice());
                switch (started.kind()) {
                    case BlockKind.TextBlock _ -> words.blocks.add(started.block());
                    case BlockKind.RefusalBlock _, BlockKind.ToolCallBlock _ -> words.answer = false;
                    case BlockKind.ThoughtBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ -> {}
                }
                send(event);
            }
            case StreamEvent.BlockDelta delta
            when delta.delta() instanceof Delta.Words said
                    && words(delta.choice()).blocks.contains(delta.block()) -> said(delta, said.text());
            case StreamEvent.ChoiceFinished finished -> finished(finished);
            case StreamEvent.BlockDelta _,
                    StreamEvent.Started _,
                    StreamEvent.BlockSealed _,
                    StreamEvent.BlockEnded _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Metered _,
                    StreamEvent.Noted _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> send(event);
        }
    }

    private void said(StreamEvent.BlockDelta delta, String text) {
        Words words = words(delta.choice());
        String kept = form.isBracketed() ? words.span.feed(text) : text;
        if (words.text.length() + kept.length() > MAX_TEXT) {
            fail("it is longer than " + MAX_TEXT + " characters.");
        } else if (!kept.isEmpty()) {
            words.text.append(kept);
            send(new StreamEvent.BlockDelta(delta.choice(), delta.block(), new Delta.Words(kept)));
        }
    }

    private void finished(StreamEvent.ChoiceFinished finished) {
        Words words = words(finished.choice());
        if (!words.answer || !Guard.isAnswer(finished.finish().stop())) {
            send(finished);
            return;
        }
        if (words.span.hasStripped()) {
            losses.accept(Guard.stripped(finished.choice()));
        }
        switch (form.verdict(words.text.toString())) {
            case Verdict.Fits _ -> send(finished);
            case Verdict.Misfit misfit -> fail(misfit.why());
            case Verdict.Unusable unusable -> {
                failed = true;
                send(new StreamEvent.Failed(Guard.unusable(unusable.why())));
            }
        }
    }

    private void fail(String why) {
        failed = true;
        send(new StreamEvent.Failed(Guard.failure(why)));
    }

    private Words words(int choice) {
        return choices.computeIfAbsent(choice, _ -> new Words());
    }

    private void send(StreamEvent event) {
        if (out != null) {
            out.accept(event);
        }
    }
}
