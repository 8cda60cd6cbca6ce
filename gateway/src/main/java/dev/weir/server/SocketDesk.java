package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.SocketTalk;
import dev.weir.dialect.SocketTalk.Wish;
import dev.weir.http.Request;
import dev.weir.http.WebSocket;
import dev.weir.route.ClientDialect;
import dev.weir.route.Keeper;
import dev.weir.wire.ByteSink;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves one WebSocket: every message that asks is an exchange like any other. What names the same stream is answered
/// in turn, different streams at once.
final class SocketDesk implements WebSocket.Listener {
    private static final int MOST_STREAMS = 32;
    private static final int MOST_WAITING = 32;

    private final WebSocket socket;
    private final Request opened;
    private final ClientDialect dialect;
    private final SocketTalk talk;
    private final Reception reception;
    private final Supplier<Snapshot> snapshot;
    /// The streams that are being answered, each with what waits behind; the empty name is that of no stream.
    private final Map<String, Stream> streams = new HashMap<>();
    private final ByteSink message = new ByteSink(1024);
    private @Nullable Keeper keeper;
    private boolean draining;

    /// @param opened the request that opened the connection: its headers hold for all that comes over it
    SocketDesk(
            WebSocket socket,
            Request opened,
            ClientDialect dialect,
            SocketTalk talk,
            Reception reception,
            Supplier<Snapshot> snapshot) {
        this.socket = socket;
        this.opened = opened;
        this.dialect = dialect;
        this.talk = talk;
        this.reception = reception;
        this.snapshot = snapshot;
    }

    private static final class Stream {
        private final Queue<Wish.Ask> waiting = new ArrayDeque<>(1);
        private @Nullable SocketVisit visit;
    }

    @Override
    public void text(byte[] text) {
        switch (talk.wish(text)) {
            case Wish.Refused refused -> {
                message.write(refused.message());
                send();
            }
            case Wish.Ask ask -> take(ask);
        }
    }

    private void take(Wish.Ask ask) {
        String name = ask.stream() == null ? "" : ask.stream();
        Stream stream = streams.get(name);
        if (stream == null && streams.size() >= MOST_STREAMS
                || stream != null && stream.waiting.size() >= MOST_WAITING) {
            tell(
                    ask.stream(),
                    new Failure.RateLimited(
                            "Too much at once on this connection: at most " + MOST_STREAMS + " streams, and "
                                    + MOST_WAITING + " requests waiting in each. Open another connection.",
                            null,
                            "too_many_requests"));
        } else if (stream == null) {
            Stream fresh = new Stream();
            streams.put(name, fresh);
            begin(name, fresh, ask);
        } else {
            stream.waiting.add(ask);
        }
    }

    /// The key may have been taken away since the connection was opened, so it is looked up for every request.
    private void begin(String name, Stream stream, Wish.Ask ask) {
        SocketVisit visit = new SocketVisit(this, ask.stream(), () -> next(name, stream));
        stream.visit = visit;
        Snapshot now = snapshot.get();
        switch (Caller.of(opened, now)) {
            case Caller.Refused refused -> visit.fail(dialect, refused.failure());
            case Caller.Known known -> reception.take(visit, dialect, ask.body(), now, known.key());
        }
    }

    private void next(String name, Stream stream) {
        Wish.Ask ask = stream.waiting.poll();
        if (ask != null) {
            begin(name, stream, ask);
            return;
        }
        streams.remove(name);
        if (draining) {
            drain();
        }
    }

    /// Looks after what this connection leaves and takes up.
    Keeper keeper(Keeper usual) {
        if (keeper == null) {
            keeper = usual.over(snapshot.get().terms().mostBytes());
        }
        return keeper;
    }

    SocketTalk talk() {
        return talk;
    }

    WebSocket socket() {
        return socket;
    }

    /// The request that opened the connection.
    Request opened() {
        return opened;
    }

    @Nullable
    String header(CharSequence name) {
        return opened.header(name);
    }

    /// What the next message is written into.
    ByteSink message() {
        return message;
    }

    /// Sends the message that was written.
    void send() {
        socket.send(message);
        message.clear();
    }

    void tell(@Nullable String stream, Failure failure) {
        talk.failure(failure, stream, message);
        send();
    }

    @Override
    public void drain() {
        draining = true;
        if (streams.isEmpty()) {
            socket.close(WebSocket.Reason.GOING_AWAY, "The gateway shuts down.");
        }
    }

    @Override
    public void gone() {
        Map<String, Stream> left = Map.copyOf(streams);
        streams.clear();
        left.values().forEach(stream -> {
            stream.waiting.clear();
            if (stream.visit != null) {
                stream.visit.gone();
            }
        });
    }
}
