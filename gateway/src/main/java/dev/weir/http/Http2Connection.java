package dev.weir.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Connection.Endpoint;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;

/// A connection of HTTP/2: a stream for each call.
final class Http2Connection implements AnswerHandler.Owner {
    private final Pool pool;
    private final Channel channel;
    private final io.netty.handler.codec.http2.Http2Connection state;
    private boolean kept;
    private int busyAt;

    Http2Connection(Pool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        this.state = channel.pipeline().get(Http2FrameCodec.class).connection();
        this.busyAt = pool.sweeps();
        channel.pipeline().addLast(new Ending());
    }

    boolean is(Channel other) {
        return channel.equals(other);
    }

    /// Whether another stream may be opened: the other side has not said goodbye, and bears one more.
    boolean hasRoom() {
        Endpoint<?> own = state.local();
        return channel.isActive() && !state.goAwayReceived() && own.canOpenStream();
    }

    void send(Call call) {
        if (call.isOver()) {
            return;
        }
        boolean reused = kept;
        kept = true;
        busyAt = pool.sweeps();
        new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false));
                    }
                })
                .open()
                .addListener(opened -> {
                    if (opened.isSuccess() && opened.getNow() instanceof Http2StreamChannel stream) {
                        begin(call, stream, reused);
                    } else {
                        call.failed(opened.cause());
                    }
                });
    }

    private void begin(Call call, Http2StreamChannel stream, boolean reused) {
        AnswerHandler answers = new AnswerHandler(this);
        stream.pipeline().addLast(answers);
        call.begin(stream, reused);
        answers.expect(call);
        Post post = call.post();
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(post.form().method()),
                post.uri(),
                Unpooled.wrappedBuffer(post.body()));
        HttpHeaders headers = request.headers();
        post.fixed().forEach(headers::set);
        post.own().forEach(headers::set);
        if (!headers.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
            headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        }
        headers.set(HttpHeaderNames.HOST, post.origin().authority());
        if (post.form().type() != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, post.form().type());
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, post.body().length);
        }
        headers.set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), HttpScheme.HTTPS.name());
        stream.writeAndFlush(request).addListener(sent -> {
            if (!sent.isSuccess()) {
                Channels.close(stream);
            }
        });
    }

    @Override
    public void served(ChannelHandlerContext stream, boolean keepAlive) {
        busyAt = pool.sweeps();
    }

    @Override
    public void gone(ChannelHandlerContext stream) {
        busyAt = pool.sweeps();
    }

    /// Closes the connection when it served nobody for as many sweeps, or said goodbye and is done.
    void sweep(int limit) {
        boolean idle = state.numActiveStreams() == 0;
        if (idle && (state.goAwayReceived() || pool.sweeps() - busyAt > limit)) {
            Channels.close(channel);
        }
    }

    /// The end of the connection's own pipeline: settings, pings and goodbyes, which the codec has seen to.
    private final class Ending extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            pool.gone(channel, null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channels.close(context.channel());
        }
    }
}
