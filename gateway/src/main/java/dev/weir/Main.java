package dev.weir;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line.
@Command(
        name = "weir",
        description = "A self-hosted gateway between applications and every large language model.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            SimCommand.class,
            CheckCommand.class,
            ModelsCommand.class,
            ExplainCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        tune();
        System.exit(commandLine().execute(args));
    }

    /// What Netty and Vert.x read before they begin, unless whoever started this process has said otherwise: the
    /// allocator that is cheapest for small answers (measured, against the adaptive one: a sixth of the CPU of a
    /// request), and nothing that only other applications need.
    private static void tune() {
        Map.of(
                        "io.netty.allocator.type", "pooled",
                        "vertx.disableTCCL", "true",
                        "vertx.disableContextTimings", "true",
                        "vertx.disableMetrics", "true",
                        "vertx.disableWebsockets", "true")
                .forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUsageHelpAutoWidth(true);
    }

    /// The version that the jar's manifest says.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir " + current()};
        }

        static String current() {
            @Nullable String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(unpackaged)" : version;
        }
    }
}
