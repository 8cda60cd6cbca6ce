package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Traits;
import dev.weir.chat.Usage;
import dev.weir.dialect.Begun;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a stream that broke off has to be continued from: the text that the client has, and an encoder of the client's
/// dialect that stands where the client stands.
///
/// It is made from the bytes that the broken attempt received: they are decoded once more, and the encoder is made from
/// what they say. So the byte lane, which decodes nothing while all is well, is continued like the other. Open
/// thinking, tool calls and more than one choice are never continued; and where the text that was decoded is not the
/// text that was delivered, nothing is. Thoughts that are complete stay as they are: those of the next attempt are held
/// back.
final class Rescue implements SseReader.Sink, Consumer<StreamEvent> {
    /// How another target is brought to go on.
    enum Way {
        /// With the text so far as the beginning of its own answer.
        PREFILL,
        /// From the beginning; what the client has already is held back.
        RESTART,
        /// With the text so far as its last turn, and the words to go on.
        INSTRUCT
    }

    private final Failure why;
    private final StreamDecoder decoder;
    private final List<StreamEvent> told = new ArrayList<>();
    private final Fold whole = new Fold();
    private StreamEncoder encoder = (_, _) -> {};
    private final StringBuilder text = new StringBuilder();
    private final Set<Step> refusedPrefill = new HashSet<>();
    private final Set<Step> departed = new HashSet<>();
    private @Nullable Usage usage;
    private int blocks;
    private int openText = -1;
    private int openThoughts;
    private boolean spoiled;

    private Rescue(Failure why, StreamDecoder decoder) {
        this.why = why;
        this.decoder = decoder;
    }

    /// A way for people.
    static String words(Way way) {
        return switch (way) {
            case PREFILL -> "rescue by prefill";
            case RESTART -> "rescue by restart";
            case INSTRUCT -> "rescue by instruction";
        };
    }

    /// What there is to go on from behind an attempt that broke off, or null where nothing may be spliced.
    ///
    /// @param why it broke off
    static @Nullable Rescue behind(Attempt broken, Failure why, Errand errand) {
        StreamReading stream = broken.stream();
        byte[] tape = stream == null ? null : stream.tape();
        Inbound in = errand.in();
        if (tape == null || !(in.dialect().across() instanceof ClientDialect.Across.Chat)) {
            return null;
        }
        ProviderCodec codec = errand.codec(broken.step());
        Rescue rescue = new Rescue(why, codec.decoder());
        if (!rescue.isFrom(
                tape,
                codec.reader(StreamReading.MAX_FRAME, broken.type()),
                broken.delivered().text())) {
            return null;
        }
        byte[] bytes = broken.step().lane() == Lane.SAME ? tape : null;
        StreamEncoder encoder = in.dialect()
                .codec()
                .encoder(
                        new Begun(rescue.told, bytes, rescue.openText),
                        errand.identity(broken.step()),
                        in.probe().delivery(),
                        broken);
        if (encoder == null) {
            return null;
        }
        rescue.encoder = encoder;
        rescue.told.clear();
        return rescue;
    }

    /// Reads what the provider sent: whether it can be continued, and is the text that the client has.
    private boolean isFrom(byte[] tape, FrameReader reader, String delivered) {
        try {
            reader.feed(tape, 0, tape.length, this);
        } catch (FrameReader.Malformed e) {
            // The relay would not have it either; whatever came before it was delivered.
            spoiled |= delivered.length() != text.length();
        }
        return isPossible() && text.toString().equals(delivered);
    }

    @Override
    public void frame(Frame frame) {
        if (!frame.isSilent()) {
            decoder.frame(frame, this);
        }
    }

