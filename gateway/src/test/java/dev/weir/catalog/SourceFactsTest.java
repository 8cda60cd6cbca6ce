package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Traits.Support;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of models against the facts that it was made from, where they are at hand.
class SourceFactsTest {
    private static final Path FACTS = Path.of("../../shared/catalog/models.json");
    private static final Path CROSSCHECK = Path.of("../../shared/catalog/crosscheck.json");

    private static final Map<String, Mode> MODES = Map.of(
            "image_generation", Mode.IMAGE,
            "audio_transcription", Mode.TRANSCRIPTION,
            "audio_speech", Mode.SPEECH,
            "video_generation", Mode.VIDEO);

    private static final Map<String, Meter> PIECES = Map.of(
            "per_image", Meter.IMAGE,
            "per_query", Meter.QUERY,
            "per_second", Meter.SECOND,
            "per_character", Meter.CHARACTER,
            "per_page", Meter.PAGE);

    static Stream<Map.Entry<String, List<JsonNode>>> facts() {
        Assumptions.assumeTrue(Files.exists(FACTS), "skipped: there is no " + FACTS);
        var byProvider = new LinkedHashMap<String, List<JsonNode>>();
        for (var model : JsonMapper.shared().readTree(FACTS).path("models")) {
            byProvider
                    .computeIfAbsent(model.path("provider").asString(), _ -> new ArrayList<>())
                    .add(model);
        }
        return byProvider.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyModelOfAProviderHasItsFacts(Map.Entry<String, List<JsonNode>> provider) {
        var row = CatalogTest.CATALOG.row(provider.getKey()).orElseThrow();
        for (var fact : provider.getValue()) {
            var id = fact.path("id").asString();
            var model = CatalogTest.CATALOG.model(row, id).orElseThrow();
            assertThat(said(model)).as(row.id() + "/" + id).isEqualTo(expected(fact));
            assertThat(prices(model.facts().prices())).as(row.id() + "/" + id).isEqualTo(expectedPrices(fact));
        }
    }

    private static Map<String, Object> said(KnownModel model) {
        var facts = model.facts();
        var said = new HashMap<String, Object>();
        said.put("mode", model.mode());
        said.put("name", model.name());
        said.put("context", number(facts.limits().context()));
        said.put("input", number(facts.limits().input()));
        said.put("output", number(facts.limits().output()));
        said.put("dimensions", number(facts.limits().dimensions()));
        said.put("reads", new TreeSet<>(facts.media().reads()));
        said.put("writes", new TreeSet<>(facts.media().writes()));
        said.put("tools", String.valueOf(facts.manner().tools()));
        said.put("json", String.valueOf(facts.manner().structuredOutput()));
        said.put("sampling", String.valueOf(facts.manner().sampling()));
        said.put("reasoning", model.reasoning());
        said.put("open", facts.nature().open() == Support.YES);
        said.put("status", String.valueOf(model.status()));
        said.put(
                "dates",
                facts.history().since() + " " + facts.history().knows() + " "
                        + facts.history().seen() + " " + facts.history().until());
        said.put("base", String.valueOf(facts.origin().base()));
        said.put("sources", facts.origin().sources().stream().map(Source::id).toList());
        return said;
    }

    private static Map<String, Object> expected(JsonNode fact) {
        var said = new HashMap<String, Object>();
        var mode = fact.path("mode").asString();
        said.put(
                "mode",
                MODES.containsKey(mode) ? Objects.requireNonNull(MODES.get(mode)) : Fields.word(Mode.class, mode));
        said.put("name", fact.path("name").asString());
        var context = fact.path("context").asInt(-1);
        var input = fact.path("max_input").asInt(-1);
        said.put("context", context);
        said.put("input", input == context ? -1 : input);
        said.put("output", fact.path("max_output").asInt(-1));
        said.put("dimensions", fact.path("vector_size").asInt(-1));
        said.put("reads", modalities(fact.path("input_modalities")));
        said.put(
                "writes",
                fact.has("output_modalities")
                        ? modalities(fact.path("output_modalities"))
                        : new TreeSet<>(List.of(Modality.TEXT)));
        said.put("tools", support(fact, "tools"));
        said.put("json", support(fact, "structured_output"));
        said.put("sampling", support(fact, "temperature"));
        said.put("reasoning", Support.valueOf(support(fact, "reasoning").replace("null", "UNKNOWN")));
        said.put("open", fact.path("open_weights").asBoolean(false));
        said.put(
                "status",
                fact.path("status").asString("null").toUpperCase(Locale.ROOT).replace("NULL", "null"));
        said.put(
                "dates",
                fact.path("release_date").asString("null") + " "
                        + fact.path("knowledge").asString("null") + " "
                        + fact.path("last_updated").asString("null") + " "
                        + fact.path("shutdown_date").asString("null"));
        said.put("base", fact.path("base_model").asString("null"));
        said.put(
                "sources",
                fact.has("supplement")
                        ? List.of(
                                fact.path("source").asString(),
                                fact.path("supplement").asString())
                        : List.of(fact.path("source").asString()));
        return said;
    }

    private static Integer number(@Nullable Integer number) {
        return number == null ? -1 : number;
    }

    private static Set<Modality> modalities(JsonNode names) {
        var all = new TreeSet<Modality>();
        names.forEach(name -> all.add(Fields.word(Modality.class, name.asString())));
        return all;
    }

    private static String support(JsonNode fact, String key) {
        return fact.has(key) ? fact.path(key).asBoolean() ? "YES" : "NO" : "null";
    }

    /// Dollars of one, by where they hold and what they are for.
    private static Map<String, BigDecimal> prices(Prices prices) {
        var all = new HashMap<String, BigDecimal>();
        put(all, "", prices.usual());
        prices.services().forEach((name, rates) -> put(all, name + " ", rates));
        prices.tiers().forEach(tier -> put(all, tier.aboveTokens() + " ", tier.rates()));
        prices.changes().forEach((day, rates) -> put(all, day + " ", rates));
        prices.pictures().forEach((kind, price) -> all.put(kind, plain(price.inDollars())));
        return all;
    }

    private static void put(Map<String, BigDecimal> all, String where, Rates rates) {
        rates.each().forEach((meter, price) -> all.put(where + meter, plain(price.inDollars())));
    }

    private static Map<String, BigDecimal> expectedPrices(JsonNode fact) {
        var all = new HashMap<String, BigDecimal>();
        for (var price : fact.path("price").properties()) {
            expectedPrice(all, price.getKey(), price.getValue());
        }
        for (var mode : fact.path("price_modes").properties()) {
            expected(
                    all,
                    service(mode, fact.path("price")) + " ",
                    mode.getValue().path("price"));
        }
        for (var tier : fact.path("price_tiers")) {
            expected(all, tier.path("above_tokens").asInt() + " ", tier);
        }
        for (var change : fact.path("price_changes")) {
            expected(all, change.path("from").asString() + " ", change);
        }
        return all;
    }

    /// A mode that is asked for as the class `priority` is that class, where no other prices of it are listed.
    private static String service(Map.Entry<String, JsonNode> mode, JsonNode prices) {
        var body = mode.getValue().path("body").path("service_tier").asString("");
        return body.equals("priority") && !prices.has("priority_input") ? body : mode.getKey();
    }

    private static void expectedPrice(Map<String, BigDecimal> all, String key, JsonNode price) {
        if (key.equals("per_image_variants")) {
            price.properties().forEach(kind -> all.put(kind.getKey(), plain(decimal(kind.getValue()))));
        } else if (key.equals("per_1k_requests")) {
            all.put(Meter.REQUEST.toString(), plain(decimal(price).movePointLeft(3)));
        } else if (PIECES.containsKey(key)) {
            all.put(Objects.requireNonNull(PIECES.get(key)).toString(), plain(decimal(price)));
        } else {
            var service = key.matches("(batch|flex|priority)_.*") ? key.substring(0, key.indexOf('_')) + " " : "";
            all.put(service + key.substring(service.length()).toUpperCase(Locale.ROOT), million(price));
        }
    }

    private static void expected(Map<String, BigDecimal> all, String where, JsonNode rates) {
        for (var rate : rates.properties()) {
            if (!rate.getKey().equals("above_tokens") && !rate.getKey().equals("from")) {
                all.put(where + rate.getKey().toUpperCase(Locale.ROOT), million(rate.getValue()));
            }
        }
    }

    private static BigDecimal decimal(JsonNode text) {
        return new BigDecimal(text.asString());
    }

    private static BigDecimal million(JsonNode text) {
        return plain(decimal(text).movePointLeft(6));
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    @Test
    void everyPriceThatOthersGiveOtherwiseIsMarked() {
        Assumptions.assumeTrue(Files.exists(CROSSCHECK), "skipped: there is no " + CROSSCHECK);
        var checked = JsonMapper.shared().readTree(CROSSCHECK);
        var marked = CatalogTest.CATALOG.rows().stream()
                .flatMap(row -> CatalogTest.CATALOG.models(row).stream()
                        .filter(model -> !model.facts().prices().doubts().isEmpty())
                        .map(model -> row.id() + "/" + model.id()))
                .toList();
        assertThat(marked)
                .containsExactlyInAnyOrderElementsOf(StreamSupport.stream(checked.spliterator(), false)
                        .map(entry -> entry.path("model").asString())
                        .toList());
        for (var entry : checked) {
            var name = entry.path("model").asString();
            var slash = name.indexOf('/');
            var row = CatalogTest.CATALOG.row(name.substring(0, slash)).orElseThrow();
            var prices = CatalogTest.CATALOG
                    .model(row, name.substring(slash + 1))
                    .orElseThrow()
                    .facts()
                    .prices();
            for (var price : entry.path("prices").properties()) {
                assertThat(prices.doubts())
                        .as(name)
                        .filteredOn(doubt -> doubt.meter().name().equalsIgnoreCase(price.getKey()))
                        .singleElement()
                        .satisfies(doubt -> agrees(doubt, price.getValue()));
            }
        }
    }

    private static void agrees(Doubt doubt, JsonNode price) {
        assertThat(doubt.verdict().name().replace("CONTESTED", "SINGLE_SOURCE"))
                .isEqualToIgnoringCase(price.path("verdict").asString().replace('-', '_'));
        var others = new HashMap<String, List<String>>();
        doubt.others()
                .forEach((other, who) -> others.put(
                        doubt.meter().shown(other),
                        who.stream().map(Source::id).sorted().toList()));
        var expected = new HashMap<String, List<String>>();
        for (var other : price.path("others").properties()) {
            var who = new TreeSet<String>();
            other.getValue().forEach(source -> who.add(source.asString()));
            expected.put(plain(new BigDecimal(other.getKey())).toPlainString(), List.copyOf(who));
        }
        assertThat(others).isEqualTo(expected);
    }
}
