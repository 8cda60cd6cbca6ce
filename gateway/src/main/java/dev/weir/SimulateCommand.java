package dev.weir;

import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.dialect.Json;
import dev.weir.route.HealthBook;
import dev.weir.route.Planner;
import dev.weir.route.Simulation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir simulate`: says what another configuration would have made of past traffic.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say what another configuration would have made of past traffic: which requests would have gone elsewhere,"
                    + " what they would have cost, how long they would have taken, how many would have failed.",
            "",
            "Nobody is called and no token is spent. The traffic is the gateway's log (what it prints on its standard"
                    + " output, a JSON object a line) or receipts, one a line."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir simulate --config new.yaml --log requests.ndjson",
            "",
            "How long an answer takes at a target and how often it fails is what the log saw of it, on average. What is",
            "chosen by lot or in turn is drawn anew. What requests brought (tools, pictures, headers) stands in a log",
            "that `log: { facts: true, headers: [ x-tier ] }` was set for; the report says what was missing."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int MOST_LINES = 20;

    @Option(names = "--log", paramLabel = "FILE", required = true, description = "Past traffic, a JSON object a line")
    Path log = Path.of("");

    @Mixin
    ConfigOption config = new ConfigOption();

    private final Map<String, String> environment;

    SimulateCommand() {
        this(Environment.read());
    }

    SimulateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        int code = config.read(environment).map(this::simulate).orElse(1);
        config.out().flush();
        config.err().flush();
        return code;
    }

    private int simulate(Config read) {
        Simulation simulation =
                new Simulation(new Planner(read.names(), Dialects.doors(), new HealthBook()), read.keys());
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    simulation.add(Json.readOrNull(bytes, 0, bytes.length));
                }
            }
        } catch (IOException e) {
            config.err().println("The log " + log + " cannot be read: " + e.getMessage());
            return 1;
        }
        print(simulation.run(), config.out());
        return 0;
    }

    private static void print(Simulation.Result result, PrintWriter out) {
        out.println(result.requests() + " requests"
                + (result.probes() == 0 ? "" : ", and " + result.probes() + " probes of the gateway's own")
                + (result.unread() == 0 ? "" : ", and " + result.unread() + " lines that tell of none"));
        out.println("  " + result.kept() + " go where they went");
        counts(result.moved(), "  %,d: %s", out);
        counts(result.refused(), "  %,d would be refused: %s", out);
        out.println("Requests by target:");
        result.targets()
                .forEach((name, count) -> out.println(
                        String.format(Locale.ROOT, "  %s: %,d → %,d", name, count.before(), count.after())));
        out.println(
                result.priced() == 0
                        ? "Cost: of no request the prices are known, before and after"
                        : "Cost of " + result.priced() + " whose prices are known: $"
                                + result.cost().before() + " → $"
                                + result.cost().after());
        out.println(String.format(
                Locale.ROOT,
                "Time of %d answers whose targets the log knows: %.0f → %.0f ms on average",
                result.timed(),
                result.millis().before(),
                result.millis().after()));
        out.println(String.format(
                Locale.ROOT,
                "Failures: %.0f → %.1f expected",
                result.failures().before(),
                result.failures().after()));
        if (result.unseen() > 0) {
            out.println(
                    "Of " + result.unseen()
                            + " requests the first target is not in the log: its time is left out, and it is taken not to fail.");
        }
        if (!result.untold().isEmpty()) {
            out.println("Not in the log, and taken for none, where something depends on it:");
            counts(result.untold(), "  of %,d requests: %s", out);
            out.println("  " + remedy(result.untold().keySet()));
        }
    }

    /// What to say in the configuration of the gateway that writes the log.
    private static String remedy(Set<String> untold) {
        List<String> said = new ArrayList<>();
        if (untold.stream().anyMatch(fact -> fact.indexOf('[') < 0)) {
            said.add("facts: true");
        }
        for (String member : List.of("headers", "metadata")) {
            String names = untold.stream()
                    .filter(fact -> fact.startsWith(member + "["))
                    .map(fact -> fact.substring(member.length() + 1, fact.length() - 1))
                    .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                said.add(member + ": [ " + names + " ]");
            }
        }
        return "`log: { " + String.join(", ", said) + " }` in weir.yaml puts it there from then on.";
    }

    private static void counts(Map<String, Long> counts, String form, PrintWriter out) {
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_LINES)
                .forEach(entry -> out.println(String.format(Locale.ROOT, form, entry.getValue(), entry.getKey())));
    }
}
