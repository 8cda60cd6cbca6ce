package dev.weir.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.CharsetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// An upstream that answers every POST with a canned event stream, event by event, each in a write of its own.
///
/// Anthropic's events at `/v1/messages`, OpenAI's anywhere else. It understands no more HTTP than proxies speak to it:
/// requests with a `content-length`, one after the other on kept connections.
final class StreamUpstream implements AutoCloseable {
    private static final byte[] HEAD = """
            HTTP/1.1 200 OK
            content-type: text/event-stream; charset=utf-8
            cache-control: no-cache
            transfer-encoding: chunked

            """.replace("\n", "\r\n").getBytes(CharsetUtil.US_ASCII);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel listening;

    StreamUpstream(Pace pace) throws InterruptedException {
        List<ByteBuf> openAi = chunks(Canned.openAiStream());
        List<ByteBuf> anthropic = chunks(Canned.anthropicStream());
        listening = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Conversation(pace, openAi, anthropic));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /// The writes of a stream: the head goes with the first event, the last chunk with the last.
    private static List<ByteBuf> chunks(List<byte[]> events) {
        int last = events.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> {
                    ByteBuf chunk = Unpooled.directBuffer();
                    if (i == 0) {
                        chunk.writeBytes(HEAD);
                    }
                    byte[] event = events.get(i);
                    chunk.writeCharSequence(Integer.toHexString(event.length) + "\r\n", CharsetUtil.US_ASCII);
                    chunk.writeBytes(event);
                    chunk.writeCharSequence(i == last ? "\r\n0\r\n\r\n" : "\r\n", CharsetUtil.US_ASCII);
                    return Unpooled.unreleasableBuffer(chunk);
                })
                .toList();
    }

    /// One connection: reads a request, writes a stream, and so on.
    private static final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
        private static final int MOST = 1 << 20;

        private final Pace pace;
        private final List<ByteBuf> openAi;
        private final List<ByteBuf> anthropic;
        private final ByteBuf read = Unpooled.buffer(1024, MOST);

        Conversation(Pace pace, List<ByteBuf> openAi, List<ByteBuf> anthropic) {
            this.pace = pace;
            this.openAi = openAi;
            this.anthropic = anthropic;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            read.writeBytes(bytes);
            String text = read.toString(CharsetUtil.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            if (body < 4) {
                return;
            }
            int length = contentLength(text.substring(0, body));
            if (length < 0) {
                refuse(context);
            } else if (text.length() >= body + length) {
                read.clear();
                write(context, text.startsWith("POST /v1/messages") ? anthropic : openAi, 0);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close(); // the other side reset the connection: there is nobody to tell
        }

        private void write(ChannelHandlerContext context, List<ByteBuf> chunks, int next) {
            var _ = context.writeAndFlush(chunks.get(next).duplicate(), context.voidPromise());
            int following = next + 1;
            if (following < chunks.size() && context.channel().isActive()) {
                var _ = context.executor()
                        .schedule(() -> write(context, chunks, following), pace.gap(following), TimeUnit.MICROSECONDS);
            }
        }

        private static void refuse(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer(
                            "HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                            CharsetUtil.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }

        private static int contentLength(String head) {
            String name = "\r\ncontent-length:";
            int at = head.toLowerCase(Locale.ROOT).indexOf(name);
            if (at < 0) {
                return -1;
            }
            int end = head.indexOf("\r\n", at + name.length());
            return Integer.parseInt(head.substring(at + name.length(), end).trim());
        }
    }
}
