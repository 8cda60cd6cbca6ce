package dev.weir.store;

import dev.weir.vault.Amendment;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Slip;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Deposits in one SQLite file.
///
/// One thread does everything, in the order it was asked: so a look finds what was put before it, and whatever waits
/// when a transaction ends goes into the next one together. The file is made when something is first kept, and one that
/// is there is opened a while after the start, so as not to be in its way. The queue is bounded: a put that does not
/// fit is dropped and counted, a look is told that the store is
/// unavailable. What could not be written, for the file is locked or the disk is full, is held, within bounds of its
/// own, and written when it can be. In front of it all is a memory of what was last put and found, which answers at
/// once.
public final class SqliteStore implements AutoCloseable {
    private static final int MOST_JOBS = 20_000;
    private static final int MOST_IN_ONE = 512;
    private static final long MOST_WAITING = 64 << 20;
    private static final int MOST_HELD = 10_000;
    private static final long MOST_HELD_BYTES = 16 << 20;
    private static final Duration AFTER_START = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofSeconds(60);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int FEW = 256;

    /// @param fileBytes most bytes of the file that are in use; the oldest deposits go first
    /// @param memoryBytes most bytes of the memory in front of it
    public record Bounds(long fileBytes, long memoryBytes) {
        public static final Bounds USUAL = new Bounds(1L << 30, 8 << 20);
    }

    private final Path folder;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Consumer<String> complaints;
    private final Recent recent;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>(MOST_JOBS);
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    private @Nullable Database database;
    private final Deque<Job> held = new ArrayDeque<>();
    private long heldBytes;
    private String trouble = "";
    private long closedUntil;
    private long sweepAt;
    private int unswept;

