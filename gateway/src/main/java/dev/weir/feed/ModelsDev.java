package dev.weir.feed;

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
import dev.weir.catalog.ModelFacts.Status;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits.Support;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The list of models.dev, `api.json`: providers by id, each with its models. Prices are dollars for a million tokens.
final class ModelsDev {
    private static final int MILLION = 6;
    private static final int LONG_CONTEXT = 200_000;

    private static final Map<String, Meter> METERS = Map.of(
            "input", Meter.INPUT,
            "output", Meter.OUTPUT,
            "cache_read", Meter.CACHE_READ,
            "cache_write", Meter.CACHE_WRITE,
            "cache_write_1h", Meter.CACHE_WRITE_1H,
            "reasoning", Meter.REASONING,
            "input_audio", Meter.INPUT_AUDIO,
            "output_audio", Meter.OUTPUT_AUDIO);

    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private ModelsDev() {}

    static Feed read(JsonNode root, Source source, Catalog catalog) {
        var gathering = new Gathering(catalog, source);
        for (var provider : root.properties()) {
            var models = provider.getValue().path("models");
            if (models.isObject()) {
                gathering
                        .row(provider.getKey())
                        .ifPresent(row -> models.properties().forEach(model -> {
                            var node = model.getValue();
                            var id = node.path("id").asString(model.getKey());
                            gathering.add(row, id, () -> facts(id, node, source));
                        }));
            }
        }
        return gathering.feed();
    }

    private static ModelFacts facts(String id, JsonNode model, Source source) {
        var media = new Media(
                modalities(model.path("modalities").path("input")),
                modalities(model.path("modalities").path("output")));
        var limit = model.path("limit");
        return new ModelFacts(
                new Nature(mode(id, media), support(model, "reasoning"), open(model)),
                new Limits(
                        Readings.positive(limit.path("context")),
                        Readings.positive(limit.path("input")),
                        Readings.positive(limit.path("output")),
                        null),
                media,
                prices(model),
                new History(
                        status(model),
                        Readings.date(model.path("release_date")),
                        Readings.date(model.path("knowledge")),
                        Readings.date(model.path("last_updated")),
                        null),
                new Origin(Readings.name(model.path("name")), null, null, null, null, List.of(source)),
                Manner.read(words(model)));
    }

    private static Support support(JsonNode model, String key) {
        var value = model.path(key);
        return value.isBoolean() ? value.asBoolean() ? Support.YES : Support.NO : Support.UNKNOWN;
    }

    private static Support open(JsonNode model) {
        return model.path("open_weights").asBoolean(false) ? Support.YES : Support.UNKNOWN;
    }

    private static Set<Modality> modalities(JsonNode words) {
        var all = EnumSet.noneOf(Modality.class);
        for (var word : words) {
            for (var modality : Modality.values()) {
                if (modality.word().equals(word.asString(""))) {
                    all.add(modality);
                }
            }
        }
        return all;
    }

    /// The list does not say what a model is for; where its name or what it writes do not either, nothing is known.
    private static @Nullable Mode mode(String id, Media media) {
        if (id.contains("embed")) {
            return Mode.EMBEDDING;
        }
        if (id.contains("rerank")) {
            return Mode.RERANK;
        }
        if (media.writes().equals(Set.of(Modality.IMAGE))) {
            return Mode.IMAGE;
        }
        if (media.writes().equals(Set.of(Modality.VIDEO))) {
            return Mode.VIDEO;
        }
        if (media.writes().equals(Set.of(Modality.AUDIO))) {
            return Mode.SPEECH;
        }
        return media.reads().equals(Set.of(Modality.AUDIO)) ? Mode.TRANSCRIPTION : null;
    }

    private static @Nullable Status status(JsonNode model) {
        return switch (model.path("status").asString("")) {
            case "alpha" -> Status.ALPHA;
            case "beta" -> Status.BETA;
            case "deprecated" -> Status.DEPRECATED;
            default -> null;
        };
    }

    private static Prices prices(JsonNode model) {
        var cost = model.path("cost");
        var sheet = new PriceSheet();
        METERS.forEach((key, meter) -> {
            if (cost.has(key)) {
                sheet.usual(meter, cost.path(key), MILLION);
            }
        });
        tier(sheet, LONG_CONTEXT, cost.path("context_over_200k"));
        for (var tier : cost.path("tiers")) {
            var above = Readings.positive(tier.path("tier").path("size"));
            if (above != null
                    && tier.path("tier").path("type").asString("context").equals("context")) {
                tier(sheet, above, tier);
            }
        }
        for (var mode : model.path("experimental").path("modes").properties()) {
            // A mode that is asked for as a class of service is that class.
            var service = mode.getValue().at("/provider/body/service_tier").asString(mode.getKey());
            if (service.matches("[a-z]+")) {
                METERS.forEach((key, meter) -> {
                    var price = mode.getValue().path("cost").path(key);
                    if (!price.isMissingNode()) {
                        sheet.service(service, meter, price, MILLION);
                    }
                });
            }
        }
        return sheet.prices();
    }

    private static void tier(PriceSheet sheet, int above, JsonNode rates) {
        METERS.forEach((key, meter) -> {
            if (rates.has(key)) {
                sheet.tier(above, meter, rates.path(key), MILLION);
            }
        });
    }

    /// How the model is asked, in the words of the catalog's lines.
    private static List<String> words(JsonNode model) {
        var words = new ArrayList<String>();
        word(words, "tools", support(model, "tool_call"));
        word(words, "json", support(model, "structured_output"));
        word(words, "sampling", support(model, "temperature"));
        if (support(model, "reasoning") == Support.NO) {
            words.add("-think");
        }
        for (var option : model.path("reasoning_options")) {
            switch (option.path("type").asString("")) {
                case "toggle" -> words.addAll(List.of("off", "adaptive"));
                case "budget_tokens" ->
                    words.add("budget:" + text(option.path("min")) + "-" + text(option.path("max")));
                case "effort" -> efforts(words, option.path("values"));
                default -> {
                    // A way of tomorrow: the careful choice is made without it.
                }
            }
        }
        return words;
    }

    private static void word(List<String> words, String word, Support support) {
        switch (support) {
            case YES -> words.add(word);
            case NO -> words.add("-" + word);
            case UNKNOWN -> {}
        }
    }

    private static void efforts(List<String> words, JsonNode values) {
        var named = new ArrayList<String>();
        values.forEach(value -> named.add(value.asString("")));
        var known = EFFORTS.stream().filter(named::contains).toList();
        if (known.contains("none")) {
            words.add("off");
        }
        if (!known.isEmpty() && !known.equals(List.of("none"))) {
            words.add("effort:" + String.join(",", known));
        }
    }

    private static String text(JsonNode number) {
        var positive =
                number.isIntegralNumber() && number.asLong() == 0 ? Integer.valueOf(0) : Readings.positive(number);
        return positive == null ? "" : positive.toString();
    }
}
