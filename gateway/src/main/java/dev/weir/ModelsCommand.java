package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.ProviderRow;
import dev.weir.chat.Traits;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.route.Directory;
import dev.weir.route.ModelNames;
import dev.weir.route.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `weir models`: the models that can be asked for, or all that the catalog knows.
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the models that can be asked for with this configuration.",
            "",
            "A provider's newest models need not be in the list: provider/model always works."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir models                                   with the providers that the environment switches on",
            "  weir models --config weir.yaml                with those of a file",
            "  weir models claude opus                       only names with both words",
            "  weir models --all --provider groq             what the catalog knows of a provider, on or off",
            "  weir models --providers                       the built-in providers, and what switches them on",
            "  weir models --all gpt --json                  one JSON object per line"
        })
final class ModelsCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "Words that the name must have")
    List<String> words = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file")
    @Nullable
    Path config;

    @Option(names = "--provider", paramLabel = "ID", description = "Only this provider's")
    @Nullable
    String provider;

    @Option(names = "--all", description = "All that the catalog knows, whether its provider is on or not")
    boolean all;

    @Option(names = "--providers", description = "List the built-in providers instead")
    boolean providers;

    @Option(names = "--json", description = "One JSON object per line")
    boolean json;

    ModelsCommand() {
        this(Environment.read());
    }

    ModelsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /// A line of the list.
    private record Line(String name, @Nullable Traits traits) {}

    @Override
    public Integer call() {
        var catalog = Catalog.builtIn();
        if (providers) {
            catalog.rows().stream().filter(row -> named(row.id())).forEach(this::print);
            out().flush();
            return 0;
        }
        if (all) {
            return print(catalog.rows().stream()
                    .filter(row -> provider == null
                            || catalog.row(provider).filter(row::equals).isPresent())
                    .flatMap(row -> known(catalog, row)));
        }
        return switch (Config.load(catalog, config, environment, Flags.NONE, 1)) {
            case Loaded.Problems wrong -> {
                wrong.problems().forEach(err()::println);
                err().flush();
                yield 1;
            }
            case Loaded.Ok ok -> print(configured(catalog, ok.config()));
        };
    }

    private static Stream<Line> known(Catalog catalog, ProviderRow row) {
        return catalog.models(row).stream()
                .map(model -> new Line(row.id() + "/" + model.id(), catalog.traits(row, model.id())));
    }

    private Stream<Line> configured(Catalog catalog, Config settings) {
        var names = new ModelNames(catalog, settings.endpoints(), settings.models());
        return names.models().stream()
                .filter(model -> provider == null || model.owner().equals(provider))
                .map(model -> new Line(model.id(), traits(names, model.id())));
    }

    private static @Nullable Traits traits(ModelNames names, String model) {
        return switch (names.resolve(model)) {
            case Directory.Resolution.Found found -> {
                Target first = found.targets().getFirst();
                yield names.traits(first);
            }
            case Directory.Resolution.Unknown _ -> null;
        };
    }

    private Integer print(Stream<Line> lines) {
        var found = lines.filter(line -> named(line.name())).toList();
        if (found.isEmpty()) {
            err().println("No such model. `weir models --providers` lists the providers, --all all models.");
            err().flush();
            return 1;
        }
        found.forEach(line -> out().println(json ? json(line) : text(line)));
        out().flush();
        return 0;
    }

    private boolean named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)));
    }

    private void print(ProviderRow row) {
        var access = row.access();
        var variables = Stream.concat(access.keyVariables().stream(), access.urlVariables().stream());
        var how = row.notYet() != null ? "not yet" : variables.collect(Collectors.joining(" "));
        out().println("%-24s %-44s %s"
                .formatted(row.id(), row.about().name(), how)
                .stripTrailing());
    }

    private static String text(Line line) {
        var traits = line.traits();
        return traits == null
                ? line.name()
                : "%-60s %9s %9s  %s"
                        .formatted(
                                line.name(),
                                number(traits.contextTokens()),
                                number(traits.maxOutputTokens()),
                                words(traits))
                        .stripTrailing();
    }

    private static String number(@Nullable Integer tokens) {
        return tokens == null ? "?" : tokens.toString();
    }

    private static String words(Traits traits) {
        var words = new ArrayList<String>();
        traits.inputs().stream().sorted().forEach(kind -> words.add(kind.name().toLowerCase(Locale.ROOT)));
        if (traits.tools() == Traits.Support.YES) {
            words.add("tools");
        }
        if (traits.structuredOutput() == Traits.Support.YES) {
            words.add("schema");
        }
        if (traits.thinking().known() == Traits.Support.YES) {
            words.add("thinking");
        }
        return String.join(" ", words);
    }

    private static String json(Line line) {
        ObjectNode node = JsonMapper.shared().createObjectNode().put("id", line.name());
        var traits = line.traits();
        if (traits != null) {
            node.put("context", traits.contextTokens()).put("max_output", traits.maxOutputTokens());
            var inputs = node.putArray("inputs").add("text");
            traits.inputs().stream()
                    .sorted()
                    .forEach(kind -> inputs.add(kind.name().toLowerCase(Locale.ROOT)));
            node.put("tools", traits.tools().name().toLowerCase(Locale.ROOT));
            node.put("schema", traits.structuredOutput().name().toLowerCase(Locale.ROOT));
            node.put("sampling", traits.sampling().name().toLowerCase(Locale.ROOT));
            var ways = node.putArray("thinking");
            traits.thinking().ways().stream()
                    .sorted()
                    .forEach(way -> ways.add(way.name().toLowerCase(Locale.ROOT)));
            var efforts = node.putArray("efforts");
            traits.thinking()
                    .efforts()
                    .forEach(effort -> efforts.add(effort.name().toLowerCase(Locale.ROOT)));
        }
        return node.toString();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
