package dev.weir.server;

import dev.weir.route.Observer;
import dev.weir.route.ProbeRecord;
import dev.weir.route.Receipt;
import dev.weir.wire.ByteSink;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One structured line per exchange, at its end, written by a thread of its own so that no event loop waits for a
/// disk. Never holds bodies, prompts or keys. A line that finds the queue full is dropped and counted.
///
/// The writer looks at the queue a few times a second and is never woken: waking it would cost every exchange a system
/// call, more than the line itself.
public final class ExchangeLog implements Observer, AutoCloseable {
    private static final int MOST_QUEUED = 65_536;
    private static final int BATCH_BYTES = 64 << 10;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final PrintStream out;
    private final ConcurrentLinkedQueue<Receipt> queue = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ProbeRecord> probes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final LogLine line = new LogLine();
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

    @Override
    public void finished(Receipt receipt) {
        if (queued.get() >= MOST_QUEUED) {
            dropped.incrementAndGet();
        } else {
            queued.incrementAndGet();
            queue.add(receipt);
        }
    }

    /// There are few: one a second of a target that is down.
    @Override
    public void probed(ProbeRecord probe) {
        probes.add(probe);
    }

    /// Lines that were dropped because the log could not keep up.
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        ByteSink lines = new ByteSink(BATCH_BYTES);
        while (true) {
            boolean last = closing;
            drain(lines);
            if (last) {
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void drain(ByteSink lines) {
        @Nullable Receipt receipt = queue.poll();
        while (receipt != null) {
            queued.decrementAndGet();
            line.write(receipt, lines);
            if (lines.size() >= BATCH_BYTES) {
                flush(lines);
            }
            receipt = queue.poll();
        }
        for (@Nullable ProbeRecord probe = probes.poll(); probe != null; probe = probes.poll()) {
            line.write(probe, lines);
        }
        flush(lines);
    }

    private void flush(ByteSink lines) {
        if (!lines.isEmpty()) {
            byte[] bytes = lines.toBytes();
            out.write(bytes, 0, bytes.length);
            out.flush();
            lines.clear();
        }
    }

    /// Writes what is queued, and stops.
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
}