    @Override
    public void unfinished(Frame frame) {
        // The client did not get it.
    }

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.Ended _, StreamEvent.Failed _ -> {
                return;
            }
            case StreamEvent.BlockStarted e -> started(e);
            case StreamEvent.BlockDelta e -> {
                if (e.choice() == 0 && e.block() == openText && e.delta() instanceof Delta.Words words) {
                    text.append(words.text());
                }
            }
            case StreamEvent.BlockEnded e -> {
                if (e.block() == openText) {
                    openText = -1;
                } else {
                    openThoughts--;
                }
            }
            case StreamEvent.ChoiceFinished _ -> spoiled = true;
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.Started _,
                    StreamEvent.BlockSealed _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Noted _ -> {}
        }
        told.add(event);
        whole.accept(event);
    }

    private void started(StreamEvent.BlockStarted e) {
        blocks = Math.max(blocks, e.block() + 1);
        spoiled |= e.choice() != 0;
        switch (e.kind()) {
            case BlockKind.TextBlock _ -> openText = e.block();
            case BlockKind.ThoughtBlock _ -> openThoughts++;
            case BlockKind.Whole(Part part) when part instanceof Part.Thought -> openThoughts++;
            case BlockKind.RefusalBlock _, BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ ->
                spoiled = true;
        }
    }

    /// Whether another target may go on: not with a tool call, a refusal or open thinking in the client's hands.
    boolean isPossible() {
        return !spoiled && openThoughts == 0 && blocks > 0;
    }

    /// The part of the stream that a step is asked to add.
    Continuation by(Step step, Resilience.Rescue allowed) {
        return new Continuation(this, way(step, allowed));
    }

    private Way way(Step step, Resilience.Rescue allowed) {
        Traits.Prefill prefill = step.traits().prefill();
        if (text.isEmpty()) {
            return Way.RESTART;
        }
        if ((prefill == Traits.Prefill.PLAIN || prefill == Traits.Prefill.PREFIX_FLAG)
                && !refusedPrefill.contains(step)) {
            return Way.PREFILL;
        }
        return allowed == Resilience.Rescue.INSTRUCT && departed.contains(step) ? Way.INSTRUCT : Way.RESTART;
    }

    /// Whether a step that failed so may be asked in another way.
    boolean otherWay(Step step, Way failed, Failure failure, Resilience.Rescue allowed) {
        return switch (failed) {
            case PREFILL ->
                (failure instanceof Failure.BadRequest || failure instanceof Failure.Unsupported)
                        && refusedPrefill.add(step);
            case RESTART ->
                failure instanceof Failure.Truncated && allowed == Resilience.Rescue.INSTRUCT && departed.add(step);
            case INSTRUCT -> false;
        };
    }

    /// The text that the client has.
    String text() {
        return text.toString();
    }

    /// Leaves the answer, which is complete, as one that never broke off.
    ///
    /// @param by whom it was completed
    void leave(Memory memory, Step by) {
        memory.rescued(by, whole.response(), encoder.whole());
    }

    /// Why the stream broke off.
    Failure why() {
        return why;
    }

    /// Ends the client's stream in an error.
    void fail(ByteSink out) {
        encoder.event(new StreamEvent.Failed(why), out);
    }

    // For the continuation.

    void tell(StreamEvent event, ByteSink out) {
        whole.accept(event);
        encoder.event(event, out);
    }

    /// More words of the answer's text.
    void say(String words, ByteSink out) {
        if (openText < 0) {
            openText = blocks++;
            tell(new StreamEvent.BlockStarted(0, openText, new BlockKind.TextBlock()), out);
        }
        text.append(words);
        tell(new StreamEvent.BlockDelta(0, openText, new Delta.Words(words)), out);
    }

    void endText(ByteSink out) {
        if (openText >= 0) {
            tell(new StreamEvent.BlockEnded(0, openText), out);
            openText = -1;
        }
    }

    /// Begins a block that is no text; from here on nothing can be continued a second time.
    int begin(BlockKind kind, ByteSink out) {
        endText(out);
        spoiled = true;
        int block = blocks++;
        tell(new StreamEvent.BlockStarted(0, block, kind), out);
        return block;
    }

    int openText() {
        return openText;
    }

    /// What the broken attempt said of its tokens, if anything.
    @Nullable
    Usage usage() {
        return usage;
    }
}
