package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rows against the list of providers that they were made from, where that is at hand.
class SourceListTest {
    private static final Path LIST = Path.of("../../shared/catalog/providers.json");
    private static final Set<String> SPOKEN = Set.of("openai-chat", "openai-responses", "anthropic-messages", "gemini");

    /// Addresses that differ from the list, and why.
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "cohere", "the row has the address with its version",
            "google", "the list adds an OpenAI surface, which loses thought signatures; the row speaks Gemini only",
            "amazon-bedrock", "the list adds an address of its own for OpenAI's dialects",
            "google-vertex", "the list has the address of the place, the row that of a publisher",
            "google-vertex-anthropic", "the list has the address of the place, the row that of a publisher");

    static Stream<JsonNode> listed() {
        Assumptions.assumeTrue(Files.exists(LIST), "skipped: there is no " + LIST);
        var providers = JsonMapper.shared().readTree(LIST).path("providers");
        return StreamSupport.stream(providers.spliterator(), false)
                .filter(provider -> provider.path("core").asBoolean(false))
                .filter(provider ->
                        provider.path("dialects").propertyNames().stream().anyMatch(SPOKEN::contains));
    }

    @ParameterizedTest
    @MethodSource("listed")
    void everyListedProviderHasARowAtItsAddress(JsonNode provider) {
        var id = provider.path("id").asString();
        var row = CatalogTest.CATALOG.row(id);
        assertThat(row).as("a row for " + id).isPresent();
        if (EXCEPTIONS.containsKey(id)) {
            return;
        }
        for (var dialect : provider.path("dialects").properties()) {
            if (SPOKEN.contains(dialect.getKey())) {
                assertThat(address(row.orElseThrow(), dialect.getKey()))
                        .as(id + " " + dialect.getKey())
                        .map(SourceListTest::plain)
                        .contains(plain(dialect.getValue().asString()));
            }
        }
    }

    private static Optional<String> address(ProviderRow row, String dialect) {
        return row.surfaces().stream()
                .filter(surface -> surface.dialect().equals(dialect))
                .flatMap(surface -> Stream.ofNullable(surface.address().base()))
                .findFirst();
    }

    /// Variables are named differently there.
    private static String plain(String url) {
        return url.replaceAll("\\{[^}]*}", "{}");
    }
}
