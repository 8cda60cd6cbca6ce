package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.ClientDialect;
import dev.weir.route.Keeper;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that came over a WebSocket, and the way back: every event is a message.
final class SocketVisit implements Visit, Outbound, SseReader.Sink {
    private static final int MAX_EVENT = 32 << 20;

    private final SocketDesk desk;
    private final @Nullable String stream;
    private final Runnable done;
    private final SseReader events = new SseReader(MAX_EVENT);
    private @Nullable Runnable gone;
    private boolean over;

    /// @param stream that the messages name
    /// @param done called once, behind the last message
    SocketVisit(SocketDesk desk, @Nullable String stream, Runnable done) {
        this.desk = desk;
        this.stream = stream;
        this.done = done;
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return desk.header(name);
    }

    @Override
    public @Nullable String get(String name) {
        return desk.header(name);
    }

    @Override
    public boolean speakToWeir() {
        return HeaderFacts.speakToWeir(desk.opened());
    }

    @Override
    public Map<String, String> all() {
        return HeaderFacts.of(desk.opened());
    }

    @Override
    public Keeper keeper(Keeper usual) {
        return desk.keeper(usual);
    }

    @Override
    public Outbound outbound(Asked asked) {
        return this;
    }

    @Override
    public void fail(ClientDialect dialect, Failure failure) {
        if (!over) {
            desk.tell(stream, failure);
            finish();
        }
    }

    @Override
    public void whenGone(Runnable then) {
        gone = then;
    }

    /// The connection is closed.
    void gone() {
        over = true;
        if (gone != null) {
            gone.run();
        }
    }

    /// An exchange of a stream answers whole only when it failed.
    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        if (!over) {
            desk.talk().failure(status, body, stream, desk.message());
            desk.send();
            finish();
        }
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {}

    @Override
    public void write(ByteSink bytes) {
        try {
            if (!over) {
                events.feed(bytes.array(), 0, bytes.size(), this);
            }
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException("an event of the gateway's own is too long", e);
        } finally {
            bytes.clear();
        }
    }

    @Override
    public void frame(Frame frame) {
        if (!frame.isSilent() && !frame.says("[DONE]")) {
            desk.talk().event(frame.data(), frame.from(), frame.to(), stream, desk.message());
            desk.send();
        }
    }

    @Override
    public void unfinished(Frame frame) {
        frame(frame);
    }

    @Override
    public void end() {
        if (!over) {
            events.end(this);
            finish();
        }
    }

    @Override
    public void abort() {
        if (!over) {
            desk.tell(stream, new Failure.Internal("The answer broke off. Ask again."));
            finish();
        }
    }

    private void finish() {
        over = true;
        done.run();
    }

    @Override
    public boolean isFull() {
        return desk.socket().isFull();
    }

    @Override
    public long backlog() {
        return desk.socket().backlog();
    }

    @Override
    public void whenDrained(Runnable next) {
        desk.socket().whenDrained(next);
    }
}
