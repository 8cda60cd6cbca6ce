package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A gateway with the simulator behind it and its own small traffic: something to look at without any key.
final class Demo implements AutoCloseable {
    private static final String MAY_BE_SLOW = "ttft=40ms+tps=400";

    private final Vertx vertx;
    private final Gateway gateway;
    private final Config config;
    private final int simulator;
    private final Path log;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Demo(Vertx vertx, Gateway gateway, Config config, int simulator, Path log) {
        this.log = log;
        this.vertx = vertx;
        this.gateway = gateway;
        this.config = config;
        this.simulator = simulator;
    }

    /// Starts everything on the loopback interface.
    ///
    /// @param folder that the configuration and the data are written to
    /// @throws IOException when an address is taken, in words
    static Demo start(String listen, String admin, Path folder) throws IOException, InterruptedException {
        Vertx vertx = Gateway.loops();
        try {
            Simulator simulator = await(Simulator.start(
                    vertx, SimOptions.defaults().listeningOn("127.0.0.1", 0).withBehaviour(MAY_BE_SLOW)));
            Path file = folder.resolve("weir.yaml");
            Files.writeString(file, yaml(listen, admin, folder, simulator.port()));
            Config config = loaded(file);
            Path lines = folder.resolve("requests.ndjson");
            PrintStream log = new PrintStream(Files.newOutputStream(lines), false, StandardCharsets.UTF_8);
            Gateway gateway = await(Gateway.start(vertx, config, Config::names, log));
            return new Demo(vertx, gateway, config, simulator.port(), lines);
        } catch (IOException e) {
            await(vertx.close());
            throw e;
        }
    }

    private static Config loaded(Path file) throws IOException {
        return switch (Config.load(Catalog.builtIn(), file, Map.of(), Flags.NONE, 1)) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Problems problems -> throw new IOException(Problem.lines(problems.problems()));
        };
    }

    private static String yaml(String listen, String admin, Path folder, int simulator) {
        String origin = "http://127.0.0.1:" + simulator;
        return """
                listen: %s
                admin: { listen: "%s" }
                data: %s
                providers:
                  openai: { url: "%s/v1", key: demo }
                  anthropic: { url: "%s", key: demo }
                  google: { url: "%s", key: demo }
                models:
                  smart:
                    targets: [ openai/gpt-sim+fault=503, anthropic/claude-sim ]
                log: { facts: true }
                """.formatted(listen, admin, folder.resolve("data"), origin, origin, origin);
    }

    /// Where to look.
    String greeting() {
        String base = base();
        String admin = "http://127.0.0.1:" + gateway.adminPort();
        return """
                Weir %s, with simulated providers behind it and a trickle of traffic through it.

                  ask it yourself    curl %s/v1/chat/completions -H 'content-type: application/json' \\
                                       -d '{"model":"smart","messages":[{"role":"user","content":"hello"}]}'
                  models             curl %s/v1/models
                  receipts           curl '%s/admin/v1/receipts?limit=5'
                  what was lost      curl '%s/admin/v1/receipts?verdict=lossy&limit=5'
                  what failed        curl '%s/admin/v1/receipts?outcome=failed&limit=5'
                  metrics            curl %s/metrics
                  the providers      curl 'http://127.0.0.1:%d/sim/requests?last=5'   what they were asked
                                     curl http://127.0.0.1:%d/sim                     what they can be told to do
                  the configuration  %s
                  the log            %s
                                     weir simulate --config other.yaml --log … plans it anew

                Ctrl-C ends it.

                """.formatted(
                Version.current(), base, base, admin, admin, admin, admin, simulator, simulator, config.source(), log);
    }

    private String base() {
        return "http://127.0.0.1:" + gateway.port();
    }

    /// Sends one request, and says in a line what became of it.
    String ask(DemoAsk ask) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + ask.path()))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json");
        if (ask.strict() == DemoAsk.Strict.YES) {
            request.header("x-weir-strict", "true");
        }
        long began = System.nanoTime();
        try {
            HttpResponse<String> answer = client.send(
                    request.POST(HttpRequest.BodyPublishers.ofString(ask.body()))
                            .build(),
                    BodyHandlers.ofString());
            String target = answer.headers().firstValue("x-weir-target").orElse("-");
            long millis = (System.nanoTime() - began) / 1_000_000;
            return String.format(Locale.ROOT, "%d  %5d ms  %-26s  %s", answer.statusCode(), millis, target, ask.what());
        } catch (IOException e) {
            return "---              " + ask.what() + ": " + e.getMessage();
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("It cannot start: " + e.getMessage() + ". --listen and --admin choose addresses.", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        try {
            await(gateway.shutdown());
            await(vertx.close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
