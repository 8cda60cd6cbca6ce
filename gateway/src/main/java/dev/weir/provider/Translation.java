package dev.weir.provider;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The cross lane: decodes the provider's frames to events and encodes those for the client.
public final class Translation implements StreamLane, SseReader.Sink, Consumer<StreamEvent> {
    private final StreamDecoder decoder;
    private final StreamEncoder encoder;
    private final Delivered delivered;
    private final FrameReader reader;
    private ByteSink out = new ByteSink(0);
    private State state = State.OPEN;
    private @Nullable Failure failure;
    private long contents;
    private boolean finished;

    /// A translation of server-sent events.
    ///
    /// @param maxFrame most bytes of one event
    public Translation(StreamDecoder decoder, StreamEncoder encoder, Delivered delivered, int maxFrame) {
        this(new SseReader(maxFrame), decoder, encoder, delivered);
    }

    public Translation(FrameReader reader, StreamDecoder decoder, StreamEncoder encoder, Delivered delivered) {
        this.decoder = decoder;
        this.encoder = encoder;
        this.delivered = delivered;
        this.reader = reader;
    }

    @Override
    public void read(byte[] chunk, ByteSink sink) {
        if (state != State.OPEN) {
            return;
        }
        out = sink;
        try {
            reader.feed(chunk, 0, chunk.length, this);
        } catch (FrameReader.Malformed e) {
            failed(new Failure.Broken("the provider's stream is malformed: " + e.getMessage(), 200));
        }
    }

    @Override
    public void end(ByteSink sink) {
        if (state == State.OPEN) {
            out = sink;
            reader.end(this);
            if (state == State.OPEN) {
                decoder.end(this);
            }
        }
    }

    @Override
    public @Nullable String token(ByteSink sink) {
        if (state == State.OPEN) {
            out = sink;
            reader.end(this);
        }
        return state == State.OPEN ? decoder.token() : null;
    }

    @Override
    public void nextLeg() {
        finished = false;
        decoder.nextLeg();
    }

    @Override
    public void frame(Frame frame) {
        if (state == State.OPEN && !frame.isSilent()) {
            decoder.frame(frame, this);
            if (delivered.usage() == null) {
                delivered.servedIn(decoder.tier());
            }
        }
    }

    @Override
    public void unfinished(Frame frame) {
        frame(frame);
    }

    @Override
    public void accept(StreamEvent event) {
        if (state != State.OPEN) {
            return;
        }
        if (event instanceof StreamEvent.Failed failed) {
            failed(failed.failure());
            return;
        }
        if (isContent(event)) {
            contents++;
        }
        finished |= event instanceof StreamEvent.ChoiceFinished;
        delivered.accept(event);
        encoder.event(event, out);
        if (event instanceof StreamEvent.Ended) {
            state = State.COMPLETE;
        }
    }

    /// A thought is content; a head, an empty block and usage are not.
    private static boolean isContent(StreamEvent event) {
        return switch (event) {
            case StreamEvent.BlockDelta e ->
                switch (e.delta()) {
                    case Delta.Words words -> !words.text().isEmpty();
                    case Delta.Args args -> !args.text().isEmpty();
                    case Delta.Cited _ -> true;
                };
            case StreamEvent.BlockStarted e ->
                switch (e.kind()) {
                    case BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _, BlockKind.Whole _ -> true;
                    case BlockKind.TextBlock _, BlockKind.RefusalBlock _, BlockKind.ThoughtBlock _ -> false;
                };
            // An answer may rightly be empty.
            case StreamEvent.ChoiceFinished _ -> true;
            case StreamEvent.Started _,
                    StreamEvent.BlockSealed _,
                    StreamEvent.BlockEnded _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Metered _,
                    StreamEvent.Noted _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> false;
        };
    }

    private void failed(Failure why) {
        state = State.FAILED;
        failure = why;
    }

    @Override
    public void fail(Failure why, ByteSink sink) {
        if (state != State.CLOSED && state != State.COMPLETE) {
            state = State.CLOSED;
            encoder.event(new StreamEvent.Failed(why), sink);
        }
    }

    @Override
    public boolean tells() {
        return true;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public long contents() {
        return contents;
    }

    @Override
    public boolean isFinishing() {
        return state == State.OPEN && finished;
    }
}
