package dev.weir.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
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

    /// Closes a channel in some seconds, unless it is closed before.
    static void closeLater(Channel channel) {
        var pending = channel.eventLoop().schedule(() -> close(channel), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(_ -> pending.cancel(false));
    }
}
