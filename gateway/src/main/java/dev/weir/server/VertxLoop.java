package dev.weir.server;

import dev.weir.route.Loop;
import io.vertx.core.Vertx;
import java.time.Duration;

/// A Vert.x event loop as an exchange sees it.
public final class VertxLoop implements Loop {
    private final Vertx vertx;

    public VertxLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), _ -> task.run());
        return () -> vertx.cancelTimer(id);
    }
}
