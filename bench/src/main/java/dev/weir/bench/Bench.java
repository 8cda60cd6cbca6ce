package dev.weir.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./weir bench`: measures Weir beside nginx and the bare upstream.
@Command(
        name = "./weir bench",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Measures Weir beside nginx (proxy_pass) and the bare upstream, in one run and in alternating rounds:",
            "CPU time of the proxy per request and per stream, requests/s, latency, memory, warm-up and start.",
            "Needs nginx and wrk. Writes results/bench-<date>.json and .md."
        },
        footer = {
            "",
            "Examples:",
            "  ./weir bench                          everything, about nine minutes",
            "  ./weir bench --quick                  everything but less often, under a minute",
            "  ./weir bench --only stream,cross      two lanes, no warm-up",
            "  ./weir bench --only warmup            only what the first 20,000 requests cost",
            "  ./weir bench --targets direct,nginx   the reference without Weir",
            "  ./weir bench --untrained              Weir without the start-up cache that ./weir build trains",
            "  ./weir bench --pace burst             streams as fast as the upstream can write",
            "  ./weir bench --catalog                what the catalog costs a cold start",
            "  ./weir bench --codecs                 bytes and time per operation of every codec, as one table",
            "  ./weir bench --jmh                    bytes and time per operation of the hot path's pieces (JMH)",
            "  ./weir bench --jmh SseReader          ... of those whose name matches",
        })
final class Bench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--root", hidden = true, required = true)
    @SuppressWarnings("NullAway.Init") // required
    private Path root;

    @Option(names = "--quick", description = "three rounds of one second and less warming: under a minute")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "alternating rounds (5; quick: 3)")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "length of each measurement (5; quick: 1)")
    private int seconds;

    @Option(
            names = "--warm",
            paramLabel = "N",
            description = "seconds that Weir runs on each lane before the rounds (30; quick: 2)")
    private int warm;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WHAT",
            description = "plain, stream, cross (plain and streamed), warmup; several with commas")
    private List<String> only = List.of("plain", "stream", "cross", "warmup");

    @Option(names = "--targets", split = ",", paramLabel = "WHO", description = "direct, nginx, weir; all by default")
    private List<String> targets = List.of("direct", "nginx", "weir");

    @Option(names = "--workers", paramLabel = "N", description = "worker processes of nginx (one per core)")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--pace",
            paramLabel = "PACE",
            description = "trickle: events 0.2 to 2 ms apart, as from a model (default); burst: no pause between them")
    private String pace = Pace.TRICKLE.id();

    @Option(names = "--untrained", description = "start Weir without its trained start-up cache")
    @SuppressWarnings("UnusedVariable") // tools/bench.sh reads it, for the cache is part of the build
    private boolean untrained;

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the results (results)")
    private Path out = Path.of("results");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((failed, line, parsed) -> {
                    if (failed instanceof IOException || failed instanceof IllegalStateException) {
                        line.getErr().println("weir bench: " + failed.getMessage());
                        return 1;
                    }
                    throw failed;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Setup setup = setup();
        Path folder = emptied(root.resolve(Path.of(".weir", "bench")));
        PrintWriter console = spec.commandLine().getOut();
        Consumer<String> say = line -> {
            console.println(line);
            console.flush();
        };
        try (var rig = new Rig(root, folder, setup, say)) {
            Outcome outcome = rig.run();
            Path readable = Report.write(outcome, root.resolve(out));
            say.accept("\n" + Files.readString(readable));
            say.accept("written to " + root.relativize(readable) + " and .json beside it");
            return 0;
        }
    }

    private Setup setup() {
        known("--only", only, Set.of("plain", "stream", "cross", "warmup"));
        known("--targets", targets, Set.of("direct", "nginx", "weir"));
        known("--pace", List.of(pace), Set.of(Pace.TRICKLE.id(), Pace.BURST.id()));
        var lanes = Arrays.stream(Lane.values())
                .filter(lane -> only.contains(lane == Lane.CROSS_STREAM ? "cross" : lane.id()))
                .toList();
        var chosen = EnumSet.noneOf(Target.class);
        for (Target target : Target.values()) {
            if (targets.contains(target.id())) {
                chosen.add(target);
            }
        }
        int most = quick ? 3 : 5;
        return new Setup(
                rounds > 0 ? rounds : most,
                Duration.ofSeconds(seconds > 0 ? seconds : quick ? 1 : 5),
                Duration.ofSeconds(warm > 0 ? warm : quick ? 2 : 30),
                lanes,
                warmups(),
                chosen,
                workers,
                pace.equals(Pace.BURST.id()) ? Pace.BURST : Pace.TRICKLE);
    }

    private List<Lane> warmups() {
        if (!only.contains("warmup")) {
            return List.of();
        }
        return quick ? List.of(Lane.PLAIN) : List.of(Lane.PLAIN, Lane.STREAM);
    }

    private void known(String option, List<String> given, Set<String> known) {
        for (String one : given) {
            if (!known.contains(one)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " does not know '" + one + "'; it knows "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /// The folder for configurations and logs of this run, without those of the one before.
    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return Files.createDirectory(folder);
    }
}
