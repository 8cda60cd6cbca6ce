package dev.weir.bench;

import dev.weir.bench.micro.CodecBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Bytes and time per operation of every codec, as one table: `./weir bench --codecs`. The bytes are the steady number:
/// they say the same on every machine.
public final class CodecFigures {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final List<String> OPERATIONS =
            List.of("readRequest", "writeRequest", "readAnswer", "writeAnswer", "readStream", "writeStream");

    private CodecFigures() {}

    /// @param args folder of the results
    public static void main(String[] args) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(CodecBench.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(700))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.milliseconds(500))
                        .shouldFailOnError(true)
                        .build())
                .run();
        String day = LocalDate.now(ZoneOffset.UTC).toString();
        Path folder = Files.createDirectories(Path.of(args[0]));
        Path file = folder.resolve("codecs-" + day + ".md");
        String table = table(results, day);
        Files.writeString(file, table);
        System.out.println(table);
    }

    private static String table(Collection<RunResult> results, String day) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (RunResult result : results) {
            String dialect = result.getParams().getParam("dialect");
            String benchmark = result.getParams().getBenchmark();
            String operation = benchmark.substring(benchmark.lastIndexOf('.') + 1);
            double bytes = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))
                    .getScore();
            String figure = String.format(
                    Locale.ROOT,
                    "%,d B, %.1f µs",
                    Math.round(bytes),
                    result.getPrimaryResult().getScore());
            rows.computeIfAbsent(dialect, _ -> new LinkedHashMap<>()).put(operation, figure);
        }
        StringBuilder out = new StringBuilder("# Codecs, " + day + "\n\n");
        out.append(
                        "Written by `./weir bench --codecs` (JMH, one fork, 3 × 0.5 s after warming): bytes allocated and time")
                .append("\nper operation. ")
                .append(Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("java.vm.name")
                        + " " + Runtime.version() + ".")
                .append(
                        "\n\nThe same conversation in every dialect: a request of 0.3 KB, an answer of 1 KB, a stream of")
                .append(" about 34 events.\nClients' codecs read requests and write answers, providers' the other way")
                .append(" round.\n\n| dialect |");
        OPERATIONS.forEach(operation -> out.append(' ').append(operation).append(" |"));
        out.append("\n|---|").append("---|".repeat(OPERATIONS.size())).append('\n');
        rows.forEach((dialect, figures) -> {
            out.append("| ").append(dialect).append(" |");
            OPERATIONS.forEach(operation ->
                    out.append(' ').append(figures.getOrDefault(operation, "")).append(" |"));
            out.append('\n');
        });
        return out.toString();
    }
}
