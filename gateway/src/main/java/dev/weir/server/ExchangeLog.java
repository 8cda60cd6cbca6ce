package dev.weir.server;

import dev.weir.route.Observer;
import dev.weir.route.ProbeRecord;
import dev.weir.route.Receipt;
import dev.weir.wire.ByteSink;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// One structured line per exchange, at its end. Never holds bodies, prompts or keys.
///
/// Each event loop makes its lines itself, while what they tell of is still in the processor's cache, on a [#page()]
/// of its own; a thread takes the pages a few times a second and writes them, so that no loop waits for a disk. It is
/// never woken: waking it would cost every exchange a system call, more than the line itself. A line that finds its
/// page full is dropped and counted.
public final class ExchangeLog implements AutoCloseable {
    private static final int MOST_BYTES = 32 << 20;
    private static final int KEPT_BYTES = 1 << 20;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final PrintStream out;
    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closing;

    public ExchangeLog(PrintStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().daemon().name("weir-log").unstarted(this::run);
    }

    public ExchangeLog start() {
        writer.start();
        return this;
    }

    /// A page of its own for whoever asks: an event loop.
    public Observer page() {
        Page page = new Page();
        pages.add(page);
        return page;
    }

    /// Lines that were dropped because the log could not keep up.
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        while (true) {
            boolean last = closing;
            for (Page page : pages) {
                write(page.turn());
            }
            if (last) {
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void write(ByteSink lines) {
        if (!lines.isEmpty()) {
            out.write(lines.array(), 0, lines.size());
            out.flush();
        }
    }

    /// Writes what is there, and stops.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lines of one event loop: one side is written on while the other is read. The lock is held for one line, or to
    /// turn the page.
    private final class Page implements Observer {
        private final LogLine line = new LogLine();
        private ByteSink front = new ByteSink(1 << 10);
        private ByteSink back = new ByteSink(1 << 10);

        @Override
        public synchronized void finished(Receipt receipt) {
            if (hasRoom()) {
                line.write(receipt, front);
            }
        }

        @Override
        public synchronized void probed(ProbeRecord probe) {
            if (hasRoom()) {
                line.write(probe, front);
            }
        }

        private boolean hasRoom() {
            boolean room = front.size() < MOST_BYTES;
            if (!room) {
                dropped.incrementAndGet();
            }
            return room;
        }

        /// What was written since the last turn; good until the next.
        private synchronized ByteSink turn() {
            ByteSink written = front;
            if (back.array().length > KEPT_BYTES) {
                back = new ByteSink(1 << 10);
            }
            back.clear();
            front = back;
            back = written;
            return written;
        }
    }
}
