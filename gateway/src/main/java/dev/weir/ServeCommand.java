package dev.weir;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// `weir serve`: runs the gateway until it is told to stop.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the gateway.",
            "",
            "Without a configuration every provider whose key is in the environment is on (OPENAI_API_KEY,"
                    + " ANTHROPIC_API_KEY, GEMINI_API_KEY, …), at its …_BASE_URL where that is set. With no key at all"
                    + " the built-in simulator `sim` is on, so that the first request works."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir serve",
            "  OPENAI_API_KEY=sk-… weir serve",
            "  weir serve --config weir.yaml",
            "  weir serve --listen 127.0.0.1:9000 --admin 127.0.0.1:9001",
            "",
            "Then:",
            "  curl http://127.0.0.1:8080/v1/models",
            "",
            "SIGHUP, or a change of the file, reloads the configuration; SIGTERM lets streams run out."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ServeCommand() {}

    static CommandLine line() {
        var line = new CommandLine(new ServeCommand());
        for (var flag : ServeFlag.values()) {
            line.getCommandSpec()
                    .addOption(OptionSpec.builder(flag.word())
                            .type(String.class)
                            .paramLabel(flag.label())
                            .description(flag.description())
                            .build());
        }
        return line;
    }

    /// The values of the flags that a command line has.
    static Map<ServeFlag, String> values(CommandLine.ParseResult read) {
        var values = new EnumMap<ServeFlag, String>(ServeFlag.class);
        for (var flag : ServeFlag.values()) {
            @Nullable String value = read.matchedOptionValue(flag.word(), null);
            if (value != null) {
                values.put(flag, value);
            }
        }
        return values;
    }

    @Override
    public Integer call() {
        return Serve.run(values(spec.commandLine().getParseResult()));
    }
}
