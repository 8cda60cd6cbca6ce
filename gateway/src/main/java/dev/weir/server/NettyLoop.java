package dev.weir.server;

import dev.weir.route.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// The event loop under a Vert.x context, as an exchange sees it.
public final class NettyLoop implements Loop {
    private final EventLoop loop;

    public NettyLoop(Context context) {
        this.loop = ((ContextInternal) context).nettyEventLoop();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public double dice() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void soon(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> pending = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> pending.cancel(false);
    }
}
