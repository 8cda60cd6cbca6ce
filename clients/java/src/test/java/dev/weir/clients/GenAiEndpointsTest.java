package dev.weir.clients;

import static dev.weir.clients.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.types.ContentEmbedding;
import com.google.genai.types.EmbedContentConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The official Google Gen AI SDK beyond chat: embedContent.
@Sdk(name = "google-genai-java", version = "genai.version")
class GenAiEndpointsTest implements Suite {
    private static final Map<String, String> EMBEDDERS = Map.of("openai", "embedding-sim", "cohere", "embed-sim");

    private final Target target;
    private final Client sdk;

    GenAiEndpointsTest(Target target) {
        this.target = target;
        sdk = Generate.client(target.key(), Generate.options(target, 20_000));
    }

    @Override
    public Target target() {
        return target;
    }

    private String embedder() {
        return target.named(EMBEDDERS.getOrDefault(target.upstream(), "gemini-embedding-sim"));
    }

    private List<List<Float>> vectors(List<String> texts, EmbedContentConfig config) {
        return sdk.models.embedContent(embedder(), texts, config).embeddings().orElseThrow().stream()
                .map(ContentEmbedding::values)
                .map(values -> values.orElseThrow())
                .toList();
    }

    @Test
    void embeddings() {
        var none = EmbedContentConfig.builder().build();
        var both = vectors(List.of("one", "two"), none);
        assertThat(both).hasSize(2).doesNotHaveDuplicates();
        assertThat(both.getFirst()).hasSize(64);
        assertThat(vectors(List.of("one"), none)).containsExactly(both.getFirst());
    }

    @Test
    void embeddingsDimensions() {
        var config = EmbedContentConfig.builder()
                .outputDimensionality(8)
                .taskType("RETRIEVAL_QUERY")
                .build();
        assertThat(vectors(List.of("one"), config).getFirst()).hasSize(8);
    }

    @Test
    void embeddingsError() {
        var failure =
                failure(ClientException.class, () -> sdk.models.embedContent(embedder() + "-nobody", "one", null));
        assertThat(failure.code()).isEqualTo(404);
        assertThat(failure.status()).isEqualTo("NOT_FOUND");
    }
}
