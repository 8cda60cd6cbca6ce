package dev.weir.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Mode;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ModelFacts.History;
import dev.weir.catalog.ModelFacts.Limits;
import dev.weir.catalog.ModelFacts.Status;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking.Way;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedTest {
    private static final Catalog CATALOG = Catalog.builtIn();

    private static Feed read(String json) {
        return Feed.read(json.getBytes(StandardCharsets.UTF_8), "api.json", "2026-12-01", CATALOG);
    }

    private static ModelFacts model(Feed feed, String provider, String id) {
        return Objects.requireNonNull(
                Objects.requireNonNull(feed.models().get(provider)).get(id));
    }

    @Test
    void aListOfModelsDevIsRead() {
        var feed = read("""
                {"openai": {"id": "openai", "name": "OpenAI", "models": {"gpt-9": {
                    "id": "gpt-9", "name": "GPT-9", "reasoning": true, "tool_call": true, "structured_output": true,
                    "temperature": false, "open_weights": false, "knowledge": "2026-05", "release_date": "2026-11-30",
                    "last_updated": "2026-12-01", "status": "beta",
                    "modalities": {"input": ["text", "image", "pdf", "smell"], "output": ["text"]},
                    "limit": {"context": 400000, "input": 272000, "output": 128000},
                    "reasoning_options": [{"type": "effort", "values": ["none", "low", "high", "total"]}, {"type": "new"}],
                    "cost": {"input": 1.25, "output": 10, "cache_read": 0.0028,
                             "tiers": [{"input": 2.5, "output": 20, "tier": {"type": "context", "size": 272000}}],
                             "context_over_200k": {"input": 2}},
                    "experimental": {"modes": {"fast": {"cost": {"input": 5, "output": 40}},
                        "quick": {"cost": {"input": 3}, "provider": {"body": {"service_tier": "priority"}}}}}
                }}}, "nobody": {"models": {"m": {}}}}
                """);
        var facts = model(feed, "openai", "gpt-9");
        assertThat(feed.source()).isEqualTo(new Source("models.dev", "2026-12-01", "models.dev (api.json)"));
        assertThat(feed.strangers()).containsExactly("nobody");
        assertThat(feed.refused()).isEmpty();
        assertThat(facts.nature()).isEqualTo(new ModelFacts.Nature(null, Support.YES, Support.UNKNOWN));
        assertThat(facts.limits()).isEqualTo(new Limits(400_000, 272_000, 128_000, null));
        assertThat(facts.media().reads()).containsExactlyInAnyOrder(Modality.TEXT, Modality.IMAGE, Modality.PDF);
        assertThat(facts.history()).isEqualTo(new History(Status.BETA, "2026-11-30", "2026-05", "2026-12-01", null));
        assertThat(facts.manner().sampling()).isEqualTo(Support.NO);
        assertThat(Objects.requireNonNull(facts.manner().thinking()).ways())
                .containsExactlyInAnyOrder(Way.OFF, Way.EFFORT);
        assertThat(facts.prices().usual().each())
                .isEqualTo(Map.of(
                        Meter.INPUT, Money.ofPicos(1_250_000),
                        Meter.OUTPUT, Money.ofPicos(10_000_000),
                        Meter.CACHE_READ, Money.ofPicos(2_800)));
        assertThat(facts.prices().tiers()).extracting(Prices.Tier::aboveTokens).containsExactly(200_000, 272_000);
        assertThat(facts.prices().services().keySet()).containsExactlyInAnyOrder("fast", "priority");
    }

    @ParameterizedTest
    @CsvSource({
        "text-embed-1, text, text, EMBEDDING",
        "painter, text, image, IMAGE",
        "filmer, text, video, VIDEO",
        "speaker, text, audio, SPEECH",
        "listener, audio, text, TRANSCRIPTION",
        "talker, text, text,",
    })
    void whatAModelIsForFollowsFromItsNameAndMedia(String id, String reads, String writes, Mode mode) {
        var feed = read("{\"openai\": {\"models\": {\"" + id + "\": {\"modalities\": {\"input\": [\"" + reads
                + "\"], \"output\": [\"" + writes + "\"]}}}}}");
        assertThat(model(feed, "openai", id).nature().mode()).isEqualTo(mode);
    }

    @Test
    void aPriceFileOfLiteLlmIsRead() {
        var feed = read("""
                {"sample_spec": {"litellm_provider": "one of many", "max_input_tokens": "max input tokens"},
                 "gpt-9": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 272000, "max_output_tokens": 128000,
                    "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "input_cost_per_token_batches": 6.25e-07,
                    "cache_read_input_token_cost_priority": 2.5e-07, "input_cost_per_token_above_200k_tokens": 2.5e-06,
                    "cache_creation_input_token_cost_above_1hr": 4.0000000000000003e-06,
                    "supports_function_calling": true, "supports_vision": true, "supports_reasoning": true,
                    "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_high": 0.01},
                    "deprecation_date": "2027-10-15"},
                 "gpt-9-wide": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.25e-06,
                    "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_high": 0.03}},
                 "azure/eu/gpt-9": {"litellm_provider": "azure", "input_cost_per_token": 1},
                 "1024-x-1024/dall-e-2": {"litellm_provider": "openai", "input_cost_per_pixel": 1.9e-08},
                 "whisper-9": {"litellm_provider": "openai", "mode": "audio_transcription",
                    "input_cost_per_second": 0.0001, "output_cost_per_second": 0.0},
                 "together_ai/meta/llama": {"litellm_provider": "together_ai", "input_cost_per_token": null},
                 "vertex_ai/claude-9@1": {"litellm_provider": "vertex_ai-anthropic_models"},
                 "bedrock/us-east-1/x": {"litellm_provider": "bedrock"},
                 "us.amazon.nova-9": {"litellm_provider": "bedrock_converse", "output_vector_size": 1024, "mode": "embedding"}}
                """);
        assertThat(feed.source().id()).isEqualTo("litellm");
        assertThat(feed.models().keySet())
                .containsExactly("amazon-bedrock", "google-vertex-anthropic", "openai", "togetherai");
        assertThat(Objects.requireNonNull(feed.models().get("openai")).keySet())
                .containsExactly("gpt-9", "gpt-9-wide", "whisper-9");
        assertThat(Objects.requireNonNull(feed.models().get("togetherai")).keySet())
                .containsExactly("meta/llama");
        assertThat(Objects.requireNonNull(feed.models().get("google-vertex-anthropic"))
                        .keySet())
                .containsExactly("claude-9@1");
        var facts = model(feed, "openai", "gpt-9");
        assertThat(facts.limits()).isEqualTo(new Limits(null, 272_000, 128_000, null));
        assertThat(facts.prices().usual().each())
                .isEqualTo(Map.of(
                        Meter.INPUT, Money.ofPicos(1_250_000),
                        Meter.OUTPUT, Money.ofPicos(10_000_000),
                        Meter.CACHE_WRITE_1H, Money.ofPicos(4_000_000),
                        Meter.QUERY, Money.ofPicos(10_000_000_000L)));
        assertThat(model(feed, "openai", "gpt-9-wide").prices().usual().of(Meter.QUERY))
                .isNull();
        assertThat(Objects.requireNonNull(facts.prices().services().get("batch"))
                        .of(Meter.INPUT))
                .isEqualTo(Money.ofPicos(625_000));
        assertThat(Objects.requireNonNull(facts.prices().services().get("priority"))
                        .of(Meter.CACHE_READ))
                .isEqualTo(Money.ofPicos(250_000));
        assertThat(facts.prices().tiers())
                .singleElement()
                .extracting(Prices.Tier::aboveTokens)
                .isEqualTo(200_000);
        assertThat(facts.history().until()).isEqualTo("2027-10-15");
        assertThat(model(feed, "openai", "whisper-9").prices().usual().of(Meter.SECOND))
                .isEqualTo(Money.ofPicos(100_000_000));
        assertThat(model(feed, "amazon-bedrock", "us.amazon.nova-9").nature().mode())
                .isEqualTo(Mode.EMBEDDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cost\": {\"input\": -1}}",
                "{\"cost\": {\"input\": \"1\"}}",
                "{\"cost\": {\"input\": 1e300}}",
                "{\"cost\": {\"input\": 1e-999999999}}",
                "{\"cost\": {\"input\": {}}}",
                "{\"id\": \"a b\"}",
                "{\"id\": \"a\\nb\"}",
                "{\"id\": \"\"}",
                "{\"id\": \"\\\"\"}",
            })
    void anEntryThatCannotStandIsLeftOutAndNamed(String entry) {
        var feed = read("{\"openai\": {\"models\": {\"bad\": " + entry + ", \"good\": {}}}}");
        assertThat(feed.refused()).hasSize(1).allMatch(why -> why.startsWith("openai/"));
        assertThat(Objects.requireNonNull(feed.models().get("openai")).keySet()).containsExactly("good");
    }

    @Test
    void valuesThatAreNotWhatTheyShouldBeAreNotTaken() {
        var facts = model(read("""
                        {"openai": {"models": {"m": {"name": "a\\n\\"b\\"", "limit": {"context": -5, "output": "many"},
                         "release_date": "soon", "reasoning": "yes", "modalities": [], "cost": 7}}}}
                        """), "openai", "m");
        assertThat(facts.limits()).isEqualTo(Limits.NONE);
        assertThat(facts.history()).isEqualTo(History.NONE);
        assertThat(facts.nature().reasoning()).isEqualTo(Support.UNKNOWN);
        assertThat(facts.prices()).isEqualTo(Prices.NONE);
        assertThat(facts.origin().name()).isEqualTo("a  b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"a\": 1}", "7", "\"text\""})
    void whatIsNeitherListIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither");
    }

    @Test
    void oneProviderAloneMayBeTaken() {
        var feed = read("{\"openai\": {\"models\": {\"m\": {}}}, \"groq\": {\"models\": {\"n\": {}}}}");
        assertThat(feed.only("groq").models().keySet()).containsExactly("groq");
        assertThat(feed.only("mistral").size()).isZero();
    }
}
