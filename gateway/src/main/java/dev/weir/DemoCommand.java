package dev.weir;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weir demo`: gateway, simulated providers and a trickle of varied traffic.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the gateway with simulated providers and a trickle of varied traffic: every client API to every"
                    + " provider API, streamed and not, tools, schemas, fallbacks, faults. No key, no network.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir demo",
            "  weir demo --every 100ms",
            "  weir demo --requests 40 --every 0ms      forty requests, then an end",
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where the gateway listens. Default: ${DEFAULT-VALUE}")
    private String listen = "127.0.0.1:8080";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where its admin plane listens. Default: ${DEFAULT-VALUE}")
    private String admin = "127.0.0.1:8081";

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "Between two requests: 250ms, 2s. Default: ${DEFAULT-VALUE}")
    private String every = "500ms";

    @Option(names = "--requests", paramLabel = "N", description = "End after so many; else it runs until it is stopped")
    private long requests = Long.MAX_VALUE;

    DemoCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Duration pause = pause();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(stop, stopped), "weir-demo-stop");
        try {
            Path folder = Files.createTempDirectory("weir-demo");
            try (Demo demo = Demo.start(listen, admin, folder)) {
                Runtime.getRuntime().addShutdownHook(hook);
                out.print(demo.greeting());
                out.flush();
                traffic(demo, pause, stop, out);
            }
            return 0;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } finally {
            stopped.countDown();
        }
    }

    private void traffic(Demo demo, Duration pause, CountDownLatch stop, PrintWriter out) throws InterruptedException {
        List<DemoAsk> asks = DemoAsk.all();
        for (long sent = 0; sent < requests; sent++) {
            out.println(demo.ask(asks.get((int) (sent % asks.size()))));
            out.flush();
            if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static void stop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        String number = every.replaceFirst("(ms|s)$", "");
        if (!number.matches("[0-9]{1,6}") || number.equals(every)) {
            throw new ParameterException(spec.commandLine(), "--every is a time like 250ms or 2s, not '" + every + "'");
        }
        return every.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(number))
                : Duration.ofSeconds(Long.parseLong(number));
    }
}
