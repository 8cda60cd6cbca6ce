package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.route.Strategy;
import dev.weir.route.VirtualModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of a strategy of one's own is built and used.
class PluginsTest {
    private static final Path EXAMPLE = Path.of("../examples/own-strategy/src");
    private static final Map<String, String> ENVIRONMENT = Map.of("OPENAI_API_KEY", "k");

    @TempDir
    private Path folder = Path.of("");

    private Path built() throws IOException {
        var classes = Files.createDirectories(folder.resolve("night-shift"));
        var code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        Path.of(Strategy.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath())
                                .toString(),
                        "-d",
                        classes.toString(),
                        EXAMPLE.resolve("example/NightShift.java").toString());
        assertThat(code).isZero();
        var services = "META-INF/services/dev.weir.route.Strategy";
        Files.createDirectories(classes.resolve(services).getParent());
        Files.copy(EXAMPLE.resolve(services), classes.resolve(services));
        return classes;
    }

    private static String yaml(String plugins, String strategy) {
        return "plugins: [ " + plugins + " ]\nmodels:\n  smart:\n    strategy: " + strategy
                + "\n    targets: [ openai/a, openai/b ]\n";
    }

    @Test
    void aStrategyOfOnesOwnIsFoundByItsName() throws IOException {
        built();
        var loaded = new Loading(folder).load(yaml("night-shift", "night-shift"), ENVIRONMENT);
        assertThat(loaded).isInstanceOfSatisfying(Loaded.Ok.class, ok -> {
            var models = ok.config().models();
            assertThat(models).extracting(VirtualModel::name).containsExactly("smart");
            assertThat(models.getFirst().group().strategy().id()).isEqualTo("night-shift");
        });
    }

    @Test
    void whatIsNotThereIsSaidWithItsPlace() throws IOException {
        built();
        assertThat(new Loading(folder).problems(yaml("nowhere.jar", "in-order"), ENVIRONMENT))
                .singleElement()
                .asString()
                .startsWith("weir.yaml:1:12: plugins[0]: there is no readable file ")
                .endsWith("nowhere.jar. Name a jar, or a folder of classes");
        assertThat(new Loading(folder).problems(yaml("night-shift", "night-shfit"), ENVIRONMENT))
                .isEqualTo(
                        List.of("weir.yaml:4:15: models.smart.strategy: there is no strategy night-shfit. Did you mean"
                                + " `night-shift`?"));
    }
}
