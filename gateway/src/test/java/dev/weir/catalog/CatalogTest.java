package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.chat.Traits.Support;
import dev.weir.flow.Deadlines;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private static final String X = "\"x\": {\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {}}";

    static final Catalog CATALOG = Catalog.builtIn();

    static Stream<ProviderRow> rows() {
        return CATALOG.rows().stream();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai",
                "azure",
                "anthropic",
                "google",
                "mistral",
                "deepseek",
                "groq",
                "togetherai",
                "fireworks-ai",
                "openrouter",
                "xai",
                "perplexity",
                "cerebras",
                "nvidia",
                "moonshotai",
                "zai",
                "minimax",
                "alibaba",
                "cohere",
                "deepinfra",
                "huggingface",
                "github-models",
                "ollama",
                "vllm",
                "lmstudio",
                "llamacpp",
                "sglang",
                "litellm",
                "portkey",
                "tokenmix",
                "weir",
                "openai-compatible",
                "anthropic-compatible",
                "gemini-compatible",
                "sim"
            })
    void everyProviderThatIsPromisedHasARow(String id) {
        assertThat(CATALOG.row(id)).get().extracting(ProviderRow::notYet).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini, google",
        "azure-openai, azure",
        "vertex_ai, google-vertex",
        "together_ai, togetherai",
        "fireworks_ai, fireworks-ai",
        "bedrock, amazon-bedrock",
        "grok, xai",
        "kimi, moonshotai",
        "qwen, alibaba",
        "hf, huggingface",
    })
    void aliasesThatPeopleKnowMeanTheirRow(String alias, String id) {
        assertThat(CATALOG.row(alias)).get().extracting(ProviderRow::id).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runwayml", "fal"})
    void aRowThatCannotBeUsedYetSaysWhy(String id) {
        assertThat(CATALOG.row(id))
                .get()
                .extracting(ProviderRow::notYet)
                .asString()
                .contains("this version");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void addressesAreWholeAndHaveNoSlashAtTheirEnd(ProviderRow row) {
        for (var surface : row.surfaces()) {
            var address = surface.address();
            var urls = Stream.concat(Stream.ofNullable(address.base()), address.regions().values().stream());
            assertThat(urls).allSatisfy(url -> {
                var uri = URI.create(url.replaceAll("\\{[^}]*}", "x"));
                assertThat(uri.getHost()).isNotBlank();
                assertThat(uri.getScheme()).isIn("https", "http");
                assertThat(url).doesNotEndWith("/");
            });
            assertThat(surface.headers().keySet())
                    .allMatch(name -> name.equals(name.toLowerCase(java.util.Locale.ROOT)));
            // At Vertex the body says the version.
            if (surface.dialect().equals("anthropic-messages")
                    && surface.address().path() == null) {
                assertThat(surface.headers()).containsKey("anthropic-version");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onlyServersOfOnesOwnAreReachedInTheClear(ProviderRow row) {
        var remote = switch (row.about().kind()) {
            case LAB, CLOUD, INFERENCE -> true;
            case GATEWAY, LOCAL, GENERIC, SIMULATED -> false;
        };
        for (var surface : row.surfaces()) {
            var base = surface.address().base();
            if (base != null && remote) {
                assertThat(base).startsWith("https://");
            }
        }
    }

    /// A variable switches on one provider only: the first row that has it, unless that one must be named.
    @Test
    void everyAddressVariableMovesOneProviderOnly() {
        var owners = new HashMap<String, String>();
        for (var row : CATALOG.rows()) {
            for (var variable : row.access().urlVariables()) {
                var taken = owners.putIfAbsent(variable, row.id());
                assertThat(taken).as(variable).isIn(null, "azure");
            }
        }
    }

    @Test
    void anthropicItselfIsAskedInTheNewestVersionAndLookalikesInTheOld() {
        var own = CATALOG.row("anthropic").orElseThrow().surfaces().getFirst();
        assertThat(own.auth()).isEqualTo(Auth.bearer());
        assertThat(own.headers()).containsEntry("anthropic-version", "2026-10-21");
        var like = CATALOG.row("anthropic-compatible").orElseThrow().surfaces().getFirst();
        assertThat(like.auth()).isEqualTo(new Auth.Header("x-api-key", ""));
        assertThat(like.headers()).containsEntry("anthropic-version", "2023-06-01");
    }

    @ParameterizedTest
    @CsvSource({"gpt-sim, openai-chat", "claude-sim, anthropic-messages", "gemini-sim, gemini", "x, openai-chat"})
    void theSimulatorSpeaksTheDialectOfTheModelsMaker(String model, String dialect) {
        assertThat(CATALOG.row("sim").orElseThrow().dialects(model)).containsExactly(dialect);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek", "moonshotai", "minimax", "zai", "openrouter"})
    void providersWithTwoDialectsKeepBoth(String id) {
        assertThat(CATALOG.row(id).orElseThrow().dialects("m")).contains("openai-chat", "anthropic-messages");
    }

    @Test
    void aRowMayBeLikeAnotherElsewhere() {
        var chinese = CATALOG.row("moonshotai-cn").orElseThrow();
        var global = CATALOG.row("moonshotai").orElseThrow();
        assertThat(chinese.surfaces().getFirst().address().base()).isEqualTo("https://api.moonshot.cn/v1");
        assertThat(chinese.surfaces().getFirst().edits())
                .isEqualTo(global.surfaces().getFirst().edits());
        assertThat(chinese.surfaces().getFirst().conduct())
                .isEqualTo(global.surfaces().getFirst().conduct());
        assertThat(CATALOG.row("alibaba-cn").orElseThrow().surfaces())
                .extracting(Surface::dialect)
                .containsExactly("openai-chat", "openai-responses");
    }

    static Stream<List<String>> edits() {
        return Stream.of(
                // providers.json of the catalog's sources, checked there against vercel/ai
                List.of("mistral", "mistral-large-latest", "Rename[field=seed, to=random_seed]"),
                List.of("mistral", "mistral-large-latest", "Rename[field=max_completion_tokens, to=max_tokens]"),
                List.of("mistral", "mistral-large-latest", "MapValue[field=tool_choice, table={required=\"any\"}]"),
                List.of("mistral", "mistral-large-latest", "Drop[field=stream_options]"),
                // Hosts that refuse what they do not know get none of what only OpenAI has.
                List.of("mistral", "mistral-large-latest", "Drop[field=store]"),
                List.of("mistral", "mistral-large-latest", "Drop[field=moderation]"),
                List.of("groq", "llama-3.3-70b-versatile", "Drop[field=messages.*.content.*.prompt_cache_breakpoint]"),
                List.of("cerebras", "gpt-oss-120b", "Drop[field=prompt_cache_options]"),
                // platform.openai.com/docs/guides/reasoning
                List.of("openai", "o3-mini", "Rename[field=max_tokens, to=max_completion_tokens]"),
                List.of("openai", "gpt-5.4", "Rename[field=max_tokens, to=max_completion_tokens]"),
                // console.groq.com/docs/openai
                List.of("groq", "llama-3.3-70b-versatile", "Drop[field=logprobs]"),
                List.of("groq", "llama-3.3-70b-versatile", "Drop[field=messages.*.name]"),
                // docs.x.ai: reasoning models refuse these
                List.of("xai", "grok-4-0709", "Drop[field=stop]"),
                // platform.kimi.ai/docs/api/models-overview
                List.of("moonshotai", "kimi-k3", "Drop[field=temperature]"),
                List.of("moonshotai", "kimi-k2.6", "Move[field=reasoning_effort, to=thinking.type]"),
                // alibabacloud.com/help/en/model-studio/deep-thinking
                List.of("alibaba", "qwen3.7-plus", "Move[field=reasoning_effort, to=enable_thinking]"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void requestsAreEditedAsTheProvidersDocumentsSay(List<String> expected) {
        var surface = CATALOG.row(expected.getFirst()).orElseThrow().surfaces().getFirst();
        assertThat(surface.edits(expected.get(1)).stream().map(Object::toString))
                .contains(expected.get(2));
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "xai, grok-4-fast-non-reasoning", "xai, grok-3"})
    void modelsThatTakeAFieldKeepIt(String row, String model) {
        var surface = CATALOG.row(row).orElseThrow().surfaces().getFirst();
        assertThat(surface.edits(model)).allMatch(edit -> edit instanceof RequestEdit.MapValue);
    }

    @Test
    void theMakerOfABareModelIsKnown() {
        assertThat(CATALOG.firstParty("gpt-4o"))
                .get()
                .extracting(ProviderRow::id)
                .isEqualTo("openai");
        assertThat(CATALOG.firstParty("claude-sonnet-4-5"))
                .get()
                .extracting(ProviderRow::id)
                .isEqualTo("anthropic");
        assertThat(CATALOG.firstParty("gemini-2.5-pro"))
                .get()
                .extracting(ProviderRow::id)
                .isEqualTo("google");
        assertThat(CATALOG.firstParty("llama-3.3-70b-versatile")).isEmpty();
    }

    @Test
    void aMisspeltProviderIsGuessed() {
        assertThat(CATALOG.suggest("antropic")).contains("anthropic");
        assertThat(CATALOG.suggest("open-router")).contains("openrouter");
        assertThat(CATALOG.suggest("deepsek")).contains("deepseek");
        assertThat(CATALOG.suggest("zzzzzz")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyLineOfTheModelListIsUnderstood(ProviderRow row) {
        for (var model : CATALOG.models(row)) {
            CATALOG.traits(row, model.id());
            assertThat(model.id()).doesNotContain(" ");
            assertThat(model.facts().origin().sources()).as(model.id()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"uri\": \"u\"} | no key uri",
                "{\"kind\": \"lab\", \"doc\": \"d\"} | name is missing",
                "{\"name\": \"X\", \"kind\": \"shop\", \"doc\": \"d\"} | shop is none of",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\"} | speaks a dialect",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {\"usage\": \"odd\"}} | odd is none of",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {\"edits\": [\"nope\"]}} | nope",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {\"edits\": [{\"drop\": \"a\", \"map\": \"b\"}]}} | one verb",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {\"edits\": [{\"drop\": \"a..b\"}]}} | blank",
                "{\"name\": \"X\", \"kind\": \"lab\", \"doc\": \"d\", \"openai-chat\": {}, \"models\": [{\"match\": \"a\", \"speak\": \"gemini\"}]} | the row only",
            })
    void aRowThatCannotStandIsNamedWithItsFault(String row, String fault) {
        var file = "{\"edits\": {}, \"providers\": {\"x\": " + row + "}}";
        assertThatThrownBy(() -> Catalog.read(stream(file), () -> stream(""), () -> stream(""))
                        .rows()
                        .forEach(ProviderRow::surfaces))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x")
                .hasMessageContaining(fault);
    }

    @Test
    void manyModelsOfManyProvidersAreKnown() {
        var models = CATALOG.rows().stream()
                .filter(row -> row.about().kind() != About.Kind.SIMULATED)
                .map(CATALOG::models)
                .filter(list -> !list.isEmpty())
                .toList();
        assertThat(models).hasSizeGreaterThanOrEqualTo(50);
        assertThat(models.stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(1_500);
        assertThat(CATALOG.models(CATALOG.row("voyage").orElseThrow()))
                .extracting(KnownModel::mode)
                .contains(Mode.RERANK);
    }

    @Test
    void aNewerListGoesOverTheBuiltInOne() {
        var openai = CATALOG.row("openai").orElseThrow();
        var newer = CATALOG.under("@x 2027-01-01 X\n\n[openai]\ngpt-4o 1 - t @x\ngpt-9 2 - t @x\n");
        assertThat(newer.model(openai, "gpt-4o"))
                .get()
                .extracting(KnownModel::contextTokens)
                .isEqualTo(1);
        assertThat(newer.model(openai, "gpt-9"))
                .get()
                .extracting(KnownModel::contextTokens)
                .isEqualTo(2);
        assertThat(newer.model(openai, "o3")).isEqualTo(CATALOG.model(openai, "o3"));
        assertThat(newer.modelIds(openai)).contains("gpt-4o", "gpt-9", "o3");
        assertThat(newer.firstParty("gpt-9")).contains(openai);
        assertThat(newer.sources()).extracting(Source::id).contains("models.dev", "x");
        assertThat(CATALOG.knows(openai, "gpt-9")).isFalse();
    }

    @Test
    void whatTheUserSaysGoesOverEverythingAtHisProviderOnly() {
        var box = endpoint("box", List.of());
        var said = List.of(
                new Amendment("box", new Glob("gpt-4o"), ModelLine.read("7 - - $input=1", Map.of())),
                new Amendment("box", new Glob("*"), ModelLine.read("5 6 - $input=3,output=4", Map.of())),
                new Amendment("box", new Glob("mine"), ModelLine.read("- - t -sampling", Map.of())));
        var catalog = CATALOG.with(said);
        var listed = CATALOG.model(box, "gpt-4o").orElseThrow().facts();
        var amended = catalog.model(box, "gpt-4o").orElseThrow().facts();
        assertThat(amended.limits().context()).isEqualTo(7);
        assertThat(amended.limits().output()).isEqualTo(6);
        assertThat(price(amended, Meter.INPUT)).isEqualTo("1");
        assertThat(price(amended, Meter.OUTPUT)).isEqualTo("4");
        assertThat(price(amended, Meter.CACHE_READ)).isEqualTo(price(listed, Meter.CACHE_READ));
        assertThat(catalog.has(box, "mine")).isTrue();
        assertThat(catalog.modelIds(box)).contains("mine", "o3");
        assertThat(catalog.traits(box, "mine").sampling()).isEqualTo(Support.NO);
        assertThat(catalog.traits(box, "mine").contextTokens()).isEqualTo(5);
        assertThat(catalog.model(endpoint("other", List.of()), "gpt-4o")).contains(new KnownModel("gpt-4o", listed));
        assertThat(catalog.modelIds(endpoint("box", List.of("one")))).containsExactly("one");
    }

    /// The families of models say how they are asked; the user knows better.
    @Test
    void whatTheUserSaysOfAModelsMannerWinsOverItsFamily() {
        var box = endpoint("box", List.of());
        var said = new Amendment("box", new Glob("o3"), ModelLine.read("- - - sampling", Map.of()));
        assertThat(CATALOG.traits(box, "o3").sampling()).isEqualTo(Support.NO);
        assertThat(CATALOG.with(List.of(said)).traits(box, "o3").sampling()).isEqualTo(Support.YES);
    }

    private static String price(ModelFacts facts, Meter meter) {
        return meter.shown(Objects.requireNonNull(facts.prices().usual().of(meter)));
    }

    private static Endpoint endpoint(String id, List<String> models) {
        var row = CATALOG.row("openai").orElseThrow();
        var door = new Door(
                row.surfaces().getFirst(), URI.create("http://127.0.0.1"), Map.of(), Map.of(), new Credential.None());
        return new Endpoint(id, Set.of(id), row, List.of(door), models, null, Deadlines.NONE);
    }

    @Test
    void aWordThatNoFamilyHasIsAnError() {
        var catalog = Catalog.read(
                stream("{\"edits\": {}, \"providers\": {" + X + "}}"), () -> stream("gpt* tolls"), () -> stream(""));
        var row = catalog.row("x").orElseThrow();
        assertThatThrownBy(() -> catalog.traits(row, "gpt-4"))
                .hasMessageContaining("gpt* tolls")
                .hasMessageContaining("no such word");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void profilesOfBedrockAreTheModelsBehindThem() {
        Catalog catalog = Catalog.builtIn();
        ProviderRow row = catalog.row("amazon-bedrock").orElseThrow();
        String id = "meta.llama4-scout-17b-instruct-v1:0";
        KnownModel model = catalog.model(row, id).orElseThrow();
        for (String profile : List.of(
                "sa." + id,
                "arn:aws:bedrock:us-east-1::foundation-model/" + id,
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/sa." + id)) {
            assertThat(catalog.knows(row, profile)).as(profile).isTrue();
            assertThat(catalog.model(row, profile).orElseThrow().facts()).isEqualTo(model.facts());
        }
        String own = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
        assertThat(catalog.knows(row, own)).isFalse();
        assertThat(catalog.knows(row, "arn:aws:bedrock:us-east-1")).isFalse();
    }
}
