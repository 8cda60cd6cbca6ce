package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.dialect.ListedModel;
import dev.weir.flow.Deadlines;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNamesTest {
    private static final Catalog CATALOG = Catalog.builtIn();
    private static final Endpoint OPENAI = endpoint("openai", "openai", List.of());
    private static final Endpoint ROUTER = endpoint("openrouter", "openrouter", List.of());
    private static final Endpoint GROQ = endpoint("groq", "groq", List.of());
    private static final Endpoint GOOGLE = endpoint("google", "google", List.of());
    private static final Endpoint BOX = endpoint("gpu-box", "openai-compatible", List.of("my-model", "gpt-4o"));
    private static final VirtualModel SMART =
            new VirtualModel("smart", List.of(new Target(OPENAI, "gpt-4o"), new Target(GROQ, "x")), Deadlines.USUAL);
    private static final ModelNames NAMES =
            new ModelNames(CATALOG, List.of(BOX, ROUTER, GROQ, OPENAI, GOOGLE), List.of(SMART));

    private static Endpoint endpoint(String id, String like, List<String> models) {
        var row = CATALOG.row(like).orElseThrow();
        var doors = row.surfaces().stream()
                .map(surface -> new Door(
                        surface, URI.create("https://h.example/v1"), Map.of(), Map.of(), new Credential.None()))
                .toList();
        var names = new HashSet<>(id.equals(like) ? row.about().aliases() : List.<String>of());
        names.add(id);
        return new Endpoint(id, names, row, doors, models, null, Deadlines.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        // the first segment is a configured provider, or an alias of one: the rest goes verbatim
        "openai/gpt-4o,                        openai/gpt-4o",
        "openai/a-model-of-tomorrow,           openai/a-model-of-tomorrow",
        "gemini/gemini-2.5-pro,                google/gemini-2.5-pro",
        "gpu-box/org/some-model:q4,            gpu-box/org/some-model:q4",
        "openrouter/anthropic/claude-opus-4.8, openrouter/anthropic/claude-opus-4.8",
        // a bare known name: its maker first, wherever that stands in the configuration
        "gpt-4o,                               openai/gpt-4o",
        "gemini-2.5-flash,                     google/gemini-2.5-flash",
        // then in the order of the configuration
        "my-model,                             gpu-box/my-model",
        "llama-3.3-70b-versatile,              groq/llama-3.3-70b-versatile",
        // a known name with a slash whose first segment is not configured
        "anthropic/claude-opus-4.8,            openrouter/anthropic/claude-opus-4.8",
    })
    void aNameMeansItsTarget(String name, String target) {
        assertThat(NAMES.resolve(name))
                .isInstanceOfSatisfying(
                        Directory.Resolution.Found.class,
                        found -> assertThat(found.targets().stream().map(Target::name))
                                .containsExactly(target));
    }

    @Test
    void aNameOfTheUsersOwnComesFirst() {
        assertThat(NAMES.resolve("smart")).isInstanceOfSatisfying(Directory.Resolution.Found.class, found -> {
            assertThat(found.targets()).isEqualTo(SMART.targets());
            assertThat(found.model().deadlines()).isEqualTo(Deadlines.USUAL);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smrt                       | `smart`",
                "gpt-4p                     | `gpt-4o`",
                "opanai/gpt-4o              | `openai/gpt-4o`",
                "anthropic/claude-tomorrow  | ANTHROPIC_API_KEY",
                "claude-sonnet-4-5          | ANTHROPIC_API_KEY",
                "zzzzzzzzzzzzzzzzzzzzzzzzzz | GET /v1/models",
                "openai/                    | ",
                "/gpt-4o                    | ",
            })
    void anUnknownNameGetsAHint(String name, @Nullable String hint) {
        assertThat(NAMES.resolve(name))
                .isInstanceOfSatisfying(
                        Directory.Resolution.Unknown.class,
                        unknown -> assertThat(unknown.hint()).contains(hint == null ? "" : hint));
    }

    @Test
    void theListHasTheUsersNamesFirstAndNoRetiredModel() {
        var ids = NAMES.models().stream().map(ListedModel::id).toList();
        assertThat(ids.getFirst()).isEqualTo("smart");
        assertThat(ids).contains("gpu-box/my-model", "openai/gpt-4o", "openrouter/anthropic/claude-opus-4.8");
        assertThat(ids).doesNotHaveDuplicates();
        var alone = new ModelNames(CATALOG, List.of(endpoint("anthropic", "anthropic", List.of())), List.of());
        assertThat(alone.models().stream().map(ListedModel::id)).doesNotContain("anthropic/claude-opus-4-1");
    }
}
