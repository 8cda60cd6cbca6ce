package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--config`, and the reading of the configuration that it names: what a command that asks for one has in common.
final class ConfigOption {
    static final String NAME = "--config";
    static final String LABEL = "FILE";
    static final String DESCRIPTION = "The configuration file (weir.yaml)";

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(names = NAME, paramLabel = LABEL, description = DESCRIPTION)
    @Nullable
    Path file;

    /// The configuration, or nothing where it cannot stand, which is said.
    Optional<Config> read(Map<String, String> environment) {
        return switch (Config.load(Catalog.builtIn(), file, environment, Flags.NONE, 1)) {
            case Loaded.Ok ok -> Optional.of(ok.config());
            case Loaded.Problems wrong -> {
                err().print(Problem.lines(wrong.problems()));
                err().flush();
                yield Optional.empty();
            }
        };
    }

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }
}
