package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Reads requests off one channel, one after the other: a connection of HTTP/1.1, or one stream of HTTP/2. A request
/// that comes before the one ahead of it is answered waits, and the channel is not read meanwhile.
final class RequestHandler extends ChannelInboundHandlerAdapter implements Seat.Guest {
    private final Seat seat;
    private final Channel channel;
    private final Sender sender;
    private final Queue<HttpObject> come = new ArrayDeque<>();
    private @Nullable Request request;
    private int active;
    private boolean taking;
    private boolean draining;
    private boolean last;

    private RequestHandler(Seat seat, Channel channel, Sender sender) {
        this.seat = seat;
        this.channel = channel;
        this.sender = sender;
        this.active = seat.sweeps();
    }

    /// For a connection of HTTP/1.1.
    static RequestHandler http1(Seat seat, Channel connection) {
        return new RequestHandler(seat, connection, new Http1Sender(connection));
    }

    /// For a stream of HTTP/2.
    static RequestHandler http2(Seat seat, Channel stream) {
        return new RequestHandler(seat, stream, new Http2Sender(stream));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        active = seat.sweeps();
        if (!last && message instanceof HttpObject object) {
            come.add(object);
            goOn();
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /// Takes what has come, as far as the request at hand allows.
    private void goOn() {
        if (taking) {
            return;
        }
        taking = true;
        while (!come.isEmpty() && !last && !isAnswering() && !isBehind()) {
            take(come.remove());
        }
        taking = false;
        if (last) {
            forget();
        }
        boolean reads = last || come.isEmpty();
        if (reads != channel.config().isAutoRead()) {
            channel.config().setAutoRead(reads);
        }
    }

    /// Whether a request is read and its answer is still to come.
    private boolean isAnswering() {
        return request != null && request.isRead() && !request.reply().isOver();
    }

    /// Whether the client takes less than it asks for: its next request waits until it has read the last answer.
    private boolean isBehind() {
        return request != null && request.reply().isOver() && !channel.isWritable();
    }

    private void take(HttpObject object) {
        try {
            if (object.decoderResult().isFailure()) {
                refuse(object.decoderResult().cause());
                return;
            }
            if (object instanceof HttpRequest head) {
                Request next = new Request(head, new Reply(sender, this::answered));
                request = next;
                sender.expect(head);
                if (draining) {
                    next.reply().closing();
                }
                seat.requests().accept(next);
            }
            if (object instanceof HttpContent content && request != null) {
                request.data(content.content());
                if (content instanceof LastHttpContent && request != null) {
                    Request whole = request;
                    whole.end();
                    upgrade(whole);
                }
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void upgrade(Request asked) {
        var opened = asked.socket();
        if (opened != null && channel.isActive()) {
            last = true;
            request = null;
            WebSocketHandler.open(seat, this, asked.head(), asked.socketLimit(), opened);
        }
    }

    Channel channel() {
        return channel;
    }

    /// Hears that an answer went out.
    private void answered(Reply reply) {
        active = seat.sweeps();
        if (!channel.isWritable()) {
            Channels.watchReader(channel, seat.unread());
        }
        Request now = request;
        if (now == null) {
            return;
        }
        if (draining || now.awaitsLeave() || !sender.isKept(reply)) {
            last = true;
            if (now.isRead()) {
                sender.close();
            } else {
                sender.linger();
            }
        }
        goOn();
    }

    /// What came is no HTTP that this server takes.
    private void refuse(Throwable cause) {
        last = true;
        Request now = request;
        if (now != null && !now.isRead()) {
            // In the middle of a body: there is nobody to tell.
            request = null;
            now.gone();
            closeNow();
            return;
        }
        int status = switch (cause) {
            case TooLongHttpHeaderException _ -> 431;
            case TooLongHttpLineException _ -> 414;
            default -> 400;
        };
        String words = switch (status) {
            case 431 -> "The request's headers are too long. Send less, or raise `limits.header`.";
            case 414 -> "The request's address is too long. Send less, or raise `limits.header`.";
            default -> "This is no request of HTTP: " + cause.getMessage();
        };
        new Reply(sender, _ -> sender.linger())
                .header("content-type", "text/plain; charset=utf-8")
                .closing()
                .send(status, (words + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (request != null) {
            request.waiting();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        active = seat.sweeps();
        if (request != null && channel.isWritable()) {
            request.reply().writable();
            if (!come.isEmpty()) {
                goOn();
            }
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
        seat.leave(this);
    }

    private void lost() {
        last = true;
        Request now = request;
        request = null;
        forget();
        if (now != null) {
            now.gone();
        }
    }

    private void forget() {
        come.forEach(ReferenceCountUtil::release);
        come.clear();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        try {
            if (event instanceof Http2ResetFrame) {
                lost();
            }
        } finally {
            ReferenceCountUtil.release(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeNow();
    }

    @Override
    public void drain() {
        draining = true;
        if (request == null || request.isRead() && request.reply().isOver()) {
            closeNow();
        }
    }

    @Override
    public void sweep(int limit) {
        if (seat.sweeps() - active > limit) {
            closeNow();
        }
    }

    @Override
    public void closeNow() {
        Channels.close(channel);
    }
}
