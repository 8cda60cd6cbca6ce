package dev.weir.feed;

import static java.util.Map.entry;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Manner;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Mode;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.ModelFacts.History;
import dev.weir.catalog.ModelFacts.Limits;
import dev.weir.catalog.ModelFacts.Media;
import dev.weir.catalog.ModelFacts.Nature;
import dev.weir.catalog.ModelFacts.Origin;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits.Support;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// LiteLLM's price file, `model_prices_and_context_window.json`: models by name, each with its provider. Prices are
/// dollars for one token or piece.
final class LiteLlm {
    /// Its names of providers that are neither the catalog's nor aliases there.
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            entry("text-completion-openai", "openai"),
            entry("azure_ai", "azure"),
            entry("azure_text", "azure"),
            entry("bedrock_converse", "amazon-bedrock"),
            entry("cohere_chat", "cohere"),
            entry("codestral", "mistral"),
            entry("text-completion-codestral", "mistral"),
            entry("fireworks_ai-embedding-models", "fireworks-ai"),
            entry("friendliai", "friendli"),
            entry("vertex_ai-language-models", "google-vertex"),
            entry("vertex_ai-vision-models", "google-vertex"),
            entry("vertex_ai-embedding-models", "google-vertex"),
            entry("vertex_ai-image-models", "google-vertex"),
            entry("vertex_ai-anthropic_models", "google-vertex-anthropic"),
            entry("vertex_ai-llama_models", "google-vertex"),
            entry("vertex_ai-mistral_models", "google-vertex"));

    private static final Map<String, Meter> METERS = Map.ofEntries(
            entry("input_cost_per_token", Meter.INPUT),
            entry("output_cost_per_token", Meter.OUTPUT),
            entry("cache_read_input_token_cost", Meter.CACHE_READ),
            entry("cache_creation_input_token_cost", Meter.CACHE_WRITE),
            entry("cache_creation_input_token_cost_above_1hr", Meter.CACHE_WRITE_1H),
            entry("output_cost_per_reasoning_token", Meter.REASONING),
            entry("input_cost_per_audio_token", Meter.INPUT_AUDIO),
            entry("output_cost_per_audio_token", Meter.OUTPUT_AUDIO),
            entry("input_cost_per_image_token", Meter.INPUT_IMAGE),
            entry("output_cost_per_image_token", Meter.OUTPUT_IMAGE),
            entry("citation_cost_per_token", Meter.CITATION),
            entry("input_cost_per_image", Meter.IMAGE),
            entry("output_cost_per_image", Meter.IMAGE),
            entry("input_cost_per_query", Meter.QUERY),
            entry("input_cost_per_second", Meter.SECOND),
            entry("output_cost_per_second", Meter.SECOND),
            entry("input_cost_per_character", Meter.CHARACTER),
            entry("output_cost_per_character", Meter.CHARACTER),
            entry("ocr_cost_per_page", Meter.PAGE),
            entry("input_cost_per_request", Meter.REQUEST));

    private static final Map<String, String> SERVICES =
            Map.of("_batches", "batch", "_flex", "flex", "_priority", "priority");

    private static final Pattern TIER = Pattern.compile("(.+)_above_(\\d+)k_tokens");

    private static final Map<String, Mode> MODES = Map.ofEntries(
            entry("embedding", Mode.EMBEDDING),
            entry("rerank", Mode.RERANK),
            entry("image_generation", Mode.IMAGE),
            entry("image_edit", Mode.IMAGE_EDIT),
            entry("audio_transcription", Mode.TRANSCRIPTION),
            entry("audio_speech", Mode.SPEECH),
            entry("realtime", Mode.REALTIME),
            entry("video_generation", Mode.VIDEO),
            entry("moderation", Mode.MODERATION),
            entry("ocr", Mode.OCR));

    private static final Map<String, Modality> READS = Map.of(
            "supports_vision", Modality.IMAGE,
            "supports_pdf_input", Modality.PDF,
            "supports_audio_input", Modality.AUDIO,
            "supports_video_input", Modality.VIDEO);

    private LiteLlm() {}

    static Feed read(JsonNode root, Source source, Catalog catalog) {
        var gathering = new Gathering(catalog, source);
        for (var entry : root.properties()) {
            var model = entry.getValue();
            var provider = model.path("litellm_provider").asString("");
            if (provider.isEmpty() || entry.getKey().equals("sample_spec")) {
                continue;
            }
            gathering.row(PROVIDERS.getOrDefault(provider, provider)).ifPresent(row -> {
                var id = id(entry.getKey(), row.id(), catalog);
                if (id != null) {
                    gathering.add(row, id, () -> facts(model, source));
                }
            });
        }
        return gathering.feed();
    }

    /// A model's id at its provider: the name without the provider in front; null for the same model in another size or
    /// under another contract (`1024-x-1024/dall-e-2`, `azure/eu/gpt-4o`, `bedrock/us-east-1/…`).
    private static @Nullable String id(String name, String provider, Catalog catalog) {
        var id = name;
        var slash = id.indexOf('/');
        if (slash > 0) {
            var prefix = id.substring(0, slash);
            var row = catalog.row(PROVIDERS.getOrDefault(prefix, prefix));
            if (row.isPresent()
                    && (row.get().id().equals(provider)
                            || provider.startsWith(row.get().id()))) {
                id = id.substring(slash + 1);
            }
        }
        var isOneSegment = Set.of("openai", "azure", "amazon-bedrock", "google", "anthropic")
                .contains(provider);
        return isOneSegment && id.indexOf('/') >= 0 ? null : id;
    }

    private static ModelFacts facts(JsonNode model, Source source) {
        var reasoning = support(model, "supports_reasoning");
        return new ModelFacts(
                new Nature(MODES.get(model.path("mode").asString("")), reasoning, Support.UNKNOWN),
                new Limits(
                        null,
                        Readings.positive(model.path("max_input_tokens")),
                        Readings.positive(model.path("max_output_tokens")),
                        Readings.positive(model.path("output_vector_size"))),
                new Media(reads(model), Set.of()),
                prices(model),
                new History(null, null, null, null, Readings.date(model.path("deprecation_date"))),
                new Origin(null, null, null, null, null, List.of(source)),
                Manner.read(words(model)));
    }

    /// It says only what a model can, and stays silent on what it cannot.
    private static Support support(JsonNode model, String key) {
        return model.path(key).asBoolean(false) ? Support.YES : Support.UNKNOWN;
    }

    private static List<String> words(JsonNode model) {
        var words = new ArrayList<String>();
        if (support(model, "supports_function_calling") == Support.YES) {
            words.add("tools");
        }
        if (support(model, "supports_response_schema") == Support.YES) {
            words.add("json");
        }
        return words;
    }

    private static Set<Modality> reads(JsonNode model) {
        var all = EnumSet.noneOf(Modality.class);
        READS.forEach((key, modality) -> {
            if (support(model, key) == Support.YES) {
                all.add(modality);
            }
        });
        if (!all.isEmpty()) {
            all.add(Modality.TEXT);
        }
        return all;
    }

    private static Prices prices(JsonNode model) {
        var sheet = new PriceSheet();
        for (var member : model.properties()) {
            price(sheet, member.getKey(), member.getValue());
        }
        return sheet.prices();
    }

    /// What a search of the web costs, where it costs the same whatever it brings.
    private static void search(PriceSheet sheet, JsonNode bySize) {
        var prices =
                bySize.properties().stream().map(Map.Entry::getValue).distinct().toList();
        if (prices.size() == 1 && prices.getFirst().isNumber()) {
            sheet.usual(Meter.QUERY, prices.getFirst(), 0);
        }
    }

    private static void price(PriceSheet sheet, String key, JsonNode number) {
        var meter = METERS.get(key);
        if (meter != null) {
            if (!number.isNull()) {
                sheet.usual(meter, number, 0);
            }
            return;
        }
        if (key.equals("search_context_cost_per_query")) {
            search(sheet, number);
        }
        var tier = TIER.matcher(key);
        if (tier.matches() && METERS.containsKey(tier.group(1)) && number.isNumber()) {
            sheet.tier(Integer.parseInt(tier.group(2)) * 1_000, METERS.get(tier.group(1)), number, 0);
        }
        SERVICES.forEach((suffix, service) -> {
            var base = METERS.get(key.endsWith(suffix) ? key.substring(0, key.length() - suffix.length()) : "");
            if (base != null && number.isNumber()) {
                sheet.service(service, base, number, 0);
            }
        });
    }
}
