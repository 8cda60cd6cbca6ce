package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/2 as a server's guest. Stands at the end of its pipeline, behind what its streams take.
final class Http2Guest extends ChannelInboundHandlerAdapter implements Seat.Guest {
    private final Seat seat;
    private @Nullable ChannelHandlerContext codec;
    private int active;

    Http2Guest(Seat seat) {
        this.seat = seat;
        this.active = seat.sweeps();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        codec = context.pipeline().context(Http2FrameCodec.class);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        active = seat.sweeps();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        seat.leave(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeNow();
    }

    /// Says goodbye; the codec closes behind the last stream.
    @Override
    public void drain() {
        if (codec != null) {
            Channels.close(codec.channel());
        }
    }

    @Override
    public void sweep(int limit) {
        if (seat.sweeps() - active > limit) {
            closeNow();
        }
    }

    /// Passes the codec by, which would wait for its streams.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void closeNow() {
        if (codec != null) {
            codec.close();
        }
    }
}
