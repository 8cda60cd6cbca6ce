package dev.weir;

import dev.weir.catalog.About;
import dev.weir.catalog.Catalog;
import dev.weir.catalog.DidYouMean;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Mode;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ProviderRow;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.route.Directory;
import dev.weir.route.ModelNames;
import dev.weir.server.ModelJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `weir models`: the models that can be asked for, or all that the catalog knows.
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the models that can be asked for with this configuration: how much they take, what they cost and can,"
                    + " and who says so. One that is found alone is shown with everything that is known of it.",
            "",
            "A provider's newest models need not be in the list: provider/model always works."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir models                                   with the providers that the environment switches on",
            "  weir models --config weir.yaml                with those of a file",
            "  weir models claude opus                       only those with both words",
            "  weir models --all --provider groq             what the catalog knows of a provider, on or off",
            "  weir models --all --mode embedding            ... of models that embed",
            "  weir models --providers                       the built-in providers, and what switches them on",
            "  weir models --all gpt --json                  one JSON object per line"
        })
final class ModelsCommand implements Callable<Integer> {
    private static final int SHOWN = 3;

    private final Map<String, String> environment;

    @Mixin
    ConfigOption config = new ConfigOption();

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "Words that the name must have")
    List<String> words = new ArrayList<>();

    @Option(names = "--provider", paramLabel = "ID", description = "Only this provider's")
    @Nullable
    String provider;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "Only those for this: chat, embedding, rerank, image, …")
    @Nullable
    String mode;

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

    @Override
    public Integer call() {
        if (providers) {
            Catalog.builtIn().rows().stream()
                    .filter(row -> hasWords(row.id()))
                    .map(ModelsCommand::line)
                    .forEach(config.out()::println);
            config.out().flush();
            return 0;
        }
        return config.read(environment).map(this::list).orElse(1);
    }

    private int list(Config settings) {
        var catalog = settings.catalog();
        var wrong = wrong(settings);
        if (wrong != null) {
            return sorry(wrong, 2);
        }
        var there = (all ? known(catalog) : configured(settings))
                .filter(this::isWanted)
                .toList();
        if (there.isEmpty()) {
            return sorry(nothing(settings), 1);
        }
        if (json) {
            there.forEach(model -> config.out().println(json(model)));
        } else if (there.size() == 1) {
            ModelTable.card(there.getFirst()).forEach(config.out()::println);
        } else {
            ModelTable.of(there).forEach(config.out()::println);
        }
        config.out().flush();
        return 0;
    }

    private int sorry(String why, int code) {
        config.err().println(why);
        config.err().flush();
        return code;
    }

    /// A provider or a mode that there is not, with what may have been meant.
    private @Nullable String wrong(Config settings) {
        var modes = Arrays.stream(Mode.values()).map(Mode::word).toList();
        if (mode != null && !modes.contains(mode)) {
            return "There is no mode " + mode + ". Known: " + String.join(", ", modes) + ".";
        }
        if (provider != null && settings.catalog().row(provider).isEmpty() && !isConfigured(settings, provider)) {
            return "There is no provider " + provider + "."
                    + meant(settings.catalog().suggest(provider)) + " `weir models --providers` lists them.";
        }
        return null;
    }

    private static boolean isConfigured(Config settings, String id) {
        return settings.endpoints().stream()
                .anyMatch(endpoint -> endpoint.names().contains(id));
    }

    private static String meant(Optional<String> near) {
        return near.map(name -> " Did you mean `" + name + "`?").orElse("");
    }

    /// Why nothing was found, and what to ask instead.
    private String nothing(Config settings) {
        var catalog = settings.catalog();
        if (!all) {
            var known = known(catalog).filter(this::isWanted).toList();
            if (!known.isEmpty()) {
                var some = known.stream()
                        .map(ModelTable.Row::name)
                        .sorted(Comparator.comparing(name -> !isOfItsMaker(catalog, name)))
                        .limit(SHOWN)
                        .collect(Collectors.joining(", "));
                return "No provider that is on here has such a model; the catalog knows " + known.size() + " (" + some
                        + (known.size() > SHOWN ? ", …" : "") + "): add --all to see them."
                        + " `weir models --providers` says what switches a provider on.";
            }
        }
        var names = (all ? known(catalog) : configured(settings))
                .map(ModelTable.Row::name)
                .toList();
        var near = DidYouMean.nearest(String.join("-", words), names)
                .or(() -> DidYouMean.nearest(
                        String.join("-", words),
                        names.stream().map(ModelsCommand::bare).toList()));
        return "There is no such model." + meant(words.isEmpty() ? Optional.empty() : near)
                + " `weir models --providers` lists the providers, --all all models.";
    }

    private static boolean isOfItsMaker(Catalog catalog, String name) {
        return catalog.firstParty(bare(name))
                .filter(row -> name.startsWith(row.id() + "/"))
                .isPresent();
    }

    private static String bare(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /// What the catalog knows, that of the models' makers first.
    private Stream<ModelTable.Row> known(Catalog catalog) {
        return catalog.rows().stream()
                .sorted(Comparator.comparing(row -> row.about().kind() != About.Kind.LAB))
                .filter(row -> provider == null
                        || catalog.row(provider).filter(row::equals).isPresent())
                .flatMap(row -> catalog.models(row).stream()
                        .map(model -> new ModelTable.Row(
                                row.id() + "/" + model.id(), model, catalog.traits(row, model.id()))));
    }

    private Stream<ModelTable.Row> configured(Config settings) {
        var names = settings.names();
        return names.models().stream()
                .filter(model -> provider == null || isNamed(settings, model.owner(), provider))
                .flatMap(model -> row(names, model.id()).stream());
    }

    private static boolean isNamed(Config settings, String id, String name) {
        return id.equals(name)
                || settings.endpoints().stream()
                        .anyMatch(endpoint ->
                                endpoint.id().equals(id) && endpoint.names().contains(name));
    }

    private static Optional<ModelTable.Row> row(ModelNames names, String id) {
        return switch (names.resolve(id)) {
            case Directory.Resolution.Found found -> {
                var first = found.targets().getFirst();
                var model = names.known(first).orElse(new KnownModel(first.model(), ModelFacts.NONE));
                yield Optional.of(new ModelTable.Row(id, model, names.traits(first)));
            }
            case Directory.Resolution.Unknown _ -> Optional.empty();
        };
    }

    private boolean isWanted(ModelTable.Row row) {
        return (mode == null || row.model().mode().word().equals(mode))
                && hasWords(row.name() + " " + row.model().name());
    }

    private boolean hasWords(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static String line(ProviderRow row) {
        var access = row.access();
        var variables = Stream.concat(access.keyVariables().stream(), access.urlVariables().stream());
        var how = row.notYet() != null ? "not yet" : variables.collect(Collectors.joining(" "));
        return "%-24s %-44s %s".formatted(row.id(), row.about().name(), how).stripTrailing();
    }

    private static String json(ModelTable.Row row) {
        var node = JsonMapper.shared().createObjectNode().put("id", row.name());
        ModelJson.extend(node, row.model(), row.traits());
        return node.toString();
    }
}
