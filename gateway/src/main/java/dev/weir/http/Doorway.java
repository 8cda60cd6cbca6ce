package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a new connection goes through: TLS where the server has a certificate, and the version of HTTP that it speaks,
/// by ALPN or by its first bytes.
final class Doorway {
    private static final int MAX_PIECE = 64 << 10;
    private static final int WINDOW = 1 << 20;
    private static final long STREAMS = 1_000;

    private final ServerOptions options;
    private final @Nullable SslContext tls;

    Doorway(ServerOptions options) {
        this.options = options;
        this.tls = options.identity() == null ? null : Tls.server(options.identity());
    }

    void open(SocketChannel channel, Seat seat) {
        if (tls == null) {
            FirstBytes first = new FirstBytes(channel, seat);
            channel.pipeline().addLast(first);
            seat.enter(first);
        } else {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Agreed(seat));
        }
    }

    private void http1(ChannelPipeline pipeline, Seat seat) {
        RequestHandler handler = RequestHandler.http1(seat, pipeline.channel());
        pipeline.addLast(
                new HttpRequestDecoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(options.maxHeaderBytes())
                        .setMaxHeaderSize(options.maxHeaderBytes())
                        .setMaxChunkSize(MAX_PIECE)),
                handler);
        seat.enter(handler);
    }

    private void http2(ChannelPipeline pipeline, Seat seat) {
        Http2Guest guest = new Http2Guest(seat);
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings()
                                .maxConcurrentStreams(STREAMS)
                                .initialWindowSize(WINDOW)
                                .maxHeaderListSize(options.maxHeaderBytes()))
                        .gracefulShutdownTimeoutMillis(-1)
                        .build(),
                new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        stream.pipeline()
                                .addLast(
                                        new Http2StreamFrameToHttpObjectCodec(true),
                                        RequestHandler.http2(seat, stream));
                    }
                }),
                guest);
        seat.enter(guest);
    }

    /// Behind TLS: what ALPN agreed on.
    private final class Agreed extends ApplicationProtocolNegotiationHandler {
        private final Seat seat;

        Agreed(Seat seat) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.seat = seat;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                http2(context.pipeline(), seat);
            } else {
                http1(context.pipeline(), seat);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channels.close(context.channel());
        }
    }

    /// Without TLS: HTTP/2 begins with a preface that is no request of HTTP/1.1.
    private final class FirstBytes extends ByteToMessageDecoder implements Seat.Guest {
        private static final int TELLING = 3;

        private final Seat seat;

        private final SocketChannel channel;
        private final int opened;

        FirstBytes(SocketChannel channel, Seat seat) {
            this.channel = channel;
            this.seat = seat;
            this.opened = seat.sweeps();
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < TELLING) {
                return;
            }
            ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
            boolean http2 = ByteBufUtil.equals(in, in.readerIndex(), preface, 0, TELLING);
            preface.release();
            if (http2) {
                http2(context.pipeline(), seat);
            } else {
                http1(context.pipeline(), seat);
            }
            context.pipeline().remove(this);
            seat.leave(this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            seat.leave(this);
            super.channelInactive(context);
        }

        @Override
        public void drain() {
            closeNow();
        }

        @Override
        public void sweep(int limit) {
            if (seat.sweeps() - opened > 1) {
                closeNow();
            }
        }

        @Override
        public void closeNow() {
            Channels.close(channel);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channels.close(context.channel());
        }
    }
}
