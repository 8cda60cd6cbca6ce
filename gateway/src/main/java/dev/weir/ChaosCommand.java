package dev.weir;

import dev.weir.config.Environment;
import dev.weir.config.Units;
import dev.weir.route.VirtualModel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `weir chaos`: lets the simulator have every fault, and shows what callers of the configured models would see.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Play every fault that a provider can have against your models, and show what a caller sees.",
            "",
            "The simulator stands in for your providers: nobody is called, nothing is spent. Of each model the first"
                    + " target has the fault, the others are well."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir chaos --config weir.yaml",
            "  weir chaos --config weir.yaml --model smart --html chaos.html",
            "  weir chaos --config weir.yaml --limit 10m      with the limits as they are configured"
        })
final class ChaosCommand implements Callable<Integer> {
    @Mixin
    ConfigOption config = new ConfigOption();

    @Option(names = "--model", paramLabel = "NAME", description = "Only this model; all virtual models without it")
    @Nullable
    String model;

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Limits of the configuration are cut to this, so that a run is short. Default: 2s")
    Duration limit = Duration.ofSeconds(2);

    /// Reads `250ms`, `10m`, or a bare number of seconds.
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Units.duration(text.matches("[0-9]+") ? text + "s" : text)
                    .orElseThrow(
                            () -> new TypeConversionException("'" + text + "' is no time: write 500ms, 2s or 10m"));
        }
    }

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page, too")
    @Nullable
    Path html;

    @Override
    public Integer call() throws Exception {
        var read = config.read(Environment.read()).orElse(null);
        if (read == null) {
            return 1;
        }
        List<VirtualModel> models = read.models().stream()
                .filter(each -> model == null || each.name().equals(model))
                .toList();
        PrintWriter out = config.out();
        if (models.isEmpty()) {
            config.err()
                    .println("There is no virtual model" + (model == null ? "" : " " + model)
                            + ": chaos plays with those under `models:` in the configuration.");
            config.err().flush();
            return 1;
        }
        List<Chaos.Result> results = new Chaos(read, limit).run(models);
        ChaosReport report = new ChaosReport(models, results);
        out.print(report.text());
        if (html != null) {
            Files.writeString(html, report.html(), StandardCharsets.UTF_8);
            out.println("Written to " + html);
        }
        out.flush();
        return report.isRight() ? 0 : 1;
    }
}
