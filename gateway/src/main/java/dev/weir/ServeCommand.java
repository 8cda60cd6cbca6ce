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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weir serve`: runs the gateway until it is told to stop.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the gateway.",
            "",
            "Without a configuration every provider whose key is in the environment is on (OPENAI_API_KEY,"
                    + " ANTHROPIC_API_KEY, GEMINI_API_KEY, …), at its …_BASE_URL where that is set. With no key at all"
                    + " the built-in simulator `sim` is on, so that the first request works."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir serve",
            "  OPENAI_API_KEY=sk-… weir serve",
            "  weir serve --config weir.yaml",
            "  weir serve --listen 127.0.0.1:9000 --admin 127.0.0.1:9001",
            "",
            "Then:",
            "  curl http://127.0.0.1:8080/v1/models",
            "",
            "SIGHUP, or a change of the file, reloads the configuration; SIGTERM lets streams run out."
        })
final class ServeCommand implements Callable<Integer> {
    private static final String SIM = "sim";

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration (weir.yaml).")
    @Nullable
    Path file;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where callers connect (127.0.0.1:8080).")
    @Nullable
    String listen;

    @Option(names = "--admin", paramLabel = "HOST:PORT", description = "Metrics and health (127.0.0.1:8081).")
    @Nullable
    String admin;

    @Option(names = "--data", paramLabel = "DIR", description = "What is kept (./weir-data).")
    @Nullable
    Path data;

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        Catalog catalog = Catalog.builtIn();
        Map<String, String> environment = Environment.read();
        Flags flags = new Flags(listen, admin, data);
        Vertx vertx = Gateway.loops();
        Loaded loaded = Config.load(catalog, file, environment, flags, 1);
        return switch (loaded) {
            case Loaded.Problems problems -> refuse(problems.problems(), vertx);
            case Loaded.Ok ok -> serve(catalog, ok.config(), environment, flags, vertx, out);
        };
    }

    /// The configuration with the built-in simulator started where it is on and nobody said where it runs.
    private static UnaryOperator<Config> simulator(Config config, Vertx vertx) throws Exception {
        if (config.endpoints().stream().noneMatch(ServeCommand::isUnplacedSimulator)) {
            return UnaryOperator.identity();
        }
        Simulator simulator = await(Simulator.start(vertx, SimOptions.defaults().listeningOn("127.0.0.1", 0)));
        URI origin = URI.create("http://127.0.0.1:" + simulator.port());
        return any -> any.endpoints().stream()
                .filter(ServeCommand::isUnplacedSimulator)
                .reduce(any, (placed, endpoint) -> placed.withEndpointAt(endpoint.id(), origin), (one, _) -> one);
    }

    private static boolean isUnplacedSimulator(Endpoint endpoint) {
        return endpoint.row().id().equals(SIM)
                && endpoint.doors().getFirst().base().getPort() == 0;
    }

    private static int refuse(List<Problem> problems, Vertx vertx) throws Exception {
        System.err.println("The configuration cannot be used:");
        problems.forEach(problem -> System.err.println("  " + problem));
        await(vertx.close());
        return 1;
    }

    private int serve(
            Catalog catalog, Config loaded, Map<String, String> environment, Flags flags, Vertx vertx, PrintStream out)
            throws Exception {
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
        try (Reload _ =
                new Reload(file, gateway, version -> reload(catalog, environment, flags, version, placed)).start()) {
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

    private Loaded reload(
            Catalog catalog, Map<String, String> environment, Flags flags, long version, UnaryOperator<Config> placed) {
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
