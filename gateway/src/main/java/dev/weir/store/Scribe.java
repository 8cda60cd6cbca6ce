package dev.weir.store;

import dev.weir.vault.Deposit;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The store's thread: does what is queued, and whatever waits when a transaction ends goes into the next one together.
///
/// The file is made when something is first kept, and one that is there is opened a while after the start, so as not to
/// be in its way. What could not be written, for the file is locked or the disk is full, is held, within bounds of its
/// own, and written when it can be.
final class Scribe implements Runnable {
    private static final int MOST_IN_ONE = 512;
    private static final int MOST_HELD = 10_000;
    private static final long MOST_HELD_BYTES = 16 << 20;
    private static final Duration AFTER_START = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofSeconds(60);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final int FEW = 256;

    private final Path folder;
    private final long fileBytes;
    private final InstantSource clock;
    private final Consumer<String> complaints;
    private final Recent recent;
    private final JobQueue jobs;
    private final AtomicLong dropped;
    private final Deque<Job> held = new ArrayDeque<>();
    private @Nullable Database database;
    private long heldBytes;
    private String trouble = "";
    private long closedUntil;
    private long sweepAt;
    private int unswept;

    /// @param fileBytes most bytes of the file that are in use
    /// @param complaints hears when the store cannot be used
    /// @param dropped counts what is lost
    Scribe(
            Path folder,
            long fileBytes,
            InstantSource clock,
            Consumer<String> complaints,
            Recent recent,
            JobQueue jobs,
            AtomicLong dropped) {
        this.folder = folder;
        this.fileBytes = fileBytes;
        this.clock = clock;
        this.complaints = complaints;
        this.recent = recent;
        this.jobs = jobs;
        this.dropped = dropped;
    }

    @Override
    public void run() {
        List<Job> together = new ArrayList<>();
        first(together);
        while (true) {
            Job first = next();
            if (first != null) {
                work(first, together);
            } else if (jobs.isClosing()) {
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
            Job first = jobs.poll(AFTER_START);
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
        together.add(first);
        jobs.drainTo(together, MOST_IN_ONE - 1);
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
        try {
            return held.isEmpty() ? jobs.take() : jobs.poll(TRY_AGAIN);
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

    private Found found(Recent.@Nullable Entry entry) {
        return entry == null ? Found.Nothing.HERE : entry.found(clock.millis());
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
        while (open.bytes() > fileBytes && open.removeOldest(FEW) > 0) {
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
