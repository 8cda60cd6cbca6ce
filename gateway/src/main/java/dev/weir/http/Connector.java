package dev.weir.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.resolver.NameResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens connections: name, TCP, a proxy's tunnel, TLS and the version of HTTP that it agrees on.
final class Connector {
    /// Takes what became of opening, on the event loop.
    interface Opened {
        void http1(Channel channel);

        void http2(Channel channel);

        void failed(Throwable cause);
    }

    private static final int MAX_PIECE = 64 << 10;
    private static final int WINDOW = 1 << 20;

    private final EventLoop loop;
    private final NameResolver names;
    private final ClientOptions options;
    private final ChannelFactory<SocketChannel> sockets;
    private @Nullable SslContext tls;

    Connector(EventLoop loop, NameResolver names, ClientOptions options) {
        this.loop = loop;
        this.names = names;
        this.options = options;
        boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
        this.sockets = epoll ? EpollSocketChannel::new : NioSocketChannel::new;
        if (options.ca() != null) {
            // A file that cannot be read is found at the start, not at the first request.
            tls = Tls.client(options.ca());
        }
    }

    void open(Origin origin, Duration limit, Opened opened) {
        ClientOptions.Proxy proxy = options.proxy();
        String host = proxy == null ? origin.host() : proxy.host();
        int port = proxy == null ? origin.port() : proxy.port();
        names.resolve(loop, host).addListener((Future<InetSocketAddress> named) -> {
            if (named.isSuccess()) {
                connect(origin, new InetSocketAddress(named.getNow().getAddress(), port), limit, opened);
            } else {
                opened.failed(named.cause());
            }
        });
    }

    private void connect(Origin origin, InetSocketAddress at, Duration limit, Opened opened) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(sockets)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(limit))
                .handler(new Nothing());
        ClientOptions.Proxy proxy = options.proxy();
        InetSocketAddress to = at;
        if (proxy != null) {
            HttpProxyHandler tunnel = proxy.user() == null
                    ? new HttpProxyHandler(at)
                    : new HttpProxyHandler(at, proxy.user(), proxy.password());
            tunnel.setConnectTimeoutMillis(millis(limit));
            bootstrap.resolver(NoopAddressResolverGroup.INSTANCE).handler(tunnel);
            to = InetSocketAddress.createUnresolved(origin.host(), origin.port());
        }
        bootstrap.connect(to).addListener((io.netty.channel.ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                opened.failed(connected.cause());
                return;
            }
            switch (origin.transport()) {
                case PLAIN -> tunnelled(connected.channel(), () -> http1(connected.channel(), opened), opened);
                case TLS ->
                    tunnelled(connected.channel(), () -> secure(connected.channel(), origin, limit, opened), opened);
            }
        });
    }

    /// Goes on once a proxy's tunnel stands, or at once where there is none.
    private static void tunnelled(Channel channel, Runnable next, Opened opened) {
        HttpProxyHandler tunnel = channel.pipeline().get(HttpProxyHandler.class);
        if (tunnel == null) {
            next.run();
            return;
        }
        tunnel.connectFuture().addListener(stands -> {
            if (stands.isSuccess()) {
                next.run();
            } else {
                Channels.close(channel);
                opened.failed(stands.cause());
            }
        });
    }

    private void secure(Channel channel, Origin origin, Duration limit, Opened opened) {
        if (tls == null) {
            tls = Tls.client(null);
        }
        SslHandler handler = tls.newHandler(channel.alloc(), origin.host(), origin.port());
        handler.setHandshakeTimeoutMillis(limit.toMillis());
        channel.pipeline().addLast(handler);
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                Channels.close(channel);
                opened.failed(done.cause());
            } else if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
                http2(channel, opened);
            } else {
                http1(channel, opened);
            }
        });
    }

    private void http1(Channel channel, Opened opened) {
        channel.pipeline()
                .addLast(new HttpResponseDecoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(options.maxHeaderBytes())
                        .setMaxHeaderSize(options.maxHeaderBytes())
                        .setMaxChunkSize(MAX_PIECE)
                        .setValidateHeaders(false)));
        opened.http1(channel);
    }

    private void http2(Channel channel, Opened opened) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(WINDOW)
                        .maxHeaderListSize(options.maxHeaderBytes()))
                .build());
        pipeline.addLast(new Http2MultiplexHandler(new Nothing()));
        opened.http2(channel);
    }

    private static int millis(Duration limit) {
        return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
    }

    /// A pipeline that is built once the connection stands.
    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {}
}
