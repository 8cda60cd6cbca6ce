package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Endpoint;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.route.Directory;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs the gateway until it is told to stop.
final class Serve {
    private static final String SIM = "sim";

    private final Map<String, String> environment = Environment.read();
    private final Catalog catalog = Catalog.builtIn();
    private final @Nullable Path file;
    private final Flags flags;

    private Serve(Map<ServeFlag, String> given) {
        var config = given.get(ServeFlag.CONFIG);
        var data = given.get(ServeFlag.DATA);
        this.file = config == null ? null : Path.of(config);
        this.flags =
                new Flags(given.get(ServeFlag.LISTEN), given.get(ServeFlag.ADMIN), data == null ? null : Path.of(data));
    }

    /// Runs the gateway until it is told to stop.
    ///
    /// @return the exit code
    static int run(Map<ServeFlag, String> given) {
        try {
            return new Serve(given).run();
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private int run() throws Exception {
        Vertx vertx = Gateway.loops();
        return switch (Config.load(catalog, file, environment, flags, 1)) {
            case Loaded.Problems problems -> refuse(problems.problems(), vertx);
            case Loaded.Ok ok -> serve(ok.config(), vertx, System.out);
        };
    }

    /// The configuration with the built-in simulator started where it is on and nobody said where it runs.
    private static UnaryOperator<Config> simulator(Config config, Vertx vertx) throws Exception {
        if (config.endpoints().stream().noneMatch(Serve::isUnplacedSimulator)) {
            return UnaryOperator.identity();
        }
        Simulator simulator = await(Simulator.start(vertx, SimOptions.defaults().listeningOn("127.0.0.1", 0)));
        URI origin = URI.create("http://127.0.0.1:" + simulator.port());
        return any -> any.endpoints().stream()
                .filter(Serve::isUnplacedSimulator)
                .reduce(any, (placed, endpoint) -> placed.withEndpointAt(endpoint.id(), origin), (one, _) -> one);
    }

    private static boolean isUnplacedSimulator(Endpoint endpoint) {
        return endpoint.row().id().equals(SIM)
                && endpoint.doors().getFirst().base().getPort() == 0;
    }

    private static int refuse(List<Problem> problems, Vertx vertx) throws Exception {
        System.err.println("The configuration cannot be used:");
        System.err.print(Problem.lines(problems));
        await(vertx.close());
        return 1;
    }

    private int serve(Config loaded, Vertx vertx, PrintStream out) throws Exception {
        UnaryOperator<Config> placed = simulator(loaded, vertx);
        Config config = placed.apply(loaded);
        Function<Config, Directory> directories = Config::names;
        Gateway gateway;
        try {
            gateway = await(Gateway.start(vertx, config, directories, out));
        } catch (Exception e) {
            System.err.println("Weir cannot listen on " + config.front().listen() + " and "
                    + config.front().admin() + ": " + e.getMessage()
                    + ". Is another gateway running? --listen and --admin choose other addresses.");
            await(vertx.close());
            return 1;
        }
        System.err.print(Greeting.of(config, gateway.port(), gateway.adminPort()));
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            awaitQuietly(stopped);
                        },
                        "weir-stop"));
        try (Reload _ = new Reload(file, gateway, version -> reload(version, placed)).start()) {
            stop.await();
        }
        long drain = config.front().limits().drain().toSeconds();
        try {
            gateway.shutdown().toCompletionStage().toCompletableFuture().get(drain + 5, TimeUnit.SECONDS);
            await(vertx.close());
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private Loaded reload(long version, UnaryOperator<Config> placed) {
        return switch (Config.load(catalog, file, environment, flags, version)) {
            case Loaded.Ok ok -> new Loaded.Ok(placed.apply(ok.config()));
            case Loaded.Problems problems -> problems;
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
