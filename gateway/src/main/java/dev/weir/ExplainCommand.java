package dev.weir;

import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.route.HealthBook;
import dev.weir.route.Plan;
import dev.weir.route.Planner;
import dev.weir.route.Step;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        int code = config.read(Environment.read())
                .map(read -> explain(read, config.out()))
                .orElse(1);
        config.out().flush();
        config.err().flush();
        return code;
    }

    private int explain(Config read, PrintWriter out) {
        Planner planner = new Planner(read.names(), Dialects.doors(), new HealthBook());
        String dialect = Dialects.clients().getFirst().id();
        return switch (planner.plan(model, dialect)) {
            case Planner.Planned.Refused refused -> {
                config.err().println(refused.failure().message());
                yield 1;
            }
            case Planner.Planned.Ready ready -> {
                print(ready.plan(), dialect, out);
                yield 0;
            }
        };
    }

    private void print(Plan plan, String dialect, PrintWriter out) {
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
