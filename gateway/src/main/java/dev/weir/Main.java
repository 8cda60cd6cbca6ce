package dev.weir;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.Map;

/// Where it begins.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        tune();
        var flags = ServeFlag.plain(args);
        System.exit(flags == null ? WeirCommand.line().execute(args) : Serve.run(flags));
    }

    /// What Netty and Vert.x read before they begin, unless whoever started this process has said otherwise: the
    /// allocator that is cheapest for small answers (measured, against the adaptive one: a sixth of the CPU of a
    /// request), and nothing that only other applications need.
    private static void tune() {
        Map.of(
                        "io.netty.allocator.type", "pooled",
                        "vertx.disableTCCL", "true",
                        "vertx.disableContextTimings", "true",
                        "vertx.disableMetrics", "true",
                        "vertx.disableWebsockets", "true")
                .forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
        // Otherwise Netty looks for other loggers first.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }
}
