package dev.weir.sim;

import dev.weir.sim.Received.Progress;
import dev.weir.sim.Received.State;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The newest requests, up to a number and to 64 MB of bodies; safe from any thread.
final class RequestLog {

    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final int capacity;
    private final InstantSource clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long last;

    RequestLog(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    /// One remembered request; its progress is written by the loop that answers it.
    static final class Entry {
        private final long id;
        private final Instant at;
        private final HttpServerRequest request;
        private final Buffer body;
        private final InstantSource clock;
        private volatile Progress progress = new Progress(State.OPEN, 0, Optional.empty());

        private Entry(long id, InstantSource clock, HttpServerRequest request, Buffer body) {
            this.id = id;
            this.clock = clock;
            this.at = clock.instant();
            this.request = request;
            this.body = body;
        }

        /// Says that the answer left the state `OPEN`; only the first such word counts.
        void ended(State state, int status) {
            if (progress.state() == State.OPEN) {
                progress = new Progress(state, status, Optional.of(clock.instant()));
            }
        }

        private Received snapshot() {
            Map<String, String> headers = new TreeMap<>();
            request.headers()
                    .forEach((name, value) ->
                            headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
            return new Received(
                    id,
                    at,
                    request.method().name(),
                    request.uri(),
                    headers,
                    body.toString(StandardCharsets.UTF_8),
                    progress);
        }
    }

    /// Remembers a request, forgetting the oldest where there are too many.
    synchronized Entry add(HttpServerRequest request, Buffer body) {
        Entry entry = new Entry(++last, clock, request, body);
        if (capacity > 0) {
            entries.addLast(entry);
            bytes += body.length();
            while (entries.size() > capacity || (bytes > MOST_BYTES && entries.size() > 1)) {
                bytes -= entries.removeFirst().body.length();
            }
        }
        return entry;
    }

    /// The newest `most` requests, oldest first.
    List<Received> newest(int most) {
        List<Entry> chosen;
        synchronized (this) {
            chosen = new ArrayList<>(entries);
        }
        return chosen.subList(Math.max(0, chosen.size() - most), chosen.size()).stream()
                .map(Entry::snapshot)
                .toList();
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }
}
