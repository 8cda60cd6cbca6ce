package dev.weir;

import dev.weir.sim.Help;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weir sim`: the simulator of LLM providers as a server of its own.
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Simulate OpenAI, Anthropic and Gemini on one port, to test applications without a provider.",
            "",
            "Any API key is taken (one that contains 'invalid' is refused). The same request gets the same answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir sim                                      on 127.0.0.1:8089",
            "  weir sim --listen 127.0.0.1:9000 --seed 7",
            "  weir sim --behaviour ttft=300ms+tps=60        as slow as a real model",
            "  weir sim --model gpt-4o --model claude-opus   knows these names too ('*': all names)",
            "  weir sim --cert cert.pem --key key.pem        TLS, and HTTP/2 by ALPN",
            "  weir sim --options                            all options, faults and directives",
            "",
            "Then:",
            "  curl http://127.0.0.1:8089/v1/chat/completions -H 'authorization: Bearer x' \\",
            "    -d '{\"model\":\"gpt-sim\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'",
            "",
            "  model gpt-sim+ttft=2s+tps=50                  first token after 2 s, then 50 a second",
            "  model claude-sim+fault=cut@40                 the connection dies after 40 tokens",
            "  model gemini-sim+fault=429+times=2            the first two requests are refused",
            "  header x-sim: fault=stall@20                  the same by header",
            "  [[call: get_weather {\"city\":\"Rome\"}]]         in the user message: a tool call",
            "",
            "  curl http://127.0.0.1:8089/sim/requests       what it received"
        })
final class SimCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8089",
            description = "Where to listen; port 0 is any free one. Default: ${DEFAULT-VALUE}")
    String listen = "127.0.0.1:8089";

    @Option(names = "--seed", paramLabel = "N", description = "The seed of all answers. Default: 0")
    long seed;

    @Option(
            names = "--behaviour",
            paramLabel = "OPTIONS",
            description = "The behaviour of requests that name none, for example ttft=300ms+tps=60")
    String behaviour = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A model name to know beside its own; * is every name")
    Set<String> models = new LinkedHashSet<>();

    @Option(
            names = "--time",
            paramLabel = "INSTANT",
            description = "The time that answers carry, for example 2026-01-01T00:00:00Z")
    @Nullable
    Instant time;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops that share the port. Default: 1")
    int loops = 1;

    @Option(names = "--remember", paramLabel = "N", description = "Requests kept for GET /sim/requests. Default: 1000")
    int remember = 1_000;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "A PEM certificate chain: speak TLS, and HTTP/2 by ALPN")
    @Nullable
    Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "The PEM private key of the certificate")
    @Nullable
    Path key;

    @Option(names = "--options", description = "Print all options, faults and directives, and end")
    boolean showOptions;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec().commandLine().getOut();
        if (showOptions) {
            out.print(Help.text());
            out.flush();
            return 0;
        }
        SimOptions options = options();
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        Simulator simulator;
        try {
            simulator = Simulator.start(vertx, options).await();
        } catch (CompletionException | IllegalStateException failed) {
            vertx.close();
            throw refused("cannot listen on " + listen + ": " + cause(failed));
        }
        String base = (cert == null ? "http://" : "https://") + options.listen().host() + ":" + simulator.port();
        out.println("Simulating OpenAI at " + base + "/v1, Anthropic at " + base + ", Gemini at " + base + ".");
        out.println("What it can do: " + base + "/sim   What it received: " + base + "/sim/requests");
        out.flush();
        untilStopped(vertx);
        return 0;
    }

    /// Waits for the end of the process, which closes the simulator.
    private static void untilStopped(Vertx vertx) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            vertx.close();
            stopped.countDown();
        }));
        stopped.await();
    }

    private SimOptions options() {
        int colon = listen.lastIndexOf(':');
        String port = listen.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}")) {
            throw refused("--listen is HOST:PORT, for example 127.0.0.1:8089, not '" + listen + "'");
        }
        if ((cert == null) != (key == null)) {
            throw refused("--cert and --key belong together");
        }
        try {
            SimOptions options = SimOptions.defaults()
                    .listeningOn(listen.substring(0, colon), Integer.parseInt(port))
                    .onLoops(loops)
                    .withSeed(seed)
                    .withBehaviour(behaviour)
                    .withModels(models)
                    .remembering(remember);
            SimOptions timed = time == null ? options : options.withClock(InstantSource.fixed(time));
            return cert == null || key == null ? timed : timed.withTls(cert, key);
        } catch (IllegalArgumentException wrong) {
            throw refused(String.valueOf(wrong.getMessage()));
        }
    }

    private static String cause(Throwable failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause instanceof BindException
                ? "the address is in use or not ours"
                : String.valueOf(cause.getMessage());
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        return spec;
    }
}
