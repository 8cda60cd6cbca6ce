package dev.weir.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What waits for the store's thread, in the order it was asked; bounded in jobs and in bytes. All event loops put, one
/// thread takes.
final class JobQueue {
    private static final int MOST_JOBS = 20_000;
    private static final long MOST_WAITING = 64 << 20;

    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>(MOST_JOBS);
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean closing;

    /// Whether a job is taken in.
    boolean offer(Job job) {
        int weight = job.weight();
        boolean room = waiting.addAndGet(weight) <= MOST_WAITING;
        if (room && !closing && jobs.offer(job)) {
            return true;
        }
        waiting.addAndGet(-weight);
        return false;
    }

    /// Takes in no more; what waits is still to be done.
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /// The next job; null where none came within a time, or ever will.
    @Nullable
    Job poll(Duration within) throws InterruptedException {
        return closing ? poll() : weighed(jobs.poll(within.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// The next job, however long it takes; null where none will come.
    @Nullable
    Job take() throws InterruptedException {
        return closing ? poll() : weighed(jobs.take());
    }

    /// The next job that is there, or null.
    @Nullable
    Job poll() {
        return weighed(jobs.poll());
    }

    private @Nullable Job weighed(@Nullable Job job) {
        if (job != null) {
            waiting.addAndGet(-job.weight());
        }
        return job;
    }

    /// Takes what is there.
    void drainTo(List<Job> together, int most) {
        int before = together.size();
        jobs.drainTo(together, most);
        together.subList(before, together.size()).forEach(this::weighed);
    }
}
