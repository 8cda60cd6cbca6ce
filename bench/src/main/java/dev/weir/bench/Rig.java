package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Upstreams, proxies and load generator of one run.
///
/// Order: nginx and the upstreams start and stay. Weir starts anew for each warm-up, and once more for the rounds. Each
/// round measures every lane on every target once, in an order that turns from round to round, so that a disturbance of
/// the machine meets all alike.
final class Rig implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);

    private final Path root;
    private final Path folder;
    private final Setup setup;
    private final Consumer<String> say;
    private final StreamUpstream streams;
    private final Ports ports;
    private final Running plain;
    private final Running nginx;
    private final Wrk wrk;
    private final List<Double> startMillis = new ArrayList<>();
    private @Nullable Running weir;

    Rig(Path root, Path folder, Setup setup, Consumer<String> say) throws IOException, InterruptedException {
        this.root = root;
        this.folder = folder;
        this.setup = setup;
        this.say = say;
        streams = new StreamUpstream(setup.pace());
        ports = Ports.beside(streams.port());
        plain = Nginx.upstream(folder, ports.plainUpstream());
        nginx = Nginx.proxy(folder, setup.workers(), ports);
        wrk = new Wrk(folder);
        awaitAnswer(plain, Target.DIRECT);
        awaitAnswer(nginx, Target.NGINX);
    }

    Outcome run() throws IOException, InterruptedException {
        var warmups = new ArrayList<Warmup>();
        for (Lane lane : setup.warmups()) {
            if (setup.has(Target.NGINX)) {
                warmups.add(warmup(lane, Target.NGINX));
            }
            if (setup.has(Target.WEIR)) {
                startWeir();
                warmups.add(warmup(lane, Target.WEIR));
            }
        }
        if (setup.has(Target.WEIR)) {
            startWeir();
        }
        var samples = rounds();
        var resident = new EnumMap<Target, Double>(Target.class);
        for (var proxy : proxies().entrySet()) {
            resident.put(proxy.getKey(), ProcessFigures.residentKib(proxy.getValue()) / 1024.0);
        }
        return new Outcome(
                LocalDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                Machine.here(root),
                setup,
                profile(),
                startMillis,
                warmups,
                samples,
                resident);
    }

    @Override
    public void close() {
        if (weir != null) {
            weir.close();
        }
        nginx.close();
        plain.close();
        streams.close();
    }

    private List<Sample> rounds() throws IOException, InterruptedException {
        for (Lane lane : Lane.values()) {
            for (Target target : order(0, lane)) {
                check(target, lane);
                if (target == Target.WEIR) {
                    say.accept("warming Weir up, " + lane.title());
                    wrk.run(lane, ports.of(target, lane), setup.heat());
                }
            }
        }
        var samples = new ArrayList<Sample>();
        for (int round = 1; round <= setup.rounds(); round++) {
            for (Lane lane : Lane.values()) {
                for (Target target : order(round, lane)) {
                    Sample sample = sample(lane, target, round);
                    samples.add(sample);
                    say.accept(inWords(sample));
                }
            }
        }
        return samples;
    }

    private String inWords(Sample sample) {
        return String.format(
                Locale.ROOT,
                "round %d of %d  %-12s %-6s %8.0f/s  cpu %7.1f µs  p50 %6.2f ms  p99 %6.2f ms%s",
                sample.round(),
                setup.rounds(),
                sample.lane().id(),
                sample.target().id(),
                sample.perSecond(),
                sample.cpuMicros(),
                sample.p50Micros() / 1e3,
                sample.p99Micros() / 1e3,
                sample.errors() == 0 ? "" : "  " + sample.errors() + " errors");
    }

    private List<Target> order(int round, Lane lane) {
        var all = List.of(Target.values());
        var turned = new ArrayList<Target>();
        for (int i = 0; i < all.size(); i++) {
            turned.add(all.get((i + round) % all.size()));
        }
        turned.removeIf(target -> !setup.runs(target, lane));
        return turned;
    }

    private Sample sample(Lane lane, Target target, int round) throws IOException, InterruptedException {
        ProcessHandle proxy = proxies().get(target);
        Duration before = proxy == null ? Duration.ZERO : ProcessFigures.cpu(proxy);
        Wrk.Result result = wrk.run(lane, ports.of(target, lane), setup.round());
        Duration spent =
                proxy == null ? Duration.ZERO : ProcessFigures.cpu(proxy).minus(before);
        if (result.requests() == 0) {
            throw new IOException("no request to " + target.id() + " was answered on lane " + lane.id());
        }
        return new Sample(
                lane,
                target,
                round,
                result.requests(),
                result.perSecond(),
                spent.toNanos() / 1e3 / result.requests(),
                result.p50().toNanos() / 1e3,
                result.p99().toNanos() / 1e3,
                result.errors());
    }

    private Warmup warmup(Lane lane, Target target) throws IOException, InterruptedException {
        say.accept("the first " + Warmup.REQUESTS + " requests to " + target.id() + ", " + lane.title());
        ProcessHandle process = proxies().get(target);
        if (process == null) {
            throw new IllegalStateException(target + " is not running");
        }
        return Pump.measure(lane, target, ports.of(target, lane), process);
    }

    private Map<Target, ProcessHandle> proxies() {
        var running = new EnumMap<Target, ProcessHandle>(Target.class);
        running.put(Target.NGINX, nginx.handle());
        if (weir != null) {
            running.put(Target.WEIR, weir.handle());
        }
        return running;
    }

    private void startWeir() throws IOException, InterruptedException {
        if (weir != null) {
            weir.close();
        }
        long began = System.nanoTime();
        weir = Gateway.start(root, folder, ports);
        awaitAnswer(weir, Target.WEIR);
        double millis = (System.nanoTime() - began) / 1e6;
        startMillis.add(millis);
        say.accept(String.format(Locale.ROOT, "Weir answered its first request %.0f ms after its start", millis));
    }

    /// Asks every few milliseconds until the answer is right.
    private void awaitAnswer(Running process, Target target) throws IOException, InterruptedException {
        byte[] request = Exchange.request(Canned.request(Lane.PLAIN));
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (true) {
            try (var exchange = new Exchange(ports.of(target, Lane.PLAIN))) {
                var answer = exchange.send(request);
                if (answer.status() == 200) {
                    return;
                }
                throw new IllegalStateException(target.id() + " answers " + answer.status() + ": " + answer.body()
                        + "\n" + process.lastWords());
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(target.id() + " does not answer. " + process.lastWords(), notYet);
                }
                Thread.sleep(5);
            }
        }
    }

    /// One request: the answer is whole and says what the upstream said.
    private void check(Target target, Lane lane) throws IOException {
        try (var exchange = new Exchange(ports.of(target, lane))) {
            var answer = exchange.send(Exchange.request(Canned.request(lane)));
            String end = switch (lane.shape()) {
                case PLAIN -> "\"finish_reason\":\"stop\"";
                case STREAMED -> "data: [DONE]";
            };
            if (answer.status() != 200 || !answer.body().contains(end)) {
                throw new IOException("%s answers wrongly on lane %s: %d %s"
                        .formatted(target.id(), lane.id(), answer.status(), answer.body()));
            }
        }
    }

    private String profile() throws IOException {
        Path app = root.resolve(Path.of("gateway", "target", "app"));
        Path cache = app.resolve("weir.aot");
        Path jar = app.resolve("weir.jar");
        boolean used = Files.exists(cache)
                && Files.exists(jar)
                && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
        return used ? "AOT cache, " + Files.size(cache) / (1 << 20) + " MiB" : "no AOT cache";
    }
}
