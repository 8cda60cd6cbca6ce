package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.route.Observer;
import dev.weir.route.Receipt;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One structured line per exchange, at its end, written by a thread of its own so that no event loop waits for a
/// disk. Never holds bodies, prompts or keys. A line that finds the queue full is dropped and counted.
public final class ExchangeLog implements Observer, AutoCloseable {
    private static final int QUEUE = 65_536;
    private static final int BATCH = 512;

    private final PrintStream out;
    private final ArrayBlockingQueue<Receipt> queue = new ArrayBlockingQueue<>(QUEUE);
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

    @Override
    public void finished(Receipt receipt) {
        if (!queue.offer(receipt)) {
            dropped.incrementAndGet();
        }
    }

    /// Lines that were dropped because the log could not keep up.
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        List<Receipt> batch = new ArrayList<>(BATCH);
        StringBuilder text = new StringBuilder();
        while (!closing || !queue.isEmpty()) {
            Receipt first = poll();
            if (first == null) {
                continue;
            }
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
            for (Receipt receipt : batch) {
                text.append(Json.text(ReceiptJson.line(receipt))).append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            out.flush();
            batch.clear();
            text.setLength(0);
        }
    }

    private @Nullable Receipt poll() {
        try {
            return queue.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing = true;
            return null;
        }
    }

    /// Writes what is queued, and stops.
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
