package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.config.Summary;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir check`: says everything that is wrong with a configuration, or what it amounts to.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say everything that is wrong with a configuration, or what is on with it.",
            "",
            "Nothing is started and nobody is called. Exit code 0: it can stand; 1: it cannot."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir check weir.yaml                          every problem, with file, line and remedy",
            "  weir check --config weir.yaml                 the same",
            "  weir check                                    what the environment alone switches on",
            "  OPENAI_API_KEY=x weir check                   ... with this variable set",
            "",
            "A problem looks like this:",
            "  weir.yaml:12:5: providers.openai.kye: there is no such key. Did you mean `key`?"
        })
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration file")
    @Nullable
    Path file;

    @Option(names = "--config", paramLabel = "FILE", description = "The same, as the other commands have it")
    @Nullable
    Path config;

    CheckCommand() {
        this(Environment.read());
    }

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        var loaded = Config.load(Catalog.builtIn(), file != null ? file : config, environment, Flags.NONE, 1);
        return switch (loaded) {
            case Loaded.Ok ok -> {
                Summary.of(ok.config()).forEach(commandLine.getOut()::println);
                commandLine.getOut().flush();
                yield 0;
            }
            case Loaded.Problems wrong -> {
                wrong.problems().forEach(commandLine.getErr()::println);
                commandLine.getErr().flush();
                yield 1;
            }
        };
    }
}
