package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Access;
import dev.weir.catalog.Catalog;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Surface;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents say what is so.
class DocumentsTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PROVIDERS = PROJECT.resolve("docs/providers.md");
    private static final String BEGIN = "<!-- providers -->\n";
    private static final String END = "<!-- /providers -->";
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z0-9_]+)}");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>\\s*<groupId>[^<]*</groupId>\\s*<artifactId>([^<]*)</artifactId>");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/configuration.md", "docs/routing.md"})
    void everyConfigurationThatIsShownCanStand(String page) throws IOException {
        var blocks = YAML.matcher(Files.readString(PROJECT.resolve(page)));
        assertThat(blocks.results().toList()).isNotEmpty().allSatisfy(block -> {
            var yaml = block.group(1);
            var environment = new HashMap<>(Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", "k"));
            REFERENCE
                    .matcher(yaml)
                    .results()
                    .forEach(reference -> environment.put(reference.group(1), "k" + yaml.length()));
            var file = Files.writeString(folder.resolve("weir.yaml"), yaml);
            assertThat(Config.load(Catalog.builtIn(), file, environment, Flags.NONE, 1))
                    .isInstanceOf(Loaded.Ok.class);
        });
    }

    @Test
    void theProvidersPageShowsTheRows() throws IOException {
        var page = Files.readString(PROVIDERS);
        var begin = page.indexOf(BEGIN) + BEGIN.length();
        var end = page.indexOf(END);
        var drawn = page.substring(0, begin) + table() + page.substring(end);
        if (Boolean.getBoolean("weir.rewrite")) {
            Files.writeString(PROVIDERS, drawn);
            return;
        }
        assertThat(page)
                .as("docs/providers.md; draw it again: mvn -pl gateway test -Dtest=DocumentsTest -Dweir.rewrite=true")
                .isEqualTo(drawn);
    }

    private static String table() {
        var head = "| id | provider | dialects and addresses | key | address |\n|---|---|---|---|---|\n";
        return Catalog.builtIn().rows().stream().map(DocumentsTest::line).collect(Collectors.joining("", head, ""));
    }

    private static String line(ProviderRow row) {
        var ids = Stream.concat(Stream.of(row.id()), row.about().aliases().stream())
                .map(id -> "`" + id + "`")
                .collect(Collectors.joining(", "));
        var notYet = row.notYet();
        return "| " + ids + " | " + about(row) + " | "
                + (notYet == null ? surfaces(row) : "not yet: " + notYet) + " | " + key(row) + " | "
                + words(row.access().urlVariables()) + " |\n";
    }

    private static String about(ProviderRow row) {
        var doc = row.about().doc();
        return doc.startsWith("http")
                ? "[" + row.about().name() + "](" + doc + ")"
                : row.about().name();
    }

    private static String surfaces(ProviderRow row) {
        return row.surfaces().stream().map(DocumentsTest::surface).collect(Collectors.joining("<br>"));
    }

    private static String surface(Surface surface) {
        var base = surface.address().base();
        var regions = surface.address().regions().keySet();
        return surface.dialect()
                + (base == null ? "" : " " + base.replace("http://127.0.0.1:0", ""))
                + (regions.isEmpty() ? "" : " (" + String.join(", ", regions) + ")")
                + (surface.also().isEmpty() ? "" : ", there also " + String.join(", ", surface.also()));
    }

    private static String key(ProviderRow row) {
        var needed = switch (row.access().key()) {
            case REQUIRED -> "";
            case OPTIONAL -> " optional";
            case CREDENTIALS -> " or credentials";
            case NONE -> " none";
        };
        var start = row.access().start() == Access.Start.NAMED ? " *named*" : "";
        return (words(row.access().keyVariables()) + needed + start).strip();
    }

    private static String words(List<String> variables) {
        return variables.stream().map(variable -> "`" + variable + "`").collect(Collectors.joining(" "));
    }

    @Test
    void everyDependencySaysWhatItSavesAndCosts() throws IOException {
        var page = Files.readString(PROJECT.resolve("docs/dependencies.md"));
        for (var pom : List.of("gateway/pom.xml", "bench/pom.xml", "clients/java/pom.xml")) {
            var declared = DEPENDENCY.matcher(Files.readString(PROJECT.resolve(pom)));
            assertThat(declared.results().map(match -> match.group(1)))
                    .as(pom)
                    .filteredOn(artifact -> !artifact.startsWith("weir-"))
                    .allMatch(page::contains);
        }
    }
}
