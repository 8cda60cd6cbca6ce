package dev.weir.http;

import dev.weir.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/// A connection that was opened as a WebSocket, from the server's side. Messages are text; what one turn of the event
/// loop sends goes out in one write.
public final class WebSocket {
    /// The other end's view.
    public interface Listener {
        /// @param message whole, in UTF-8
        void text(byte[] message);

        /// The server wants to stop: the listener closes as soon as nothing is under way.
        void drain();

        /// The connection is closed, by whomever.
        void gone();
    }

    /// Why a connection is closed (RFC 6455, section 7.4.1).
    public enum Reason {
        NORMAL(1000),
        GOING_AWAY(1001),
        NOT_TEXT(1003),
        POLICY(1008),
        TOO_BIG(1009);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Channel channel;
    private boolean flushing;
    private boolean closed;
    private final List<Runnable> drained = new ArrayList<>(2);

    WebSocket(Channel channel) {
        this.channel = channel;
    }

    /// Sends a message of text.
    public void send(ByteSink message) {
        ByteBuf text = channel.alloc().directBuffer(message.size());
        text.writeBytes(message.array(), 0, message.size());
        write(new TextWebSocketFrame(text));
    }

    private void write(WebSocketFrame frame) {
        if (closed) {
            frame.release();
            return;
        }
        queue(frame);
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(() -> {
                flushing = false;
                channel.flush();
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what cannot be written ends the connection, which is heard of
    private void queue(WebSocketFrame frame) {
        channel.write(frame, channel.voidPromise());
    }

    /// Closes, behind what was sent.
    ///
    /// @param words at most 120 bytes
    public void close(Reason reason, String words) {
        if (!closed) {
            queue(new CloseWebSocketFrame(reason.code(), words));
            closed = true;
            Channels.closeBehind(channel);
        }
    }

    /// Whether the other side takes less than it is given.
    public boolean isFull() {
        return !closed && !channel.isWritable();
    }

    /// Bytes that the other side has to take before it is given more.
    public long backlog() {
        return closed ? 0 : channel.bytesBeforeWritable();
    }

    /// Calls once when it has caught up; several may wait for it.
    public void whenDrained(Runnable next) {
        drained.add(next);
    }

    void writable() {
        if (!closed) {
            List<Runnable> next = List.copyOf(drained);
            drained.clear();
            next.forEach(Runnable::run);
        }
    }

    void lost() {
        closed = true;
        drained.clear();
    }
}
