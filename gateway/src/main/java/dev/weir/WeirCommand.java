package dev.weir;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weir`: the command line, as picocli reads it.
@Command(
        name = "weir",
        description = "A self-hosted gateway between applications and every large language model.",
        mixinStandardHelpOptions = true,
        versionProvider = WeirCommand.Versions.class,
        synopsisSubcommandLabel = "COMMAND")
final class WeirCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private WeirCommand() {}

    static CommandLine line() {
        return new CommandLine(new WeirCommand())
                .addSubcommand(ServeCommand.line())
                .addSubcommand(new SimCommand())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ModelsCommand())
                .addSubcommand(new CatalogCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new ChaosCommand())
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /// What `--version` prints.
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir " + Version.current()};
        }
    }
}
