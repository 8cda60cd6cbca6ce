package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad configurations, and what is said of them, word by word.
class ProblemsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("OPENAI_API_KEY", "k", "SPACED", "a b");

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("listn: 127.0.0.1:8080", "weir.yaml:1:1: listn: there is no such key. Did you mean `listen`?"),
                bad(
                        "listen: somewhere",
                        "weir.yaml:1:9: listen: no address: somewhere. Write it like 127.0.0.1:8080 or [::1]:8080"),
                bad(
                        "listen: 0.0.0.0:8080",
                        "weir.yaml:1:1: listen: 0.0.0.0:8080 can be reached from other machines, and no key is"
                                + " configured. Add callers under `keys`, or say `open: true` if everybody may spend your"
                                + " money"),
                bad(
                        "admin: { listen: 0.0.0.0:8081 }",
                        "weir.yaml:1:10: admin.listen: 0.0.0.0:8081 can be reached from other machines, and admin keys"
                                + " are not built in this version. Use a loopback address such as 127.0.0.1:8081"),
                bad(
                        "admin: { key: k }",
                        "weir.yaml:1:10: admin.key: an admin key is not built in this version. Remove the key"),
                bad(
                        "listen: 127.0.0.1:8081",
                        "weir.yaml:1:1: admin.listen: the same address as listen. Give it a port of its own"),
                bad(
                        "listen: [a",
                        "weir.yaml:1:11: this is no YAML: expected ',' or ']', but got <stream end>. Check"
                                + " indentation, quotes and brackets"),
                bad(
                        "providers: { openai: { key: ${K} } }",
                        "weir.yaml:1:30: this is no YAML: expected ',' or '}', but got {. Put \"${…}\" in quotes where it"
                                + " stands within { } or [ ]"),
                bad("- a", "weir.yaml:1:1: this is a list, not a mapping. Write key: value pairs"),
                bad(
                        "listen: { a: b }",
                        "weir.yaml:1:9: listen: this is a mapping, not a single value. Write one value"),
                bad("data: a\ndata: b", "weir.yaml:2:1: data: stands here a second time, first at line 1. Keep one"),
                bad(
                        "catalog: { openai/gpt-4o: { prise: {} } }",
                        "weir.yaml:1:29: catalog.openai/gpt-4o.prise: there is no such key. Did you mean `price`?"),
                bad(
                        "catalog: { openai/gpt-4o: { price: { inputs: 1 } } }",
                        "weir.yaml:1:38: catalog.openai/gpt-4o.price.inputs: there is no such key. Did you mean"
                                + " `input`?"),
                bad(
                        "catalog: { openai/gpt-4o: { price: { input: cheap } } }",
                        "weir.yaml:1:45: catalog.openai/gpt-4o.price.input: no price: cheap. Write US dollars for a"
                                + " million tokens, like 2.5"),
                bad(
                        "catalog: { openai/gpt-4o: { price: { image: 1e-13 } } }",
                        "weir.yaml:1:45: catalog.openai/gpt-4o.price.image: finer than 10⁻¹² dollars for one: 1e-13."
                                + " Write US dollars for one, like 2.5"),
                bad(
                        "catalog: { openai/gpt-4o: { price: { above: { many: { input: 1 } } } } }",
                        "weir.yaml:1:53: catalog.openai/gpt-4o.price.above.many: no number of tokens: many. Write it"
                                + " like 200000 or 200k"),
                bad(
                        "catalog: { openai/gpt-4o: { mode: embeding } }",
                        "weir.yaml:1:35: catalog.openai/gpt-4o.mode: there is no embeding here. Did you mean"
                                + " `embedding`?"),
                bad(
                        "catalog: { openai/gpt-4o: { context: much } }",
                        "weir.yaml:1:38: catalog.openai/gpt-4o.context: no number: much. Write it like 128000, 128k or"
                                + " 1M"),
                bad(
                        "catalog: { openai/gpt-4o: { thinking: hard } }",
                        "weir.yaml:1:39: catalog.openai/gpt-4o.thinking: no way to think: hard. Known: none alone, or"
                                + " off, adaptive, hidden, budget:1024-32768, effort:low,high"),
                bad(
                        "catalog: { openai/gpt-4o: { tools: perhaps } }",
                        "weir.yaml:1:36: catalog.openai/gpt-4o.tools: neither true nor false. Write true or false"),
                bad(
                        "catalog: { gpt-4o: {} }",
                        "weir.yaml:1:20: catalog.gpt-4o: no provider and model. Write provider/model, or provider/*"),
                bad(
                        "catalog: { mistral/mistral-large-latest: {} }",
                        "weir.yaml:1:42: catalog.mistral/mistral-large-latest: there is no provider mistral here."
                                + " Mistral is not switched on: set MISTRAL_API_KEY or name it under `providers` in the"
                                + " configuration."),
                bad(
                        "models: { m: { targets: [openai/x], concurrency: { most: 0, queu: 1 } } }",
                        "weir.yaml:1:58: models.m.concurrency.most: no number from 1 to 100000: 0. Write one",
                        "weir.yaml:1:61: models.m.concurrency.queu: there is no such key. Did you mean `queue`?"),
                bad(
                        "models: { m: { targets: [openai/x], concurrency: { queue: 1 } } }",
                        "weir.yaml:1:50: models.m.concurrency: it is not said how many at once. Say most: 8"),
                bad(
                        "providers: { openai: { concurrency: many } }",
                        "weir.yaml:1:37: providers.openai.concurrency: no number from 1 to 100000: many. Write one"),
                bad(
                        "keys: { name: a, key: k, priority: urgent }",
                        "weir.yaml:1:36: keys.priority: no priority: urgent. Say low, normal or high"),
                bad("open: perhaps", "weir.yaml:1:7: open: neither true nor false. Write true or false"),
                bad("limits: { body: big }", "weir.yaml:1:17: limits.body: no size: big. Write it like 64KB or 32MB"),
                bad(
                        "limits: { body: 100GB }",
                        "weir.yaml:1:17: limits.body: more than this version can hold. At most 1073741824 bytes"),
                bad(
                        "log: { level: loud }",
                        "weir.yaml:1:8: log.level: a choice of the log's form is not built in this version. Remove the"
                                + " key"),
                bad(
                        "log: { headers: [ X-Api-Key ] }",
                        "weir.yaml:1:19: log.headers[0]: a header that holds a credential. Remove it: credentials are"
                                + " never logged"),
                bad(
                        "tls: { certificate: nowhere.pem }",
                        "weir.yaml:1:1: tls: a certificate and a key belong together. Say both, as PEM files",
                        "weir.yaml:1:21: tls.certificate: there is no readable file FOLDER/nowhere.pem. Relative paths"
                                + " start from FOLDER"),
                bad(
                        "cors: { origins: example.org }",
                        "weir.yaml:1:18: cors.origins: no origin: example.org. Write it like https://app.example.org, or"
                                + " \"*\""),
                bad(
                        "upstream: { proxy: socks5://x:1 }",
                        "weir.yaml:1:20: upstream.proxy: no proxy. Write it like http://proxy.example:3128 or"
                                + " http://user:password@proxy.example:3128"),
                bad("cache: {}", "weir.yaml:1:1: cache: caches are not built in this version. Remove the key"),
                bad(
                        "data: ${NOWHERE}/x",
                        "weir.yaml:1:7: data: the environment has no variable NOWHERE. Set it, or write $${ for a plain"
                                + " ${"),
                bad(
                        "data: ${NOWHERE",
                        "weir.yaml:1:7: data: a ${…} that is not closed. Close it, or write $$ for a dollar sign"));
    }

    static Stream<Arguments> badProviders() {
        return Stream.of(
                bad(
                        "providers:\n  opnai: {}",
                        "weir.yaml:2:10: providers.opnai: there is no built-in provider opnai. Did you mean `openai`? A"
                                + " provider of your own says what it is like: like: openai-compatible, and its url"),
                bad(
                        "providers:\n  box: { like: openai-compatble, url: http://h }",
                        "weir.yaml:2:16: providers.box.like: there is no built-in provider openai-compatble. Did you"
                                + " mean `openai-compatible`? `weir models --providers` lists them"),
                bad(
                        "providers:\n  box: { like: openai-compatible }",
                        "weir.yaml:2:8: providers.box: it is not said where it is. Say url:"),
                bad(
                        "providers:\n  openai-compatible: { url: http://h }",
                        "weir.yaml:2:22: providers.openai-compatible: openai-compatible is what a provider can be like,"
                                + " not a provider. Give it a name of your own: gpu-box: { like: openai-compatible, url:"
                                + " … }"),
                bad(
                        "providers:\n  anthropic: {}",
                        "weir.yaml:2:14: providers.anthropic: there is no key. Set ANTHROPIC_API_KEY, or say key:"
                                + " ${VARIABLE}"),
                bad(
                        "providers:\n  mine: { like: openai }",
                        "weir.yaml:2:9: providers.mine: there is no key. Say key: ${VARIABLE}"),
                bad(
                        "providers:\n  openai: { kye: x }",
                        "weir.yaml:2:13: providers.openai.kye: there is no such key. Did you mean `key`?"),
                bad(
                        "providers:\n  openai: { key: \"${SPACED}\" }",
                        "weir.yaml:2:18: providers.openai.key: no key: empty, or with characters that no key has. Set"
                                + " the variable it names"),
                bad(
                        "providers:\n  openai: { keys: [a, \"b c\"] }",
                        "weir.yaml:2:23: providers.openai.keys[1]: no key: empty, or with characters that no key has. Set"
                                + " the variable it names"),
                bad(
                        "providers:\n  openai: { url: api.example.org }",
                        "weir.yaml:2:18: providers.openai.url: no base URL. Write it like https://host.example/v1,"
                                + " without a user and password"),
                bad(
                        "providers:\n  openai: { region: mars }",
                        "weir.yaml:2:21: providers.openai.region: there is no region mars. Known: ae, au, eu, in, jp,"
                                + " us"),
                bad(
                        "providers:\n  openai: { headers: { Host: x, Authorization: y } }",
                        "weir.yaml:2:24: providers.openai.headers.Host: a header that cannot be set. Remove it",
                        "weir.yaml:2:33: providers.openai.headers.Authorization: the header that the key goes in. Use"
                                + " `key`"),
                bad(
                        "providers:\n  openai: { timeout: { connect: fast, total: 0s, first: 1s } }",
                        "weir.yaml:2:33: providers.openai.timeout.connect: no duration: fast. Write it like 250ms, 3s,"
                                + " 5m or 1h",
                        "weir.yaml:2:46: providers.openai.timeout.total: no duration: 0s. Write it like 250ms, 3s, 5m or"
                                + " 1h",
                        "weir.yaml:2:50: providers.openai.timeout.first: there is no such key. Known here: answer,"
                                + " between-tokens, connect, first-token, total"),
                bad(
                        "providers:\n  openai: { budget: 50 USD/month }",
                        "weir.yaml:2:13: providers.openai.budget: budgets are not built in this version. Remove the key"),
                bad(
                        "providers:\n  runway: {}",
                        "weir.yaml:2:11: providers.runway: Runway cannot be used yet. its models make films, in a"
                                + " dialect that this version does not speak"),
                bad(
                        "providers:\n  azure: { key: k }",
                        "weir.yaml:2:10: providers.azure: it is not said where it is. Say url:, or set"
                                + " AZURE_RESOURCE_NAME"),
                bad(
                        "providers:\n  openai: on",
                        "weir.yaml:2:11: providers.openai: a provider is a mapping. Write openai: {}, or openai: off for"
                                + " a built-in one"),
                bad(
                        "providers:\n  vllm: { url: http://127.0.0.1:8080/v1 }",
                        "providers: vllm: http://127.0.0.1:8080/v1 is this gateway itself. Move one of the two; a"
                                + " variable such as VLLM_BASE_URL that is meant for clients must not be set here"));
    }

    static Stream<Arguments> badModels() {
        return Stream.of(
                bad(
                        "models:\n  smart: {}",
                        "weir.yaml:2:10: models.smart.targets: a model without targets. List them in the order they are"
                                + " tried, e.g. - openai/gpt-4o"),
                bad(
                        "models:\n  smart: { targets: [openai/x], strategy: cheepest }",
                        "weir.yaml:2:43: models.smart.strategy: there is no strategy cheepest. Did you mean `cheapest`?"),
                bad(
                        "models:\n  smart: { targets: [openai/x], strategy: fastest, sticky: key }",
                        "weir.yaml:2:60: models.smart.sticky: the strategy fastest has one first choice for all, and"
                                + " sticky another for each. Remove one of the two, or choose by weighted, round-robin,"
                                + " least-busy or balanced"),
                bad(
                        "models:\n  smart: { targets: [openai/x], strategy: weighted, sticky: me }",
                        "weir.yaml:2:61: models.smart.sticky: nothing to keep to: me. Say conversation, key, or header:"
                                + " and the name of one"),
                bad(
                        "models:\n  smart: { targets: [{ target: openai/x, weight: 3k, when: a, strategy: weighted }] }",
                        "weir.yaml:2:42: models.smart.targets[0].weight: a weight of more than 1000. Weights are compared"
                                + " with one another: 3 and 1 are as good as 3000 and 1000",
                        "weir.yaml:2:60: models.smart.targets[0].when: no condition, at 1:1 of it: undeclared reference"
                                + " to 'a' (in container ''); known are request.dialect, request.headers, request.images,"
                                + " request.key, request.max_tokens, request.metadata, request.model, request.stream,"
                                + " request.structured, request.team, request.time, request.tokens, request.tools. Write"
                                + " it in CEL, like request.tokens < 100000 && request.tools == 0",
                        "weir.yaml:2:63: models.smart.targets[0].strategy: a single target. Only a group has a strategy"),
                bad(
                        "models:\n  smart: { targets: [{ target: openai/x, canary: 5 }] }",
                        "weir.yaml:2:50: models.smart.targets[0].canary: no part of all: 5. Write it like 5% or 0.5%"),
                bad(
                        "models:\n  smart: { targets: [{ target: openai/x, canary: 5% }] }",
                        "weir.yaml:2:12: models.smart.targets: canaries only: most requests would have no target. Name a"
                                + " target without canary"),
                bad(
                        "models:\n  smart: { targets: [{ targets: [openai/x], target: openai/y }, { targets: [{}] }] }",
                        "weir.yaml:2:45: models.smart.targets[0].target: both target and targets. Keep one of the two",
                        "weir.yaml:2:77: models.smart.targets[1].targets[0]: a target without a name. Say target:"
                                + " provider/model, or targets: for a group within this one"),
                bad(
                        "models:\n  smart: { targets: [openai/x], rescue: continue, breaker: { failures: most } }",
                        "weir.yaml:2:41: models.smart.rescue: no way to rescue a stream: continue. Say auto, instruct"
                                + " or off",
                        "weir.yaml:2:72: models.smart.breaker.failures: no share: most. Write it like 10%"),
                bad(
                        "models:\n  smart: { targets: [openai/x], retry: { attempts: 0, backoff: 1s }, hedge: soon }",
                        "weir.yaml:2:52: models.smart.retry.attempts: no number from 1 to 10: 0. Write one",
                        "weir.yaml:2:64: models.smart.retry.backoff: no span of time: 1s. Write it like 250ms..8s",
                        "weir.yaml:2:77: models.smart.hedge: no time to hedge after: soon. Say auto, off, or write it"
                                + " like 800ms"),
                bad(
                        "models:\n  smart: { targets: [openai/x], fallback: [errors] }",
                        "weir.yaml:2:44: models.smart.fallback[0]: no cause for a fallback: errors. Did you mean `error`?;"
                                + " never is none at all"),
                bad(
                        "models:\n  smart: { targets: [anthropic/x] }",
                        "weir.yaml:2:22: models.smart.targets[0]: there is no target anthropic/x. Anthropic is not"
                                + " switched on: set ANTHROPIC_API_KEY or name it under `providers` in the"
                                + " configuration."),
                bad(
                        "models:\n  smart: { targets: [gpt-4p] }",
                        "weir.yaml:2:22: models.smart.targets[0]: there is no target gpt-4p. Did you mean `gpt-4o`?"),
                // what is wrong with a provider is said once, at the provider
                bad(
                        "providers:\n  anthropic: {}\nmodels:\n  smart: { targets: [anthropic/x] }",
                        "weir.yaml:2:14: providers.anthropic: there is no key. Set ANTHROPIC_API_KEY, or say key:"
                                + " ${VARIABLE}"));
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                bad("keys: []", "weir.yaml:1:1: keys: an empty list. Add a caller, or remove the key `keys`"),
                bad(
                        "keys:\n  - key: a",
                        "weir.yaml:2:5: keys[0]: a key without a name. Say name: for logs and receipts"),
                bad(
                        "keys:\n  - name: a",
                        "weir.yaml:2:5: keys[0]: a caller has one of `key` and `hash`. Say key: ${VARIABLE}, or hash:"
                                + " sha256: and 64 hexadecimal digits"),
                bad(
                        "keys:\n  - { name: a, hash: md5:00 }",
                        "weir.yaml:2:22: keys[0].hash: no hash of a key. Write sha256: and 64 hexadecimal digits: printf"
                                + " %s \"$KEY\" | sha256sum"),
                bad(
                        "keys:\n  - { name: a, key: k }\n  - { name: a, key: k }",
                        "weir.yaml:3:5: keys[1]: the same key as that of a. Keep one of the two",
                        "weir.yaml:3:7: keys[1].name: the name a stands at line 2 already. Give each key a name of its"
                                + " own"),
                bad(
                        "keys:\n  - { name: a, key: k, limits: { concurrent: 2 }, budget: 50 USD/month }",
                        "weir.yaml:2:24: keys[0].limits: limits of a key are not built in this version. Remove the key",
                        "weir.yaml:2:51: keys[0].budget: budgets are not built in this version. Remove the key"),
                bad(
                        "keys:\n  - { name: a, key: k, models: [] }",
                        "weir.yaml:2:24: keys[0].models: an empty list. Name the models it may use, or remove the key"
                                + " `models` to let it use all"),
                bad(
                        "open: true\nkeys:\n  - { name: a, key: k }",
                        "weir.yaml:1:1: open: keys are configured, so it is not open. Keep one of the two"));
    }

    private static Arguments bad(String yaml, String... problems) {
        return Arguments.of(yaml, List.of(problems));
    }

    @ParameterizedTest
    @MethodSource({"bad", "badProviders", "badModels", "badKeys"})
    void everyProblemIsSaidWithItsPlaceAndRemedy(String yaml, List<String> problems) {
        var expected = problems.stream()
                .map(problem -> problem.replace("FOLDER/", "").replace("FOLDER", folder.toString()))
                .toList();
        assertThat(new Loading(folder).problems(yaml, ENVIRONMENT)).isEqualTo(expected);
    }

    @Test
    void allProblemsAreSaidAtOnceInTheOrderOfTheFile() {
        var yaml = """
                listen: nowhere
                providers:
                  opnai: {}
                  anthropic: {}
                models:
                  smart:
                    targets: [ opnai/x ]
                    strategy: random
                keys:
                  - name: a
                """;
        assertThat(new Loading(folder).problems(yaml, Map.of()))
                .extracting(problem -> problem.replaceAll("^weir.yaml:(\\d+):.*", "$1"))
                .containsExactly("1", "3", "4", "8", "10");
    }

    @Test
    void aMissingFileIsAProblem() {
        var loaded = Config.load(Loading.CATALOG, folder.resolve("no.yaml"), Map.of(), Flags.NONE, 1);
        assertThat(new Loading(folder).printed(loaded))
                .containsExactly("no.yaml: there is no such file. Name one with --config, or start without");
    }

    @Test
    void aFlagThatCannotStandIsNamed() {
        var loaded = new Loading(folder).load("", Map.of(), new Flags("x", "0.0.0.0:1", null));
        assertThat(new Loading(folder).printed(loaded))
                .containsExactly(
                        "--listen: listen: no address: x. Write it like 127.0.0.1:8080 or [::1]:8080",
                        "--admin: admin.listen: 0.0.0.0:1 can be reached from other machines, and admin keys are not"
                                + " built in this version. Use a loopback address such as 127.0.0.1:8081");
    }

    @Test
    void noProblemPrintsAKey() {
        var yaml =
                "providers:\n  openai: { key: \"sk-very secret\" }\nkeys:\n  - { name: a, key: s3cret, hash: sha256:s3cret }";
        assertThat(new Loading(folder).problems(yaml, Map.of()))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("secret") || problem.contains("s3cret"));
    }
}
