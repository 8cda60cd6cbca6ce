package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Loads configurations from texts.
final class Loading {
    static final Catalog CATALOG = Catalog.builtIn();

    private final Path folder;

    Loading(Path folder) {
        this.folder = folder;
    }

    Loaded load(String yaml, Map<String, String> environment) {
        return load(yaml, environment, Flags.NONE);
    }

    Loaded load(String yaml, Map<String, String> environment, Flags flags) {
        var file = folder.resolve("weir.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Config.load(CATALOG, file, environment, flags, 7);
    }

    Config config(String yaml, Map<String, String> environment) {
        return ok(load(yaml, environment));
    }

    static Config fromEnvironment(Map<String, String> environment) {
        return ok(Config.load(CATALOG, null, environment, Flags.NONE, 1));
    }

    static Config ok(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Ok.class);
        return ((Loaded.Ok) loaded).config();
    }

    /// The problems as printed, the file by its bare name.
    List<String> problems(String yaml, Map<String, String> environment) {
        return printed(load(yaml, environment));
    }

    List<String> printed(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Problems.class);
        return ((Loaded.Problems) loaded)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    static Endpoint endpoint(Config config, String id) {
        return config.endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
