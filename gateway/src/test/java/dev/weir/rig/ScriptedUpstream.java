package dev.weir.rig;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/// A provider on raw sockets that does exactly what a script says, byte for byte, and remembers what it was sent.
public final class ScriptedUpstream implements AutoCloseable {
    /// A request as it came.
    ///
    /// @param at when, in nanoseconds
    /// @param gone counts down when the other side closes the connection
    public record Received(String line, Map<String, String> headers, byte[] body, long at, CountDownLatch gone) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String path() {
            return line.substring(line.indexOf(" ") + 1, line.lastIndexOf(" "));
        }

        public boolean wasCancelled(long millis) throws InterruptedException {
            return gone.await(millis, TimeUnit.MILLISECONDS);
        }
    }

    private volatile Predicate<Received> counting = _ -> true;
    private final ServerSocket server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();
    private volatile Function<Received, Script> behaviour = _ -> Script.json(500, "{\"error\":\"no script\"}");

    public ScriptedUpstream() throws IOException {
        server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("scripted-upstream").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /// From now on, what every request gets.
    public void answer(Function<Received, Script> next) {
        behaviour = next;
    }

    /// From now on, one script after the other; the last one again and again.
    public void answer(Script... scripts) {
        List<Script> queue = new ArrayList<>(List.of(scripts));
        behaviour = _ -> {
            synchronized (queue) {
                return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
            }
        };
    }

    public List<Received> received() {
        return received;
    }

    public Received last() {
        return received.getLast();
    }

    /// Forgets all, and counts such requests alone from now on.
    public void countOnly(Predicate<Received> which) {
        counting = which;
        forget();
    }

    /// Most requests that were under way at once: from when one was read until the last step of its script.
    public int mostAtOnce() {
        return busiest.get();
    }

    /// Whether no request is under way any more, at the latest after so many seconds.
    public boolean isIdleWithin(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (busy.get() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return busy.get() == 0;
    }

    public void forget() {
        received.clear();
        busiest.set(busy.get());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Received request = read(in);
                if (request == null) {
                    return;
                }
                received.add(request);
                AtomicBoolean counted = new AtomicBoolean(counting.test(request));
                if (counted.get()) {
                    busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
                }
                Runnable done = () -> {
                    if (counted.compareAndSet(true, false)) {
                        busy.decrementAndGet();
                    }
                };
                try {
                    if (!play(behaviour.apply(request), socket, in, request, done)) {
                        return;
                    }
                } finally {
                    done.run();
                }
            }
        } catch (IOException | InterruptedException e) {
            // The other side went away, or the test is over: both are what a script may want.
        } finally {
            sockets.remove(socket);
        }
    }

    /// Whether the connection goes on.
    ///
    /// @param done is told before the last step, with which the other side may know that it is over
    private static boolean play(Script script, Socket socket, InputStream in, Received request, Runnable done)
            throws IOException, InterruptedException {
        int left = script.steps().size();
        for (Script.Step step : script.steps()) {
            if (--left == 0 && !(step instanceof Script.Step.Hold)) {
                done.run();
            }
            switch (step) {
                case Script.Step.Send send -> {
                    try {
                        socket.getOutputStream().write(send.bytes());
                        socket.getOutputStream().flush();
                    } catch (IOException e) {
                        request.gone().countDown();
                        throw e;
                    }
                }
                case Script.Step.Flood flood -> {
                    socket.setSendBufferSize(64 << 10);
                    try {
                        while (flood.written().get() < flood.most()) {
                            socket.getOutputStream().write(flood.bytes());
                            flood.written().addAndGet(flood.bytes().length);
                        }
                    } catch (IOException e) {
                        request.gone().countDown();
                        throw e;
                    }
                }
                case Script.Step.Await await -> await.latch().await(30, TimeUnit.SECONDS);
                case Script.Step.Pause pause -> request.gone().await(pause.millis(), TimeUnit.MILLISECONDS);
                case Script.Step.Close _ -> {
                    return false;
                }
                case Script.Step.Reset _ -> {
                    socket.setSoLinger(true, 0);
                    return false;
                }
                case Script.Step.Hold _ -> {
                    try {
                        while (in.read() >= 0) {
                            // Whatever comes now is of no interest.
                        }
                    } finally {
                        request.gone().countDown();
                    }
                    return false;
                }
            }
        }
        return true;
    }

    private static @org.jspecify.annotations.Nullable Received read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Received(line, headers, in.readNBytes(length), System.nanoTime(), new CountDownLatch(1));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                out.append((char) b);
            }
        }
        return out.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
