package dev.weir.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A server of HTTP/1.1 and HTTP/2 on several event loops: each connection lives on one of them, and every request of
/// it is answered there.
public final class HttpServer {
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final int BACKLOG = 4_096;

    private final Channel listening;
    private final Map<EventLoop, Seat> seats;
    private final List<ScheduledFuture<?>> sweeping = new ArrayList<>();

    private HttpServer(Channel listening, Map<EventLoop, Seat> seats, ServerOptions options) {
        this.listening = listening;
        this.seats = seats;
        int limit = (int) Math.max(1, options.idle().dividedBy(SWEEP));
        seats.forEach((loop, seat) -> sweeping.add(loop.scheduleAtFixedRate(
                () -> seat.sweep(limit), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /// Listens; the future fails when the address cannot be had.
    ///
    /// @param requests who answers, for every event loop of the instance
    /// @throws IllegalArgumentException when the certificate or its key cannot be read
    public static Future<HttpServer> listen(
            Vertx vertx, InetSocketAddress at, ServerOptions options, Map<EventLoop, Consumer<Request>> requests) {
        VertxInternal loops = (VertxInternal) vertx;
        Map<EventLoop, Seat> seats = new HashMap<>();
        requests.forEach((loop, taker) -> seats.put(loop, new Seat(taker, options.unread())));
        Doorway doorway = new Doorway(options);
        EventLoopGroup acceptor = loops.acceptorEventLoopGroup();
        Promise<HttpServer> bound = Promise.promise();
        ChannelFuture binding = new ServerBootstrap()
                .group(acceptor, loops.eventLoopGroup())
                .channel(kind(acceptor))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        Seat seat = seats.get(channel.eventLoop());
                        if (seat == null) {
                            throw new IllegalStateException("nobody answers on this event loop");
                        }
                        doorway.open(channel, seat);
                    }
                })
                .bind(at);
        binding.addListener(done -> {
            if (done.isSuccess()) {
                bound.complete(new HttpServer(binding.channel(), seats, options));
            } else {
                bound.fail(done.cause());
            }
        });
        return bound.future();
    }

    private static Class<? extends ServerChannel> kind(EventLoopGroup group) {
        boolean epoll = group instanceof IoEventLoopGroup io && io.isCompatible(EpollIoHandle.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /// Takes no more connections, lets answers under way end, and closes what is left after a while.
    public Future<Void> shutdown(Duration drain) {
        Channels.close(listening);
        sweeping.forEach(sweep -> sweep.cancel(false));
        List<Future<Void>> closing = new ArrayList<>();
        seats.forEach((loop, seat) -> {
            Promise<Void> empty = Promise.promise();
            closing.add(empty.future());
            loop.execute(() -> {
                var late = loop.schedule(seat::close, drain.toMillis(), TimeUnit.MILLISECONDS);
                seat.drain(() -> {
                    late.cancel(false);
                    empty.complete();
                });
            });
        });
        return Future.join(closing).mapEmpty();
    }
}
