package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;

/// Counts the bytes of packed answers before they are unpacked: an answer that grows beyond all measure by that is a
/// bomb, and is not read on. What one read brings is unpacked in small pieces, so at most a piece too much is in
/// memory.
final class PackedBytes extends ChannelInboundHandlerAdapter {
    /// Events repeat themselves, and pack well; those of a chat thirty times, a page of blanks a thousand times.
    private static final int MOST = 200;
    private static final long FREE = 1 << 20;

    static final String WORDS = "the answer unpacks to more than " + MOST + " times its size";

    private long packed;
    private long unpacked;

    /// Another answer begins.
    void begin() {
        packed = 0;
        unpacked = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content) {
            packed += content.content().readableBytes();
        }
        context.fireChannelRead(message);
    }

    /// More of the answer was unpacked. Says whether it is too much.
    boolean isBomb(int more) {
        unpacked += more;
        return unpacked > FREE + MOST * packed;
    }
}
