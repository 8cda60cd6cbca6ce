package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// An outcome, readable: in Markdown for people and in JSON for machines.
final class Report {
    private final Outcome outcome;
    private final StringBuilder text = new StringBuilder();

    private Report(Outcome outcome) {
        this.outcome = outcome;
    }

    /// Writes `bench-<date>.json` and `.md` into a folder and gives the path of the latter.
    static Path write(Outcome outcome, Path folder) throws IOException {
        Files.createDirectories(folder);
        String name = "bench-" + outcome.date().replace(":", "");
        JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValue(folder.resolve(name + ".json"), outcome);
        Path readable = folder.resolve(name + ".md");
        Files.writeString(readable, markdown(outcome));
        return readable;
    }

    static String markdown(Outcome outcome) {
        return new Report(outcome).whole();
    }

    private String whole() {
        Machine machine = outcome.machine();
        Setup setup = outcome.setup();
        line(String.format(Locale.ROOT, "# Bench of %s", outcome.date()));
        line("");
        line(String.format(
                Locale.ROOT,
                "%s, %d cores, %s. %s. %s, %s. Commit %s, %s.",
                machine.cpu(),
                machine.cores(),
                machine.kernel(),
                machine.jdk(),
                machine.nginx(),
                machine.wrk(),
                machine.commit(),
                outcome.profile()));
        line("");
        line(String.format(
                Locale.ROOT,
                "%d alternating rounds of %d s, everything on the same cores, median (min–max). CPU is that of the proxy"
                        + " process alone. nginx: %d worker process(es), kept upstream connections, no access log,"
                        + " streams unbuffered. Weir: an event loop per core, client key checked, log on."
                        + " Streams: %d events in as many writes, pace `%s`.",
                setup.rounds(),
                setup.round().toSeconds(),
                setup.workers(),
                Canned.EVENTS,
                setup.pace().id()));
        Stream.of(Lane.values())
                .filter(lane -> outcome.samples().stream().anyMatch(sample -> sample.lane() == lane))
                .forEach(this::lane);
        verdicts();
        warmups();
        rest();
        return text.toString();
    }

    private void lane(Lane lane) {
        line("");
        line(String.format(Locale.ROOT, "## %s (%d connections)", lane.title(), lane.connections()));
        line("");
        line("| | CPU per request, µs | requests/s | p50, ms | p99, ms |");
        line("|---|---|---|---|---|");
        for (Target target : Target.values()) {
            var cpu = outcome.spread(lane, target, Sample::cpuMicros);
            if (cpu.isPresent()) {
                line(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %s |",
                        target.id(),
                        target == Target.DIRECT ? "" : cpu.get().text(1),
                        figure(lane, target, Sample::perSecond, 0),
                        figure(lane, target, sample -> sample.p50Micros() / 1e3, 2),
                        figure(lane, target, sample -> sample.p99Micros() / 1e3, 2)));
            }
        }
    }

    private String figure(Lane lane, Target target, ToDoubleFunction<Sample> figure, int digits) {
        return outcome.spread(lane, target, figure)
                .map(spread -> spread.text(digits))
                .orElse("");
    }

    private void verdicts() {
        if (outcome.verdicts().isEmpty()) {
            return;
        }
        line("");
        line("## CPU of Weir in multiples of nginx's");
        line("");
        line("| lane | ratio, paired by round | target | |");
        line("|---|---|---|---|");
        for (var verdict : outcome.verdicts()) {
            line(String.format(
                    Locale.ROOT,
                    "| %s | %s | ≤ %.1f | %s |",
                    verdict.lane().title(),
                    verdict.ratio().text(2),
                    verdict.lane().bound(),
                    verdict.met() ? "met" : "**not met**"));
        }
    }

    private void warmups() {
        if (outcome.warmups().isEmpty()) {
            return;
        }
        line("");
        line(String.format(
                Locale.ROOT,
                "## The first %,d requests after a start (%d connections)",
                Warmup.REQUESTS,
                Warmup.CONNECTIONS));
        line("");
        line(String.format(
                Locale.ROOT,
                "CPU per request in µs, in buckets of %,d; excess is the CPU over the price of the rounds.",
                Warmup.BUCKET));
        line("");
        var edges = new ArrayList<String>();
        for (int to = Warmup.BUCKET; to <= Warmup.REQUESTS; to += Warmup.BUCKET) {
            edges.add("to " + to / 1000 + "k");
        }
        line(String.format(Locale.ROOT, "| | %s | excess |", String.join(" | ", edges)));
        line(String.format(Locale.ROOT, "|---|%s---|", "---|".repeat(edges.size())));
        for (Warmup warmup : outcome.warmups()) {
            String costs = warmup.cpuMicros().stream()
                    .map(cost -> String.format(Locale.ROOT, "%.0f", cost))
                    .collect(Collectors.joining(" | "));
            String excess = outcome.spread(warmup.lane(), warmup.target(), Sample::cpuMicros)
                    .map(steady -> String.format(Locale.ROOT, "%.2f s", warmup.excessSeconds(steady.median())))
                    .orElse("");
            line(String.format(
                    Locale.ROOT,
                    "| %s, %s | %s | %s |",
                    warmup.target().id(),
                    warmup.lane().id(),
                    costs,
                    excess));
        }
    }

    private void rest() {
        line("");
        line("## Start and memory");
        line("");
        if (!outcome.startMillis().isEmpty()) {
            line(String.format(
                    Locale.ROOT,
                    "- From `./weir serve` to the first 200: %s ms.",
                    Spread.of(outcome.startMillis()).text(0)));
        }
        for (Target target : List.of(Target.NGINX, Target.WEIR)) {
            Double resident = outcome.residentMib().get(target);
            if (resident != null) {
                line(String.format(Locale.ROOT, "- Resident behind all rounds, %s: %.0f MiB.", target.id(), resident));
            }
        }
        line(String.format(Locale.ROOT, "- Errors of any kind in all rounds: %d.", outcome.errors()));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
