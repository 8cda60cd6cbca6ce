package dev.weir.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Posts to servers from one event loop: keep-alive pools, HTTP/2 where TLS negotiates it.
///
/// Everything happens on that loop, calls and answers, so that nothing in here needs a lock and an exchange needs no
/// other thread.
public final class HttpClient {
    /// How often idle connections are looked at.
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Connector connector;
    private final int restingSweeps;
    private final Map<Origin, Pool> pools = new HashMap<>();
    private final ScheduledFuture<?> sweeping;

    /// @param context of the event loop
    /// @throws IllegalArgumentException when the certificate authorities of the options cannot be read
    public HttpClient(Vertx vertx, Context context, ClientOptions options) {
        this.loop = ((ContextInternal) context).nettyEventLoop();
        this.connector = new Connector(loop, ((VertxInternal) vertx).nameResolver(), options);
        this.restingSweeps = (int) Math.max(1, options.keepAlive().dividedBy(SWEEP));
        this.sweeping = loop.scheduleAtFixedRate(
                () -> pools.values().forEach(pool -> pool.sweep(restingSweeps)),
                SWEEP.toMillis(),
                SWEEP.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Sends a request; everything that follows reaches the answer.
    public Call send(Post post, Answer answer) {
        Call call = new Call(post, answer);
        Pool pool = pools.get(post.origin());
        if (pool == null) {
            pool = new Pool(post.origin(), connector);
            pools.put(post.origin(), pool);
        }
        pool.send(call);
        return call;
    }

    /// Does something on the loop.
    public void run(Runnable task) {
        loop.execute(task);
    }

    /// Closes every connection.
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        sweeping.cancel(false);
        loop.execute(() -> {
            pools.values().forEach(Pool::close);
            closed.complete();
        });
        return closed.future();
    }
}
