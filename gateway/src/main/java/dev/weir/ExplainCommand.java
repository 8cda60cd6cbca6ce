package dev.weir;

import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.dialect.Json;
import dev.weir.ledger.ClientKey;
import dev.weir.route.Chances;
import dev.weir.route.Explainer;
import dev.weir.route.HealthBook;
import dev.weir.route.Intake;
import dev.weir.route.Plan;
import dev.weir.route.Planner;
import dev.weir.route.Step;
import dev.weir.route.VirtualModel;
import dev.weir.route.Vitals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `weir explain`: says where a request for a model would go, and why.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say where a request for a model would go, in which order, on which lane, and why; and who is left out, and"
                    + " why.",
            "",
            "Nobody is called. A running gateway, which knows how its targets fare, is asked at POST /admin/v1/explain."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir explain smart --config weir.yaml",
            "  weir explain --model smart --request body.json --config weir.yaml",
            "  weir explain --request body.json --header 'x-weir-region: eu' --key team-a",
            "  weir explain sim/claude-sim --dialect anthropic-messages",
            "  ANTHROPIC_API_KEY=x weir explain claude-sonnet-4-5"
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model as a caller would name it")
    @Nullable
    String named;

    @Option(names = "--model", paramLabel = "MODEL", description = "The same, with the word")
    @Nullable
    String model;

    @Option(names = "--request", paramLabel = "FILE", description = "The body of a request, JSON")
    @Nullable
    Path request;

    @Option(names = "--dialect", paramLabel = "DIALECT", description = "Of the client (default: openai-chat)")
    @Nullable
    String dialect;

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "A header of the request; any number")
    String[] headers = new String[0];

    @Option(names = "--key", paramLabel = "NAME", description = "The caller's key, by its name in the configuration")
    @Nullable
    String key;

    @Mixin
    ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        int code = config.read(Environment.read()).map(this::explain).orElse(1);
        config.out().flush();
        config.err().flush();
        return code;
    }

    private int explain(Config read) {
        ClientKey caller = key == null ? ClientKey.OPEN : read.keys().named(key);
        if (caller == null) {
            return complain("There is no key " + key + " in the configuration.");
        }
        ObjectNode body = null;
        if (request != null) {
            body = body(request);
            if (body == null) {
                return complain(request + " is no JSON object that can be read.");
            }
        }
        Map<String, String> said = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                return complain("A header is a name, a colon and a value: " + header);
            }
            said.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        Planner planner = new Planner(read.names(), Dialects.doors(), new HealthBook());
        Intake intake =
                new Intake(planner, Vitals.UNKNOWN, new Chances(), Dialects.providers(), InstantSource.system());
        Explainer.Supposed supposed =
                new Explainer.Supposed(dialect, model == null ? named : model, body, said, caller);
        Explainer explainer = new Explainer(intake, Dialects.clients());
        return switch (explainer.explain(supposed)) {
            case Planner.Planned.Refused refused -> refused(refused);
            case Planner.Planned.Ready ready -> {
                print(ready.plan(), config.out());
                VirtualModel.Shadow shadow = explainer.shadow(supposed);
                if (shadow != null) {
                    config.out()
                            .println("  copies: " + shadow.share() + " of its requests go to "
                                    + shadow.target().name() + ", too, where they may");
                }
                yield 0;
            }
        };
    }

    private int refused(Planner.Planned.Refused refused) {
        if (refused.leftOut().isEmpty()) {
            return complain(refused.failure().message());
        }
        config.err().println("No target can take this request:");
        leftOut(refused.leftOut(), config.err());
        return 1;
    }

    private static void leftOut(List<Plan.LeftOut> leftOut, PrintWriter out) {
        leftOut.forEach(left -> out.println("  left out: " + left.target() + ": " + left.reason()));
    }

    private int complain(String message) {
        config.err().println(message);
        return 1;
    }

    private static @Nullable ObjectNode body(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Json.readOrNull(bytes, 0, bytes.length) instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void print(Plan plan, PrintWriter out) {
        String asked = model == null ? named : model;
        out.println((asked == null ? "The request" : asked) + ", asked in "
                + (dialect == null ? Dialects.clients().getFirst().id() : dialect) + ", within "
                + plan.total().toSeconds() + " s:");
        int place = 1;
        for (Step step : plan.steps()) {
            out.println("  " + place++ + ". " + step.target().name() + ": " + step.reason());
            out.println("     " + step.lane().name().toLowerCase(Locale.ROOT) + " lane, "
                    + step.door().dialect() + " at " + step.door().base());
            if (step.room() != null) {
                out.println("     at most " + step.room().capacity().most() + " requests at once");
            }
            if (!step.edits().isEmpty()) {
                out.println("     edits: " + step.edits().size() + " declared by its row");
            }
        }
        leftOut(plan.leftOut(), out);
    }
}
