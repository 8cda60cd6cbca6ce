package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a request says about where it goes, asked through a running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuidanceTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String CONFIG = """
            providers:
              alpha: { like: openai-compatible, url: "${UP}/alpha", key: k, models: [ m, big ], data: { collects: false } }
              beta: { like: openai-compatible, url: "${UP}/beta", key: k, models: [ m ], data: { collects: false, retains: false } }
              gamma: { like: openai-compatible, url: "${UP}/gamma", key: k, models: [ m ] }
              openrouter: { url: "${UP}/openrouter", key: k }
              messages: { like: anthropic-compatible, url: "${UP}/messages", key: k }
              world:
                like: openai-compatible
                key: k
                probe: false
                regions: { eu: "${UP}/eu", us: "${UP}/us" }
            catalog:
              alpha/*: { price: { input: 3, output: 9 } }
              beta/*: { price: { input: 1, output: 3 } }
            models:
              group:
                targets: [ alpha/m, beta/m, gamma/m ]
              shadowed:
                targets: [ alpha/m ]
                shadow: { target: beta/m }
              unshadowed:
                targets: [ world@eu/m ]
                region: eu
                shadow: { target: beta/m }
              long:
                targets:
                  - { target: alpha/big, when: "request.tokens > 50 || 'x-big' in request.headers" }
                  - beta/m
            """;

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(CONFIG, folder, upstream.url());
    }

    @BeforeEach
    void everybodyAnswers() {
        upstream.answer(_ -> Script.json(200, ANSWER));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static String body(String model, String more) {
        return "{ \"model\": \"" + model + "\"" + more
                + ", \"temperature\": 0.70, \"messages\": [{\"role\":\"user\",\"content\":\"hello\"}] }";
    }

    private static String target(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-weir-target").orElseThrow();
    }

    private HttpResponse<String> ask(String body, String... headers) throws Exception {
        var request = gateway.request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.client().send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group | , \"provider\": {\"order\": [\"gamma\", \"beta\"]} | gamma/m",
                "group | , \"provider\": {\"only\": [\"Beta\"]} | beta/m",
                "group | , \"provider\": {\"ignore\": [\"alpha\"]} | beta/m",
                "group | , \"provider\": {\"sort\": \"price\"} | beta/m",
                "group | , \"provider\": {\"sort\": {\"by\": \"price\", \"partition\": \"none\"}} | beta/m",
                "group | , \"provider\": {\"zdr\": true} | beta/m",
                "group | , \"provider\": {\"data_collection\": \"deny\", \"order\": [\"gamma\"]} | alpha/m",
                "group | , \"provider\": {\"max_price\": {\"prompt\": 2}} | beta/m",
                "alpha/m | , \"provider\": {\"order\": [\"gamma\"]} | gamma/m",
                "m | , \"provider\": {\"sort\": \"price\"} | beta/m",
                "m:floor | | beta/m",
                "alpha/big | , \"models\": [\"beta/m\"] | alpha/big",
                "alpha/big | , \"provider\": null | alpha/big",
            })
    void aRequestChoosesItsProvider(String model, String more, String target) throws Exception {
        var answer = ask(body(model, more == null ? "" : more));
        assertThat(target(answer)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", \"models\": [\"beta/m\", \"gamma/m\"]",
                ", \"fallbacks\": [\"beta/m\"]",
                ", \"fallbacks\": [{\"model\": \"beta/m\"}]",
                ", \"fallbacks\": [{\"provider\": \"beta\", \"model\": \"m\"}]",
            })
    void anotherModelAnswersWhereTheNamedOneDoesNot(String more) throws Exception {
        upstream.answer(received ->
                received.path().startsWith("/alpha") ? Script.json(404, notFound()) : Script.json(200, ANSWER));
        var answer = ask(body("alpha/big", more));
        assertThat(target(answer)).isEqualTo("beta/m");
        assertThat(upstream.last().text())
                .isEqualTo("{ \"model\": \"m\", \"temperature\": 0.70, \"messages\": [{\"role\":\"user\","
                        + "\"content\":\"hello\"}] }");
    }

    private static String notFound() {
        return "{\"error\":{\"message\":\"no such model\",\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}";
    }

    @Test
    void noFallbackWhereTheRequestAllowsNone() throws Exception {
        upstream.answer(_ -> Script.json(404, notFound()));
        var answer = ask(body("group", ", \"provider\": {\"allow_fallbacks\": false}"));
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(answer.headers().firstValue("x-weir-attempts")).hasValue("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"provider\": {\"order\": [\"alpa\"]} | provider.order[0] | Did you mean `alpha`?",
                "\"provider\": {\"ordr\": []} | provider.ordr | Did you mean `order`?",
                "\"provider\": {\"sort\": \"beauty\"} | provider.sort | `latency`",
                "\"provider\": {\"zdr\": \"yes\"} | provider.zdr | true or false",
                "\"provider\": {\"max_price\": {\"prompt\": \"much\"}} | provider.max_price.prompt | 0.02",
                "\"provider\": \"alpha\" | provider | an object",
                "\"models\": [7] | models[0] | a name",
                "\"models\": [\"nobodys\"] | models[0] | does not exist",
                "\"fallbacks\": [{\"model\": \"m\", \"key\": \"k\"}] | fallbacks[0].key | `model`",
            })
    void whatIsNotUnderstoodIsRefusedWithItsPlace(String more, String path, String hint) throws Exception {
        var answer = ask(body("group", ", " + more));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"" + path + "\"").contains(hint);
    }

    @Test
    void anAnthropicClientIsToldInItsOwnDialect() throws Exception {
        var answer = gateway.post(
                "/v1/messages", "{\"model\":\"group\",\"max_tokens\":9,\"provider\":{\"sort\":\"x\"},\"messages\":[]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"type\":\"error\"", "invalid_request_error", "provider.sort");
    }

    @Test
    void anthropicsOwnFallbacksStayInItsRequests() throws Exception {
        var body = "{\"model\":\"messages/x\",\"max_tokens\":9,\"models\":[\"alpha/m\"],\"fallbacks\":\"default\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        upstream.answer(_ -> Script.json(
                200,
                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"x\",\"content\":[],"
                        + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
        assertThat(gateway.post("/v1/messages", body).statusCode()).isEqualTo(200);
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\":\"x\",\"max_tokens\":9,\"fallbacks\":\"default\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    @Test
    void openRoutersOwnFieldsGoToOpenRouterAsTheyAre() throws Exception {
        var body = body("openrouter/a/b", ", \"provider\": {\"order\": [\"Together\"]}, \"models\": [\"c/d\"]");
        assertThat(target(ask(body))).isEqualTo("openrouter/a/b");
        assertThat(upstream.last().text()).isEqualTo(body.replace("openrouter/a/b", "a/b"));
    }

    @Test
    void aConditionDecides() throws Exception {
        assertThat(target(ask(body("long", "")))).isEqualTo("beta/m");
        assertThat(target(ask(body("long", ""), "x-big", "1"))).isEqualTo("alpha/big");
        assertThat(target(ask(body("long", "").replace("hello", "many words ".repeat(40)))))
                .isEqualTo("alpha/big");
    }

    @Test
    void aRequestThatIsPinnedToARegionNeverLeavesIt() throws Exception {
        upstream.answer(received -> Script.json(received.path().startsWith("/eu") ? 503 : 200, ANSWER));
        upstream.forget();
        for (String model : new String[] {"world/m", "group", "m"}) {
            var answer = ask(body(model, ", \"models\": [\"world/m\", \"gamma/m\"]"), "x-weir-region", "eu");
            assertThat(answer.statusCode()).isEqualTo(503);
        }
        assertThat(upstream.received())
                .isNotEmpty()
                .allMatch(received -> received.path().startsWith("/eu"));
        assertThat(ask(body("group", ""), "x-weir-region", "eu").body())
                .contains("the request does not leave eu, and nobody says where it answers");
    }

    @Test
    void theNearestRegionAnswersAndAnotherOneWhereItFails() throws Exception {
        upstream.answer(received -> Script.json(received.path().startsWith("/eu") ? 503 : 200, ANSWER));
        assertThat(target(ask(body("world/m", "")))).isEqualTo("world@us/m");
        assertThat(target(ask(body("world@us/m", "")))).isEqualTo("world@us/m");
        assertThat(ask(body("world@eu/m", "")).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "x-weir-max-cost, 0.0000001, 400",
        "x-weir-max-cost, 1, 200",
        "x-weir-max-cost, much, 400",
        "x-weir-deadline, soon, 400",
        "x-weir-deadline, 20s, 200",
        "x-weir-first-token, 0, 400",
        "x-weir-data, personal, 400",
        "X-Weir-Regoin, eu, 400",
    })
    void headersOfTheRequestCount(String name, String value, int status) throws Exception {
        assertThat(ask(body("beta/m", ""), name, value).statusCode()).isEqualTo(status);
    }

    @Test
    void theAnswerTellsThePlanWhereTheRequestAsksForIt() throws Exception {
        var answer = ask(body("long", ""), "x-weir-explain", "true");
        assertThat(answer.headers().firstValue("x-weir-plan"))
                .hasValue("{\"steps\":[{\"target\":\"beta/m\",\"why\":\"first in order\"}],\"left_out\":[{\"target\":"
                        + "\"alpha/big\",\"why\":\"its condition does not hold\"}]}");
        assertThat(ask(body("long", "")).headers().firstValue("x-weir-plan")).isEmpty();
        assertThat(ask(body("long", ""), "x-weir-explain", "perhaps").statusCode())
                .isEqualTo(400);
    }

    private String explain(String body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/explain"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return gateway.client().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void theOperatorAsksWhereARequestWouldGo() throws Exception {
        upstream.forget();
        assertThat(explain("{\"model\":\"long\",\"request\":{\"messages\":[]},\"headers\":{\"X-Big\":\"1\"}}"))
                .contains("\"target\":\"alpha/big\"", "\"lane\":\"same\"", "\"total_ms\":600000");
        assertThat(explain(
                        "{\"model\":\"group\",\"headers\":{\"x-weir-region\":\"eu\"},\"request\":{\"messages\":[]}}"))
                .contains("\"steps\":[]", "the request does not leave eu");
        assertThat(explain("{\"model\":\"group\",\"headers\":{\"X-Weir-Region\":\"eu\"}}"))
                .contains("\"steps\":[]", "the request does not leave eu");
        assertThat(explain("{\"model\":\"long\",\"headers\":{\"X-Big\":\"1\"}}"))
                .contains("\"target\":\"alpha/big\"");
        assertThat(explain("{\"model\":\"long\",\"headers\":{\"x-weir-regoin\":\"eu\"}}"))
                .contains("Did you mean `x-weir-region`?");
        assertThat(explain("{\"model\":\"group\",\"headers\":{\"X-Weir-Region\":\"eu\"}}"))
                .contains("\"left_out\":[{\"target\":\"alpha/m\",\"why\":\"the request does not leave eu");
        assertThat(explain("{\"model\":\"shadowed\"}"))
                .contains("\"shadow\":{\"target\":\"beta/m\",\"share\":\"100%\"}");
        assertThat(
                        explain(
                                "{\"model\":\"gamma/m:floor\",\"request\":{\"messages\":[],\"provider\":{\"only\":[\"gamma\"]}}}"))
                .contains("the only one to sort by price");
        assertThat(explain("{\"model\":\"m\"}")).contains("\"target\":\"alpha/m\"");
        assertThat(explain("{\"modle\":\"m\"}")).contains("`modle` is not known here");
        assertThat(explain("{\"model\":\"m\",\"key\":\"nobody\"}")).contains("There is no key of that name");
        assertThat(upstream.received()).isEmpty();
    }

    /// The receipt of an answer, once its shadow has answered, too.
    private String shadowed(HttpResponse<String> answer) throws Exception {
        long limit = System.nanoTime() + 20_000_000_000L;
        String receipt = gateway.receipt(answer);
        while (!receipt.contains("\"likeness\"") && System.nanoTime() < limit) {
            receipt = gateway.receipt(answer);
        }
        return receipt;
    }

    @Test
    void aShadowIsComparedAndNeverShown() throws Exception {
        upstream.answer(received ->
                Script.json(200, received.path().startsWith("/beta") ? ANSWER.replace("hi", "hi there you") : ANSWER));
        var answer = ask(body("shadowed", ""));
        assertThat(target(answer)).isEqualTo("alpha/m");
        assertThat(answer.body()).isEqualTo(ANSWER);
        var receipt = Json.read(
                shadowed(answer).getBytes(StandardCharsets.UTF_8),
                0,
                shadowed(answer).length());
        assertThat(receipt.path("target").asString()).isEqualTo("alpha/m");
        assertThat(receipt.path("shadow").path("target").asString()).isEqualTo("beta/m");
        assertThat(receipt.path("shadow").path("outcome").asString()).isEqualTo("complete");
        assertThat(receipt.path("shadow").path("likeness").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aStreamsShadowIsComparedToo() throws Exception {
        upstream.answer(_ -> Script.stream()
                .chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"good day\"}}]}\n\n")
                .chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
                .chunk("data: [DONE]\n\n")
                .last());
        var answer = ask(body("shadowed", ", \"stream\": true"));
        assertThat(answer.body()).contains("good day").endsWith("data: [DONE]\n\n");
        assertThat(shadowed(answer)).contains("\"likeness\":1.0");
    }

    @Test
    void aShadowGoesNowhereWhereTheRequestMayNotGo() throws Exception {
        upstream.forget();
        assertThat(target(ask(body("unshadowed", "")))).isEqualTo("world@eu/m");
        assertThat(target(ask(body("unshadowed", "")))).isEqualTo("world@eu/m");
        assertThat(upstream.received()).allMatch(received -> received.path().startsWith("/eu"));
    }
}
