package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `GET /v1/models`, plain and extended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelListTest {
    @SuppressWarnings("NullAway.Init") // set before the tests
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        gateway = TestGateway.start(List.of(TestGateway.endpoint("openai", "openai", "http://127.0.0.1:1")), List.of());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
    }

    private JsonNode get(String path) throws Exception {
        return JsonMapper.shared().readTree(gateway.get(path).body());
    }

    private static JsonNode entry(JsonNode list, String id) {
        for (var entry : list.path("data")) {
            if (entry.path("id").asString("").equals(id)) {
                return entry;
            }
        }
        throw new AssertionError("no " + id);
    }

    @Test
    void theListHasTheShapeOfOpenAis() throws Exception {
        var list = get("/v1/models");
        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(entry(list, "openai/gpt-4o").propertyNames())
                .containsExactly("id", "object", "created", "owned_by", "context_window");
    }

    @Test
    void theExtendedListSaysWhatIsKnown() throws Exception {
        var model = entry(get("/v1/models?extended=true"), "openai/gpt-4o");
        assertThat(model.path("object").asString()).isEqualTo("model");
        assertThat(model.path("created").asLong()).isEqualTo(1_715_558_400); // 2024-05-13
        assertThat(model.path("context_window").asInt()).isEqualTo(128_000);
        assertThat(model.path("max_output_tokens").asInt()).isEqualTo(16_384);
        assertThat(model.path("input_modalities").toString()).isEqualTo("[\"text\",\"image\",\"pdf\"]");
        assertThat(model.path("capabilities").path("tools").asBoolean()).isTrue();
        assertThat(model.path("capabilities").path("reasoning").asBoolean(true)).isFalse();
        var prices = model.path("prices");
        assertThat(prices.path("per_million_tokens").path("cache_read").asString())
                .isEqualTo("1.25");
        assertThat(prices.path("batch")
                        .path("per_million_tokens")
                        .path("output")
                        .asString())
                .isEqualTo("5");
        assertThat(model.path("sources").path(0).path("as_of").asString()).isEqualTo("2026-07-01");
    }

    @Test
    void oneModelAloneMayBeExtendedToo() throws Exception {
        assertThat(get("/v1/models/openai/gpt-4o").has("prices")).isFalse();
        assertThat(get("/v1/models/openai/gpt-4o?extended=true").has("prices")).isTrue();
        var doubtful = get("/v1/models/openai/o3?extended=true")
                .path("prices")
                .path("doubtful")
                .path(0);
        assertThat(doubtful.path("price").asString()).isEqualTo("input");
        assertThat(doubtful.path("verdict").asString()).isEqualTo("mixed");
        assertThat(doubtful.path("others").path("10").path(0).asString()).isEqualTo("llm-prices");
    }

    @Test
    void aModelOfWhichNothingIsKnownIsListedAsItIs() throws Exception {
        assertThat(get("/v1/models/openai/of-tomorrow?extended=true").propertyNames())
                .containsExactly("id", "object", "created", "owned_by");
    }
}