    private SqliteStore(Path folder, Bounds bounds, InstantSource clock, Consumer<String> complaints) {
        this.folder = folder;
        this.bounds = bounds;
        this.clock = clock;
        this.complaints = complaints;
        this.recent = new Recent(bounds.memoryBytes());
        this.thread = Thread.ofPlatform().daemon().name("weir-store").unstarted(this::run);
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
        closing = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean queue(Job job) {
        int weight = job.weight();
        boolean room = waiting.addAndGet(weight) <= MOST_WAITING;
        if (room && !closing && jobs.offer(job)) {
            return true;
        }
        waiting.addAndGet(-weight);
        return false;
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
            if (!queue(new Job.Put(deposit, until))) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public void remove(Slip slip) {
            recent.remove(slip);
            if (!queue(new Job.Remove(slip))) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public void amend(Slip slip, Amendment change, Consumer<Found> then) {
            Look look = new Look(loop, then);
            if (queue(new Job.Amend(slip, change, look))) {
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
                then.accept(found(known));
                return;
            }
            Look look = new Look(loop, then);
            if (queue(new Job.Find(slip, look))) {
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

    private Found found(Recent.@Nullable Entry entry) {
        return entry == null || entry.content() == null || entry.until() <= clock.millis()
                ? Found.Nothing.HERE
                : new Found.Kept(entry.content());
    }

    // From here on, the store's thread.

    private void run() {
        List<Job> together = new ArrayList<>();
        first(together);
        while (true) {
            Job first = next();
            if (first != null) {
                work(first, together);
            } else if (closing) {
                break;
            } else {
                workOff(together);
            }
        }
        closedUntil = 0;
        workOff(together);
        dropped.addAndGet(held.size());
        shut();
    }

    /// Opens the file a while after the start, or when the first job comes.
    private void first(List<Job> together) {
        try {
            Job first = jobs.poll(AFTER_START.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                work(first, together);
            } else if (Database.isIn(folder)) {
                open();
            }
        } catch (SQLException | IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            // The end: what is queued is still done.
        }
    }

    private void work(Job first, List<Job> together) {
        takeHeld(together);
        int before = together.size();
        together.add(first);
        jobs.drainTo(together, MOST_IN_ONE - 1);
        together.subList(before, together.size()).forEach(job -> waiting.addAndGet(-job.weight()));
        work(together);
        together.clear();
    }

    /// Writes what was held, if that can be tried again.
    private void workOff(List<Job> together) {
        takeHeld(together);
        if (!together.isEmpty()) {
            work(together);
            together.clear();
        }
    }

    private void takeHeld(List<Job> into) {
        if (clock.millis() >= closedUntil) {
            into.addAll(held);
            held.clear();
            heldBytes = 0;
        }
    }

    /// Keeps a job that could not be done, or counts it as lost.
    private void hold(Job job) {
        if (held.size() < MOST_HELD && heldBytes + job.weight() <= MOST_HELD_BYTES) {
            held.add(job);
            heldBytes += job.weight();
        } else {
            dropped.incrementAndGet();
        }
    }

    private @Nullable Job next() {
        if (closing) {
            return jobs.poll();
        }
        try {
            return held.isEmpty() ? jobs.take() : jobs.poll(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return jobs.poll();
        }
    }

    private void work(List<Job> together) {
        int done = 0;
        boolean writes = together.stream().anyMatch(Job::writes);
        if (database == null && !writes && trouble.isEmpty() && !Database.isIn(folder)) {
            together.forEach(this::nothing);
            return;
        }
        try {
            Database open = open();
            if (writes) {
                open.begin();
            }
            for (Job job : together) {
                work(open, job);
                done++;
            }
            if (writes) {
                open.commit();
                sweep(open, together.size());
            }
        } catch (SQLException | IOException e) {
            failed(e);
            // What was written in this transaction is undone.
            together.stream().filter(Job::writes).forEach(this::hold);
            together.subList(done, together.size()).forEach(this::refuse);
        }
    }

    private void work(Database open, Job job) throws SQLException {
        switch (job) {
            case Job.Put put -> {
                open.put(put.deposit().slip(), put.deposit().content(), put.until());
                recent.written(put.deposit().slip());
            }
            case Job.Remove remove -> {
                open.remove(remove.slip());
                recent.remove(remove.slip());
            }
            case Job.Amend amend -> {
                Found before = found(open.find(amend.slip()));
                byte[] content = before instanceof Found.Kept(byte[] there) ? there : null;
                Deposit after = amend.change().of(content);
                if (after != null) {
                    open.put(
                            amend.slip(),
                            after.content(),
                            clock.millis() + after.lasts().toMillis());
                }
                amend.then().accept(after == null ? before : new Found.Kept(after.content()));
            }
            case Job.Find find -> {
                Recent.Entry entry = open.find(find.slip());
                // Most answers bear no seals, and are asked for again with every turn that follows.
                // What is amended is never remembered, for a look may overtake a change.
                boolean changes = find.slip().kind() == Slip.Kind.CONVERSATION;
                if (entry != null && !changes || find.slip().kind() == Slip.Kind.REASONING) {
                    recent.read(find.slip(), entry == null ? Recent.Entry.NOTHING : entry);
                }
                find.then().accept(found(entry));
            }
        }
    }

    private void nothing(Job job) {
        if (job instanceof Job.Find find) {
            find.then().accept(Found.Nothing.HERE);
        }
    }

    private Database open() throws SQLException, IOException {
        Database open = database;
        if (open == null) {
            if (clock.millis() < closedUntil) {
                throw new SQLException(trouble);
            }
            open = Database.open(folder);
            database = open;
            trouble = "";
        }
        return open;
    }

    private void failed(Exception e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(trouble)) {
            trouble = why;
            complaints.accept("The store in " + folder + " cannot be used: " + why
                    + ". Requests go on; what is to be kept waits in memory, as far as it fits.");
        }
        if (clock.millis() >= closedUntil) {
            closedUntil = clock.millis() + TRY_AGAIN.toMillis();
        }
        shut();
    }

    private void refuse(Job job) {
        switch (job) {
            case Job.Find find -> find.then().accept(new Found.Unavailable(trouble));
            case Job.Amend amend -> amend.then().accept(new Found.Unavailable(trouble));
            case Job.Put _, Job.Remove _ -> {}
        }
    }

    /// From time to time, what is old goes, and what is too much.
    private void sweep(Database open, int written) throws SQLException {
        long now = clock.millis();
        unswept += written;
        if (now < sweepAt && unswept < FEW) {
            return;
        }
        unswept = 0;
        if (now >= sweepAt) {
            sweepAt = now + SWEEP.toMillis();
            open.expire(now);
        }
        while (open.bytes() > bounds.fileBytes() && open.removeOldest(FEW) > 0) {
            // Until it fits.
        }
    }

    private void shut() {
        Database open = database;
        database = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                complaints.accept("The store in " + folder + " did not close as it should: " + e.getMessage());
            }
        }
    }
}
