package dev.weir;

import dev.weir.config.Environment;
import dev.weir.config.Schema;
import dev.weir.config.Summary;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            "  weir check --schema > weir.schema.json        the JSON Schema of the file, for editors",
            "",
            "A problem looks like this:",
            "  weir.yaml:12:5: providers.openai.kye: there is no such key. Did you mean `key`?"
        })
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    ConfigOption config = new ConfigOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same, without the word")
    @Nullable
    Path file;

    @Option(names = "--schema", description = "Print the JSON Schema of the file instead")
    boolean schema;

    CheckCommand() {
        this(Environment.read());
    }

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (schema) {
            config.out().print(Schema.text());
            config.out().flush();
            return 0;
        }
        if (file != null) {
            config.file = file;
        }
        var read = config.read(environment);
        read.ifPresent(good -> Summary.of(good).forEach(config.out()::println));
        config.out().flush();
        return read.isPresent() ? 0 : 1;
    }
}
