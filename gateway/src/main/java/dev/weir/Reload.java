package dev.weir;

import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Puts a changed configuration in force: on SIGHUP, and when the file's time or size changes. One that cannot stand
/// is refused whole, and the old one stays.
final class Reload implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final @Nullable Path file;
    private final Gateway gateway;
    private final LongFunction<Loaded> load;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-reload").factory());
    private @Nullable Stamp seen;

    private record Stamp(FileTime time, long size) {}

    /// @param load reads the configuration anew under a version number
    Reload(@Nullable Path file, Gateway gateway, LongFunction<Loaded> load) {
        this.file = file;
        this.gateway = gateway;
        this.load = load;
        this.seen = stamp();
    }

    Reload start() {
        Hangup.then(() -> thread.execute(this::reload));
        if (file != null) {
            var _ = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    private void look() {
        Stamp now = stamp();
        if (now != null && !now.equals(seen)) {
            reload();
        }
    }

    private void reload() {
        seen = stamp();
        long version = gateway.config().version() + 1;
        switch (load.apply(version)) {
            case Loaded.Ok ok -> {
                gateway.reload(ok.config());
                System.err.println("Configuration " + version + " is in force.");
            }
            case Loaded.Problems problems -> {
                System.err.println(
                        "The changed configuration is refused; configuration " + (version - 1) + " stays in force:");
                System.err.print(Problem.lines(problems.problems()));
            }
        }
    }

    private @Nullable Stamp stamp() {
        if (file == null) {
            return null;
        }
        try {
            return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            // The file is being replaced; the next look sees it.
            return seen;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
