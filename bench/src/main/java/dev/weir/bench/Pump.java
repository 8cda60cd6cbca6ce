package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Sends a counted number of requests over several connections; wrk can only be told a time.
final class Pump {
    private final int port;
    private final byte[] request;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicReferenceArray<Double> edges = new AtomicReferenceArray<>(Warmup.REQUESTS / Warmup.BUCKET + 1);

    private Pump(int port, byte[] request) {
        this.port = port;
        this.request = request;
    }

    /// Sends the requests and reads the CPU time of the target at the edge of each bucket.
    static Warmup measure(Lane lane, Target target, int port, ProcessHandle process)
            throws IOException, InterruptedException {
        var pump = new Pump(port, Exchange.request(Canned.request(lane)));
        Callable<Double> cpu = () -> ProcessFigures.cpu(process).toNanos() / 1e3;
        var connections = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(Warmup.CONNECTIONS)) {
            for (int i = 0; i < Warmup.CONNECTIONS; i++) {
                connections.add(threads.submit(() -> pump.send(cpu)));
            }
            for (Future<Integer> connection : connections) {
                connection.get();
            }
            pump.edges.set(pump.edges.length() - 1, cpu.call());
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (ExecutionException failed) {
            throw new IOException("a request to " + target.id() + " failed while it was cold", failed.getCause());
        } catch (Exception failed) {
            throw new IOException(failed);
        }
        var costs = new ArrayList<Double>();
        for (int i = 1; i < pump.edges.length(); i++) {
            costs.add((pump.edges.get(i) - pump.edges.get(i - 1)) / Warmup.BUCKET);
        }
        return new Warmup(lane, target, List.copyOf(costs));
    }

    /// Sends requests over one connection until all are taken; gives how many it sent.
    private int send(Callable<Double> cpu) throws Exception {
        int sent = 0;
        try (var exchange = new Exchange(port)) {
            int ticket = taken.getAndIncrement();
            while (ticket < Warmup.REQUESTS) {
                if (ticket % Warmup.BUCKET == 0) {
                    edges.set(ticket / Warmup.BUCKET, cpu.call());
                }
                var answer = exchange.send(request);
                if (answer.status() != 200) {
                    throw new IOException("status " + answer.status() + ": " + answer.body());
                }
                sent++;
                ticket = taken.getAndIncrement();
            }
        }
        return sent;
    }
}
