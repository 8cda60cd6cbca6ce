package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Clients of Cohere's, and Cohere as a provider, through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CohereTest {
    private static final String ANSWER = """
            {"id":"m1", "finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"hi"}]},
             "x_new":1.50,"usage":{"billed_units":{"input_tokens":3,"output_tokens":2},
             "tokens":{"input_tokens":70,"output_tokens":4},"cached_tokens":64}}""";
    private static final String BEGUN = """
            event: message-start
            data: {"id":"m1","type":"message-start","delta":{"message":{"role":"assistant","content":[]}}}

            event: content-start
            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}

            """;
    private static final String END = """
            event: content-end
            data: {"type":"content-end","index":0}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":\
            {"input_tokens":5,"output_tokens":2}}}}

            """;
    private static final String CHAT = """
            {"id":"c","model":"g","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
             "content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}}],
             "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.onlySpeaking("cohere-chat", TestGateway.endpoint("cohere", "cohere", upstream.url())),
                TestGateway.endpoint("host", "openai-compatible", upstream.url()));
        gateway = TestGateway.start(endpoints, List.of());
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.post(
                "/v2/chat",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    private static Script stream(String text) {
        return Script.stream().chunk(text.getBytes(StandardCharsets.UTF_8)).last();
    }

    private static JsonNode json(String text) {
        return Expected.json(text);
    }

    @Test
    void bothSidesSeeTheOthersBytes() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = ask("cohere/command-a", ",\"safety_mode\":\"OFF\",\"x_unknown\":[1.50]");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().line()).startsWith("POST /v1/chat ");
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\":\"command-a\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"safety_mode\":\"OFF\",\"x_unknown\":[1.50]}");
        assertThat(gateway.receipt(answer)).contains("\"lane\":\"same\"", "\"fresh\":3", "\"visible\":2");
    }

    @Test
    void streamPassesAsItIs() throws Exception {
        upstream.answer(stream(BEGUN + END));
        HttpResponse<String> answer = ask("cohere/command-a", ",\"stream\":true");
        assertThat(answer.body()).isEqualTo(BEGUN + END);
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"", "\"fresh\":5");
    }

    @Test
    void streamThatBreaksOffEndsInAnError() throws Exception {
        upstream.answer(stream(BEGUN));
        String body = ask("cohere/command-a", ",\"stream\":true").body();
        assertThat(body).startsWith(BEGUN);
        assertThat(body.substring(BEGUN.length()))
                .startsWith("event: message-end\n")
                .contains("\"finish_reason\":\"ERROR\"", "before the answer was complete");
    }

    @Test
    void hostOfAnotherDialectAnswersInCoheresWords() throws Exception {
        upstream.answer(Script.json(200, CHAT));
        HttpResponse<String> answer = ask(
                "host/g",
                ",\"k\":4,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}],"
                        + "\"documents\":[\"It was Ada.\"]");
        assertThat(json(answer.body()).toString()).isEqualTo(json("""
                        {"id":"c","finish_reason":"TOOL_CALL","message":{"role":"assistant","content":[],"tool_calls":[
                         {"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                         "usage":{"billed_units":{"input_tokens":9,"output_tokens":2},
                          "tokens":{"input_tokens":9,"output_tokens":2},"cached_tokens":0}}""").toString());
        JsonNode sent = json(upstream.last().text());
        assertThat(sent.at("/messages/0/content/0/text").stringValue()).isEqualTo("It was Ada.");
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/k\"");
    }

    @Test
    void openAiClientReachesCoheresOwnApi() throws Exception {
        upstream.answer(stream(BEGUN + END));
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"cohere/command-a\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"safety_mode\":\"STRICT\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(answer.body())
                .contains("\"content\":\"Hello\"", "\"prompt_tokens\":5")
                .endsWith("data: [DONE]\n\n");
        assertThat(json(upstream.last().text()).path("safety_mode").stringValue())
                .isEqualTo("STRICT");
    }

    @Test
    void errorsAreInCoheresShape() throws Exception {
        upstream.answer(Script.json(429, "{\"id\":\"1\",\"message\":\"slow down\"}"));
        HttpResponse<String> own = ask("cohere/command-a", "");
        assertThat(own.statusCode()).isEqualTo(429);
        assertThat(own.body()).isEqualTo("{\"id\":\"1\",\"message\":\"slow down\"}");
        HttpResponse<String> unknown = ask("nobody/nothing", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown.body()).path("message").stringValue()).contains("nobody/nothing");
        HttpResponse<String> wrong = gateway.post("/v2/chat", "{\"messages\":[]}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong.body()).path("message").stringValue()).contains("model");
    }

    @Test
    void modelsAreListedInTheShapeOfCoheresSdk() throws Exception {
        HttpResponse<String> list = gateway.client()
                .send(
                        gateway.request("/v1/models")
                                .header("x-fern-sdk-name", "cohere")
                                .GET()
                                .build(),
                        BodyHandlers.ofString());
        assertThat(json(list.body()).path("models").isArray()).isTrue();
        assertThat(Json.readOrNull(list.body())).isNotNull();
    }
}
