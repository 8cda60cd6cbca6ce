package dev.weir.store;

import dev.weir.vault.Amendment;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Slip;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Deposits in one SQLite file.
///
/// One thread, the [Scribe], does everything, in the order it was asked: so a look finds what was put before it. The
/// queue is bounded: a put that does not fit is dropped and counted, a look is told that the store is unavailable. In
/// front of it all is a memory of what was last put and found, which answers at once.
public final class SqliteStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// @param fileBytes most bytes of the file that are in use; the oldest deposits go first
    /// @param memoryBytes most bytes of the memory in front of it
    public record Bounds(long fileBytes, long memoryBytes) {
        public static final Bounds USUAL = new Bounds(1L << 30, 8 << 20);
    }

    private final InstantSource clock;
    private final Recent recent;
    private final JobQueue jobs = new JobQueue();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    private SqliteStore(Path folder, Bounds bounds, InstantSource clock, Consumer<String> complaints) {
        this.clock = clock;
        this.recent = new Recent(bounds.memoryBytes());
        Scribe scribe = new Scribe(folder, bounds.fileBytes(), clock, complaints, recent, jobs, dropped);
        this.thread = Thread.ofPlatform().daemon().name("weir-store").unstarted(scribe);
    }

    /// A store in a folder.
    ///
    /// @param complaints hears, in a sentence for people, when the store cannot be used
    public static SqliteStore start(Path folder, Bounds bounds, InstantSource clock, Consumer<String> complaints) {
        SqliteStore store = new SqliteStore(folder, bounds, clock, complaints);
        store.thread.start();
        return store;
    }

    /// The store as an event loop sees it.
    public Deposits on(ScheduledExecutorService loop) {
        return new OnLoop(loop);
    }

    /// Deposits that were not kept because the store was behind or broken.
    public long dropped() {
        return dropped.get();
    }

    /// Does what is queued, and stops.
    @Override
    public void close() {
        jobs.close();
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class OnLoop implements Deposits {
        private final ScheduledExecutorService loop;

        private OnLoop(ScheduledExecutorService loop) {
            this.loop = loop;
        }

        @Override
        public void put(Deposit deposit) {
            long until = clock.millis() + deposit.lasts().toMillis();
            recent.put(deposit.slip(), new Recent.Entry(deposit.content(), until));
            if (!jobs.offer(new Job.Put(deposit, until))) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public void remove(Slip slip) {
            recent.remove(slip);
            if (!jobs.offer(new Job.Remove(slip))) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public void amend(Slip slip, Amendment change, Consumer<Found> then) {
            Look look = new Look(loop, then);
            if (jobs.offer(new Job.Amend(slip, change, look))) {
                look.patience = loop.schedule(look::tooLong, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                dropped.incrementAndGet();
                then.accept(new Found.Unavailable("the store is behind"));
            }
        }

        @Override
        public void find(Slip slip, Consumer<Found> then) {
            Recent.Entry known = recent.find(slip);
            if (known != null) {
                then.accept(known.found(clock.millis()));
                return;
            }
            Look look = new Look(loop, then);
            if (jobs.offer(new Job.Find(slip, look))) {
                look.patience = loop.schedule(look::tooLong, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                then.accept(new Found.Unavailable("the store is behind"));
            }
        }
    }

    /// A look that waits for the store's thread, but not for ever.
    private static final class Look implements Consumer<Found> {
        private final ScheduledExecutorService loop;
        private @Nullable Consumer<Found> then;
        private @Nullable ScheduledFuture<?> patience;

        private Look(ScheduledExecutorService loop, Consumer<Found> then) {
            this.loop = loop;
            this.then = then;
        }

        @Override
        public void accept(Found found) {
            loop.execute(() -> tell(found));
        }

        private void tooLong() {
            tell(new Found.Unavailable("the store did not answer in time"));
        }

        private void tell(Found found) {
            Consumer<Found> hears = then;
            then = null;
            if (patience != null) {
                patience.cancel(false);
            }
            if (hears != null) {
                hears.accept(found);
            }
        }
    }
}
