package dev.weir.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What is done to channels in passing.
final class Channels {
    private static final int LINGER_SECONDS = 5;

    private Channels() {}

    /// Gives a channel up; nobody waits for its end.
    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(Channel channel) {
        channel.close();
    }

    /// Closes a channel behind what was written to it.
    static void closeBehind(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /// Closes a channel's way out, and the rest when the other side has seen it or some seconds later: to close while
    /// the other side is sending would take from it what it has not read yet.
    @SuppressWarnings("FutureReturnValueIgnored")
    static void linger(Channel channel) {
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> duplex.shutdownOutput());
            closeLater(channel);
        } else {
            closeBehind(channel);
        }
    }

    /// Closes a channel whose other side takes nothing of what it was sent for as long as this; one that takes it
    /// slowly stays.
    static void watchReader(Channel channel, Duration unread) {
        long left = channel.bytesBeforeWritable();
        var look = channel.eventLoop()
                .schedule(
                        () -> {
                            if (channel.bytesBeforeWritable() >= left) {
                                close(channel);
                            } else if (!channel.isWritable()) {
                                watchReader(channel, unread);
                            }
                        },
                        unread.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> look.cancel(false));
    }

    /// Closes a channel in some seconds, unless it is closed before.
    static void closeLater(Channel channel) {
        var pending = channel.eventLoop().schedule(() -> close(channel), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(_ -> pending.cancel(false));
    }
}
