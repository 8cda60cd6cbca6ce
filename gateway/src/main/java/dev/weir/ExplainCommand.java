package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.route.ModelNames;
import dev.weir.route.Plan;
import dev.weir.route.Planner;
import dev.weir.route.Step;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir explain`: says where a request for a model would go, and why.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say where a request for a model would go, in which order, on which lane, and why.",
            "",
            "Nobody is called."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir explain smart --config weir.yaml",
            "  weir explain sim/claude-sim",
            "  ANTHROPIC_API_KEY=x weir explain claude-sonnet-4-5"
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "The model as a caller would name it.")
    String model = "";

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    @Nullable
    Path file;

    @Override
    public Integer call() {
        Catalog catalog = Catalog.builtIn();
        return switch (Config.load(catalog, file, Environment.read(), Flags.NONE, 1)) {
            case Loaded.Problems problems -> {
                System.err.println("The configuration cannot be used:");
                problems.problems().forEach(problem -> System.err.println("  " + problem));
                yield 1;
            }
            case Loaded.Ok ok -> explain(catalog, ok.config(), System.out);
        };
    }

    private int explain(Catalog catalog, Config config, PrintStream out) {
        Planner planner = new Planner(
                new ModelNames(catalog, config.endpoints(), config.models()),
                Dialects.providers().keySet());
        String dialect = Dialects.clients().getFirst().id();
        return switch (planner.plan(model, dialect)) {
            case Planner.Planned.Refused refused -> {
                System.err.println(refused.failure().message());
                yield 1;
            }
            case Planner.Planned.Ready ready -> {
                print(ready.plan(), dialect, out);
                yield 0;
            }
        };
    }

    private void print(Plan plan, String dialect, PrintStream out) {
        out.println(model + ", asked in " + dialect + ", within " + plan.total().toSeconds() + " s:");
        int place = 1;
        for (Step step : plan.steps()) {
            out.println("  " + place++ + ". " + step.target().name() + ": " + step.reason());
            out.println("     " + step.lane().name().toLowerCase(Locale.ROOT) + " lane, "
                    + step.door().dialect() + " at " + step.door().base());
            if (!step.edits().isEmpty()) {
                out.println("     edits: " + step.edits().size() + " declared by its row");
            }
        }
        for (Plan.LeftOut left : plan.leftOut()) {
            out.println("  left out: " + left.target() + ": " + left.reason());
        }
    }
}
