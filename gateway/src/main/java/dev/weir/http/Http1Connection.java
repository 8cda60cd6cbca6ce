package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/1.1: one call at a time.
final class Http1Connection implements AnswerHandler.Owner {
    private final Pool pool;
    private final Channel channel;
    private final AnswerHandler answers = new AnswerHandler(this);
    private @Nullable ChannelFuture written;
    private boolean kept;
    private int restingSince;

    Http1Connection(Pool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        channel.pipeline().addLast(answers);
    }

    void send(Call call) {
        if (call.isOver()) {
            // The caller went away while the connection was opened.
            pool.rest(this);
            return;
        }
        ByteBuf request = channel.alloc().directBuffer(pool.head().room(call.post()));
        try {
            pool.head().write(call.post(), request);
        } catch (IllegalArgumentException e) {
            request.release();
            pool.rest(this);
            call.failed(e);
            return;
        }
        call.begin(channel, kept);
        answers.expect(call);
        written = channel.writeAndFlush(request);
    }

    @Override
    public void served(ChannelHandlerContext context, boolean keepAlive) {
        // An answer that came before the request was out leaves the connection out of step.
        if (keepAlive && channel.isActive() && written != null && written.isDone()) {
            channel.config().setAutoRead(true);
            pool.rest(this);
        } else {
            Channels.close(channel);
        }
    }

    @Override
    public void gone(ChannelHandlerContext context) {
        pool.gone(channel, this);
    }

    void restsSince(int sweep) {
        kept = true;
        restingSince = sweep;
    }

    int restingSince() {
        return restingSince;
    }

    void close() {
        Channels.close(channel);
    }
}
