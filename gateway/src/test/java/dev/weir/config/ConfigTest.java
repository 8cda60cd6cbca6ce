package dev.weir.config;

import static dev.weir.config.Loading.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Mode;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.Money;
import dev.weir.catalog.Prices;
import dev.weir.catalog.Secret;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.ListedModel;
import dev.weir.flow.Deadlines;
import dev.weir.route.Directory;
import dev.weir.route.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    @TempDir
    private Path folder = Path.of("");

    private Config config(String yaml, Map<String, String> environment) {
        return new Loading(folder).config(yaml, environment);
    }

    @Test
    void withNothingSetTheSimulatorIsOnAndOnlyThisMachineMayCall() {
        var config = Loading.fromEnvironment(Map.of());
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("sim");
        assertThat(config.front().listen()).hasToString("127.0.0.1:8080");
        assertThat(config.front().admin()).hasToString("127.0.0.1:8081");
        assertThat(config.front().entry()).isEqualTo(Front.Entry.LOOPBACK);
        assertThat(config.source()).isEqualTo("the environment");
        assertThat(config.data()).isEqualTo(Path.of("weir-data"));
    }

    @Test
    void everyProviderWhoseKeyIsSetIsOnAtItsAddress() {
        var config = Loading.fromEnvironment(Map.of(
                "OPENAI_API_KEY", "o",
                "ANTHROPIC_API_KEY", "a",
                "GOOGLE_API_KEY", "g",
                "MISTRAL_API_KEY", "m",
                "MISTRAL_BASE_URL", "http://127.0.0.1:9001",
                "GROQ_API_KEY", " "));
        assertThat(config.endpoints())
                .extracting(Endpoint::id)
                .containsExactly("openai", "anthropic", "google", "mistral");
        assertThat(base(config, "openai")).hasToString("https://api.openai.com/v1");
        assertThat(base(config, "mistral")).hasToString("http://127.0.0.1:9001/v1");
        assertThat(credential(config, "openai"))
                .isEqualTo(new Credential.Header("authorization", new Secret("Bearer o")));
        assertThat(credential(config, "google")).isEqualTo(new Credential.Header("x-goog-api-key", new Secret("g")));
        assertThat(endpoint(config, "google").names()).contains("google", "gemini");
    }

    @Test
    void aServerOfOnesOwnIsOnWhenItsAddressIsSet() {
        var config = Loading.fromEnvironment(Map.of("OLLAMA_HOST", "0.0.0.0", "VLLM_BASE_URL", "http://gpu:8000"));
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("ollama", "vllm");
        assertThat(base(config, "ollama")).hasToString("http://127.0.0.1:11434/v1");
        assertThat(base(config, "vllm")).hasToString("http://gpu:8000/v1");
        assertThat(credential(config, "vllm")).isEqualTo(new Credential.None());
    }

    @Test
    void aTokenThatIsSetForAnotherReasonSwitchesNothingOn() {
        var config = Loading.fromEnvironment(Map.of("GITHUB_TOKEN", "t", "DATABRICKS_TOKEN", "t"));
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("sim");
        assertThat(config("providers: { github-models: {} }", Map.of("GITHUB_TOKEN", "t"))
                        .endpoints())
                .extracting(Endpoint::id)
                .containsExactly("github-models");
    }

    @Test
    void aKeyOfTwoRegionsSwitchesOnOne() {
        assertThat(Loading.fromEnvironment(Map.of("DASHSCOPE_API_KEY", "k")).endpoints())
                .extracting(Endpoint::id)
                .containsExactly("alibaba");
        assertThat(Loading.fromEnvironment(Map.of("DASHSCOPE_CN_API_KEY", "k")).endpoints())
                .extracting(Endpoint::id)
                .containsExactly("alibaba-cn");
    }

    @Test
    void aProviderThatLacksItsAddressIsLeftOutWithAWord() {
        var config = Loading.fromEnvironment(Map.of("AZURE_API_KEY", "k", "OPENAI_API_KEY", "k"));
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("openai");
        assertThat(config.remarks())
                .singleElement()
                .asString()
                .contains("Azure")
                .contains("AZURE_RESOURCE_NAME");
        assertThat(base(Loading.fromEnvironment(Map.of("AZURE_API_KEY", "k", "AZURE_RESOURCE_NAME", "mine")), "azure"))
                .hasToString("https://mine.openai.azure.com/openai/v1");
        assertThat(base(
                        Loading.fromEnvironment(
                                Map.of("AZURE_API_KEY", "k", "AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com/")),
                        "azure"))
                .hasToString("https://x.openai.azure.com/openai/v1");
    }

    @ParameterizedTest
    @CsvSource({
        // with and without the version
        "openai,       https://proxy.example,                 https://proxy.example/v1",
        "openai,       https://proxy.example/,                https://proxy.example/v1",
        "openai,       https://proxy.example/v1/,             https://proxy.example/v1",
        "openai,       https://proxy.example/llm,             https://proxy.example/llm/v1",
        "openai,       https://proxy.example/llm/v2,          https://proxy.example/llm/v2",
        "anthropic,    https://api.anthropic.com,             https://api.anthropic.com/v1",
        "google,       https://g.example,                     https://g.example/v1beta",
        "google,       https://g.example/v1,                  https://g.example/v1",
        "groq,         https://api.groq.com,                  https://api.groq.com/openai/v1",
        "groq,         https://api.groq.com/openai,           https://api.groq.com/openai/v1",
        "fireworks-ai, https://f.example/inference,           https://f.example/inference/v1",
        "zai,          https://open.bigmodel.cn,              https://open.bigmodel.cn/api/paas/v4",
        "deepseek,     https://d.example/v1,                  https://d.example/v1",
        "deepseek,     https://d.example,                     https://d.example",
        "azure,        https://x.openai.azure.com,            https://x.openai.azure.com/openai/v1",
        "azure,        https://x.openai.azure.com/openai,     https://x.openai.azure.com/openai/v1",
        "github-models, https://models.github.ai,             https://models.github.ai/inference",
        "vllm,         http://[::1]:8000,                     http://[::1]:8000/v1",
    })
    void anAddressIsTakenWithAndWithoutItsVersion(String provider, String url, String base) {
        var config = config("providers:\n  %s: { key: k, url: \"%s\" }".formatted(provider, url), Map.of());
        assertThat(endpoint(config, provider).doors().getFirst().base()).hasToString(base);
    }

    @ParameterizedTest
    @CsvSource({
        "http://gpu-box:8000,         http://gpu-box:8000/v1",
        "http://gpu-box:8000/v1,      http://gpu-box:8000/v1",
        "https://api.novita.ai/openai, https://api.novita.ai/openai",
    })
    void aServerOfWhichNothingIsKnownKeepsThePathItWasGiven(String url, String base) {
        var config = config("providers:\n  box: { like: openai-compatible, url: \"%s\" }".formatted(url), Map.of());
        assertThat(endpoint(config, "box").doors().getFirst().base()).hasToString(base);
    }

    @Test
    void aProviderThatMovesWithItsOriginKeepsAllItsDialects() {
        var moved = config("providers: { deepseek: { key: k, url: http://h:1 } }", Map.of());
        assertThat(endpoint(moved, "deepseek").doors())
                .extracting(door -> door.dialect() + " " + door.base())
                .containsExactly(
                        "openai-chat http://h:1",
                        "openai-responses http://h:1",
                        "anthropic-messages http://h:1/anthropic/v1");
        var under = config("providers: { deepseek: { key: k, url: http://h:1/v1 } }", Map.of());
        assertThat(endpoint(under, "deepseek").doors())
                .extracting(Door::dialect)
                .containsExactly("openai-chat", "openai-responses");
        var shared = config("providers: { openrouter: { key: k, url: http://h:1/api/v1 } }", Map.of());
        assertThat(endpoint(shared, "openrouter").doors()).hasSize(3);
        var each = config("""
                providers:
                  deepseek: { key: k, url: { anthropic-messages: http://h:2/x/v1 } }
                """, Map.of());
        assertThat(endpoint(each, "deepseek").doors())
                .extracting(door -> door.dialect() + " " + door.base())
                .containsExactly("anthropic-messages http://h:2/x/v1");
    }

    @Test
    void theExampleOfTheDocumentsIsRead() {
        var config = config(
                """
                listen: 127.0.0.1:8090
                admin: { listen: 127.0.0.1:8091 }
                data: ./state

                providers:
                  anthropic: {}
                  openai:
                    keys: [ "${OPENAI_KEY_1}" ]
                  eu-azure:
                    like: azure
                    url: https://my-eu.openai.azure.com?api-version=preview
                    key: ${AZURE_KEY}
                    region: eu
                  gpu-box:
                    like: openai-compatible
                    url: http://gpu-box:8000/v1
                    headers: { X-Team: "a$$b" }
                    models: [ my-model ]
                    timeout: { first-token: 30s }

                models:
                  smart:
                    targets:
                      - anthropic/claude-sonnet-4-5
                      - { target: eu-azure/gpt-4o }
                      - my-model
                    strategy: in-order
                    timeout: { connect: 3s, first-token: 10s, between-tokens: 20s, answer: 120s, total: 5m }
                    retry: { attempts: 3, backoff: 100ms..2s }
                    breaker: { failures: 25%, of-at-least: 40, window: 30s, probe: 2s..9s }
                    hedge: 800ms
                    rescue: off
                    fallback: [ error, content-filter ]

                keys:
                  - name: checkout-service
                    key: ${CHECKOUT_KEY}
                    models: [ smart, "openai/*" ]
                  - name: ops
                    hash: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
                cors: { origins: [ https://app.example.org ] }
                limits: { body: 8MB, header: 16KB, unread: 90s, drain: 5s }
                upstream: { proxy: "http://u:p@proxy.example:3128" }
                """, Map.of("ANTHROPIC_API_KEY", "a", "OPENAI_KEY_1", "o", "AZURE_KEY", "z", "CHECKOUT_KEY", "c"));
        assertThat(config.version()).isEqualTo(7);
        assertThat(config.data()).isEqualTo(folder.resolve("./state"));
        assertThat(config.endpoints())
                .extracting(Endpoint::id)
                .containsExactly("anthropic", "openai", "eu-azure", "gpu-box");

        var azure = endpoint(config, "eu-azure");
        assertThat(azure.region()).isEqualTo("eu");
        assertThat(azure.names()).containsExactly("eu-azure");
        assertThat(azure.doors().getFirst().target("/chat/completions", "gpt-4o"))
                .isEqualTo("/openai/v1/chat/completions?api-version=preview");
        assertThat(azure.doors().getFirst().credential()).isEqualTo(new Credential.Header("api-key", new Secret("z")));

        var box = endpoint(config, "gpu-box");
        assertThat(box.doors().getFirst().headers()).containsEntry("x-team", "a$b");
        assertThat(box.models()).containsExactly("my-model");
        assertThat(box.deadlines().firstToken()).isEqualTo(Duration.ofSeconds(30));

        var smart = config.models().getFirst();
        assertThat(smart.targets())
                .extracting(Target::name)
                .containsExactly("anthropic/claude-sonnet-4-5", "eu-azure/gpt-4o", "gpu-box/my-model");
        assertThat(smart.deadlines())
                .isEqualTo(new Deadlines(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(120),
                        Duration.ofMinutes(5)));

        var checkout = Objects.requireNonNull(config.keys().find("c"));
        assertThat(checkout.name()).isEqualTo("checkout-service");
        assertThat(checkout.mayUse("openai/gpt-4o")).isTrue();
        assertThat(checkout.mayUse("anthropic/x")).isFalse();
        assertThat(Objects.requireNonNull(config.keys().find("abc")).name()).isEqualTo("ops");
        assertThat(config.front().entry()).isEqualTo(Front.Entry.KEYED);
        assertThat(config.front().origins()).containsExactly("https://app.example.org");
        assertThat(config.front().limits())
                .isEqualTo(
                        new Front.Limits(8L << 20, 64L << 20, 16 << 10, Duration.ofSeconds(90), Duration.ofSeconds(5)));
        assertThat(config.outbound().proxy())
                .isEqualTo(new Outbound.Proxy(new HostPort("proxy.example", 3128), "u", new Secret("p")));
        assertThat(config.toString()).doesNotContain("Bearer o").doesNotContain("secret");
    }

    @Test
    void anEmptyFileIsTheEnvironmentAlone() {
        assertThat(config("", Map.of("OPENAI_API_KEY", "k")).endpoints())
                .extracting(Endpoint::id)
                .containsExactly("openai");
    }

    @Test
    void theFileSpeaksFirstAndTheEnvironmentAddsWhatItDoesNotName() {
        var config = config(
                "providers:\n  groq:\n  openai: { url: https://o.example/v1 }\n  mistral: off",
                Map.of(
                        "OPENAI_API_KEY", "o",
                        "OPENAI_BASE_URL", "https://elsewhere.example/v1",
                        "GROQ_API_KEY", "g",
                        "MISTRAL_API_KEY", "m",
                        "XAI_API_KEY", "x"));
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("groq", "openai", "xai");
        assertThat(base(config, "openai")).hasToString("https://o.example/v1");
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() {
        var loading = new Loading(folder);
        var environment = Map.of("WEIR_LISTEN", "127.0.0.1:2", "WEIR_ADMIN", "127.0.0.1:3", "WEIR_DATA", "d");
        var yaml = "listen: 127.0.0.1:1\nadmin: { listen: 127.0.0.1:9 }\ndata: x";
        var both = Loading.ok(loading.load(yaml, environment, new Flags("127.0.0.1:4", null, Path.of("e"))));
        assertThat(both.front().listen()).hasToString("127.0.0.1:4");
        assertThat(both.front().admin()).hasToString("127.0.0.1:3");
        assertThat(both.data()).isEqualTo(Path.of("e"));
        assertThat(loading.config(yaml, environment).data()).isEqualTo(Path.of("d"));
    }

    @Test
    void aRegionHasItsAddressInEveryDialect() {
        var config = config("providers: { moonshotai: { key: k, region: cn } }", Map.of());
        assertThat(endpoint(config, "moonshotai").doors())
                .extracting(door -> door.base().toString())
                .containsExactly("https://api.moonshot.cn/v1", "https://api.moonshot.cn/anthropic/v1");
    }

    @Test
    void whoeverSaysOpenMayListenToTheWorld() {
        var config = config("listen: 0.0.0.0:8080\nopen: true", Map.of());
        assertThat(config.front().entry()).isEqualTo(Front.Entry.OPEN);
        var keyed = config("listen: 0.0.0.0:8080\nkeys: [ { name: a, key: k } ]", Map.of());
        assertThat(keyed.front().entry()).isEqualTo(Front.Entry.KEYED);
    }

    @Test
    void aLookalikeOfABuiltInProviderMayTakeItsName() {
        var config =
                config("providers: { anthropic: { like: anthropic-compatible, url: http://h:1, key: k } }", Map.of());
        var door = endpoint(config, "anthropic").doors().getFirst();
        assertThat(door.headers()).containsEntry("anthropic-version", "2023-06-01");
        assertThat(door.credential()).isEqualTo(new Credential.Header("x-api-key", new Secret("k")));
    }

    @Test
    void aProviderOfOnesOwnNeverGetsTheKeyOfABuiltInOne() {
        var config = config(
                "providers: { box: { like: vllm, url: http://h:1 } }",
                Map.of("VLLM_API_KEY", "k", "VLLM_BASE_URL", "http://x:1"));
        assertThat(endpoint(config, "box").doors().getFirst().credential()).isEqualTo(new Credential.None());
        assertThat(endpoint(config, "box").doors().getFirst().base()).hasToString("http://h:1/v1");
    }

    @Test
    void theSimulatorIsMovedToWhereItListens() {
        var config = config("models: { m: { targets: [ sim/gpt-sim ] } }\nproviders: { sim: {} }", Map.of());
        var moved = config.withEndpointAt("sim", URI.create("http://127.0.0.1:4711"));
        assertThat(endpoint(moved, "sim").doors())
                .extracting(door -> door.base().toString())
                .containsExactly(
                        "http://127.0.0.1:4711/v1",
                        "http://127.0.0.1:4711/v1",
                        "http://127.0.0.1:4711/v1beta",
                        "http://127.0.0.1:4711/v2");
        assertThat(moved.models().getFirst().targets().getFirst().endpoint()).isEqualTo(endpoint(moved, "sim"));
    }

    @Test
    void certificatesAreFoundBesideTheFile() throws IOException {
        Files.writeString(folder.resolve("c.pem"), "");
        Files.writeString(folder.resolve("k.pem"), "");
        var config = config("tls: { certificate: c.pem, key: k.pem }\nupstream: { ca: c.pem }", Map.of());
        assertThat(config.front().tls()).isEqualTo(new Front.Tls(folder.resolve("c.pem"), folder.resolve("k.pem")));
        assertThat(config.outbound().ca()).isEqualTo(folder.resolve("c.pem"));
    }

    @Test
    void theSummarySaysWhatIsOn() {
        var config = config(
                "models: { smart: { targets: [ openai/gpt-4o, groq/x ] } }",
                Map.of("OPENAI_API_KEY", "o", "GROQ_API_KEY", "g"));
        assertThat(Summary.of(config))
                .containsSubsequence(List.of(
                        "Provider openai at https://api.openai.com/v1 (openai-chat, openai-responses, openai-completions)",
                        "Provider groq at https://api.groq.com/openai/v1 (openai-chat, openai-responses)",
                        "Model smart: openai/gpt-4o, then groq/x"));
    }

    private static URI base(Config config, String id) {
        return endpoint(config, id).doors().getFirst().base();
    }

    private static Credential credential(Config config, String id) {
        return endpoint(config, id).doors().getFirst().credential();
    }

    @Test
    void whatTheUserKnowsBetterOfAModelIsInTheCatalog() {
        var config = new Loading(folder).config("""
                        providers: { box: { like: openai-compatible, url: "http://box:8000" } }
                        catalog:
                          "box/*": { context: 128k, max-input: 100k, max-output: 8000, price: { input: 0, output: "0" } }
                          box/mine:
                            mode: embedding
                            reads: [ text, image ]
                            writes: text
                            tools: true
                            structured-output: false
                            sampling: true
                            thinking: [ off, "effort:low,high" ]
                            price:
                              output: 2.5
                              image: 0.04
                              batch: { input: 1 }
                              above: { 200k: { input: 4 } }
                          openai/gpt-4o: { thinking: none }
                        """, Map.of("OPENAI_API_KEY", "k"));
        var box = Loading.endpoint(config, "box");
        var mine = config.catalog().model(box, "mine").orElseThrow();
        var prices = mine.facts().prices();
        assertThat(mine.mode()).isEqualTo(Mode.EMBEDDING);
        assertThat(mine.facts().limits()).isEqualTo(new ModelFacts.Limits(128_000, 100_000, 8_000, null));
        assertThat(mine.facts().media())
                .isEqualTo(new ModelFacts.Media(Set.of(Modality.TEXT, Modality.IMAGE), Set.of(Modality.TEXT)));
        assertThat(prices.usual().each())
                .isEqualTo(Map.of(
                        Meter.INPUT, Money.ZERO,
                        Meter.OUTPUT, Money.ofPicos(2_500_000),
                        Meter.IMAGE, Money.ofPicos(40_000_000_000L)));
        assertThat(prices.services().keySet()).containsExactly("batch");
        assertThat(prices.tiers())
                .singleElement()
                .extracting(Prices.Tier::aboveTokens)
                .isEqualTo(200_000);
        var traits = config.catalog().traits(box, "mine");
        assertThat(traits.tools()).isEqualTo(Support.YES);
        assertThat(traits.structuredOutput()).isEqualTo(Support.NO);
        assertThat(traits.thinking().ways()).containsExactlyInAnyOrder(Way.OFF, Way.EFFORT);
        assertThat(config.catalog().traits(box, "another").contextTokens()).isEqualTo(128_000);
        assertThat(config.names().models()).extracting(ListedModel::id).contains("box/mine");
        var openai = Loading.endpoint(config, "openai");
        assertThat(config.catalog().traits(openai, "gpt-4o").thinking().known()).isEqualTo(Support.NO);
    }

    @Test
    void aNewerListOfModelsInTheDataDirectoryIsRead() throws IOException {
        CatalogFile.write(folder, "@x 2027-01-01 X\n\n[openai]\ngpt-9 7 - t $input=1 @x\n");
        var config = new Loading(folder).config("data: " + folder, Map.of("OPENAI_API_KEY", "k"));
        var openai = Loading.endpoint(config, "openai");
        assertThat(config.catalog().model(openai, "gpt-9"))
                .get()
                .extracting(KnownModel::contextTokens)
                .isEqualTo(7);
        assertThat(config.catalog().model(openai, "gpt-4o")).isPresent();
    }

    @Test
    void aDamagedListOfModelsIsRefused() throws IOException {
        CatalogFile.write(folder, "[openai]\n");
        var file = CatalogFile.in(folder);
        Files.writeString(file, Files.readString(file) + "gpt-9 7 - t\n");
        assertThat(new Loading(folder).problems("data: " + folder, Map.of()))
                .containsExactly("catalog/models.txt: the list of models is damaged, or was changed by hand. Run `weir"
                        + " catalog update` again, or remove the file");
        Files.writeString(file, "[openai]\n");
        assertThat(new Loading(folder).problems("data: " + folder, Map.of()))
                .singleElement()
                .asString()
                .contains("this version");
    }

    @Test
    void aProviderInSeveralRegionsIsATargetInEach() {
        var config = new Loading(folder)
                .config("providers: { openai: { regions: [ eu, us ] } }", Map.of("OPENAI_API_KEY", "k"));
        assertThat(config.endpoints()).extracting(Endpoint::id).containsExactly("openai@eu", "openai@us");
        assertThat(config.endpoints()).extracting(Endpoint::region).containsExactly("eu", "us");
        assertThat(config.endpoints().getFirst().doors().getFirst().base()).hasToString("https://eu.api.openai.com/v1");
        assertThat(targets(config, "openai/gpt-4o")).containsExactly("openai@eu/gpt-4o", "openai@us/gpt-4o");
        assertThat(targets(config, "gpt-4o")).containsExactly("openai@eu/gpt-4o", "openai@us/gpt-4o");
        assertThat(targets(config, "openai@us/gpt-4o")).containsExactly("openai@us/gpt-4o");
        assertThat(config.names().models().stream().map(ListedModel::id))
                .contains("openai/gpt-4o")
                .doesNotHaveDuplicates();
    }

    private static List<String> targets(Config config, String model) {
        return config.names().resolve(model) instanceof Directory.Resolution.Found found
                ? found.targets().stream().map(Target::name).toList()
                : List.of();
    }
}
