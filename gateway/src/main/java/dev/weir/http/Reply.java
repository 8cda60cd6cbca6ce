package dev.weir.http;

import dev.weir.wire.ByteSink;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The answer to a request: either sent whole, or begun, written to and ended.
///
/// What one turn of the event loop writes to a stream is joined and goes out once, on the next turn: the frames of one
/// read of an upstream, the head before the first and the end behind the last, in one system call. It is worth a factor
/// of two. Whatever is done to an answer that is over, or whose client is gone, does nothing.
public final class Reply {
    private enum State {
        OPEN,
        STREAMING,
        ENDING,
        OVER
    }

    private final Sender sender;
    private final Consumer<Reply> over;
    /// Names and values in turn.
    private CharSequence[] lines = new CharSequence[24];
    private int size;
    private int status;
    private State state = State.OPEN;
    private boolean headSent;
    private boolean flushing;
    private boolean closing;
    private boolean lost;
    private @Nullable Runnable gone;
    private @Nullable Runnable drained;

    /// @param over hears when the answer has gone out
    Reply(Sender sender, Consumer<Reply> over) {
        this.sender = sender;
        this.over = over;
    }

    /// Adds a header.
    ///
    /// @param name in lower case
    public Reply header(CharSequence name, CharSequence value) {
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, size * 2);
        }
        lines[size++] = name;
        lines[size++] = value;
        return this;
    }

    /// The connection takes no other request after this one: what is still on its way is not read.
    public Reply closing() {
        closing = true;
        return this;
    }

    /// Answers whole.
    public void send(int with, byte[] body) {
        if (state == State.OPEN) {
            status = with;
            state = State.OVER;
            sender.whole(this, body);
            over.accept(this);
        }
    }

    /// Begins a stream. Its head goes out with the first bytes, or on the next turn of the loop.
    public void begin(int with) {
        if (state == State.OPEN) {
            status = with;
            state = State.STREAMING;
            flushSoon();
        }
    }

    /// Sends what is in the sink and empties it.
    public void write(ByteSink bytes) {
        if (state == State.STREAMING && !bytes.isEmpty()) {
            sender.joined().write(bytes.array(), 0, bytes.size());
            flushSoon();
        }
        bytes.clear();
    }

    /// Ends a stream.
    public void end() {
        if (state == State.STREAMING) {
            state = State.ENDING;
            flushSoon();
        }
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            sender.loop().execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        switch (state) {
            case OPEN, OVER -> {}
            case STREAMING -> {
                sender.piece(this);
                headSent = true;
            }
            case ENDING -> {
                state = State.OVER;
                sender.last(this);
                over.accept(this);
            }
        }
    }

    /// Breaks off at once, in the middle of whatever was being sent, so that nobody can take it for whole.
    public void abort() {
        if (state != State.OVER) {
            state = State.OVER;
            sender.abort();
        }
    }

    /// Whether the answer was sent, or its client is gone.
    public boolean isOver() {
        return state == State.OVER;
    }

    /// Whether the client takes less than it is given.
    public boolean isFull() {
        return state != State.OVER && !sender.isWritable();
    }

    /// Bytes that the client has to take before it is given more.
    public long backlog() {
        return state == State.OVER ? 0 : sender.backlog();
    }

    /// Calls once when it has caught up.
    public void whenDrained(Runnable next) {
        drained = next;
    }

    /// Calls once if the client goes away, or has gone, before the answer is over.
    public void whenGone(Runnable then) {
        if (lost) {
            then.run();
        } else {
            gone = then;
        }
    }

    void goOn() {
        sender.goOn();
    }

    void writable() {
        Runnable next = drained;
        drained = null;
        if (next != null && state != State.OVER) {
            next.run();
        }
    }

    void lost() {
        if (state != State.OVER) {
            state = State.OVER;
            lost = true;
            Runnable then = gone;
            gone = null;
            drained = null;
            if (then != null) {
                then.run();
            }
        }
    }

    int status() {
        return status;
    }

    boolean isClosing() {
        return closing;
    }

    boolean isHeadSent() {
        return headSent;
    }

    /// How many header lines there are.
    int size() {
        return size / 2;
    }

    CharSequence name(int line) {
        return lines[2 * line];
    }

    CharSequence value(int line) {
        return lines[2 * line + 1];
    }
}
