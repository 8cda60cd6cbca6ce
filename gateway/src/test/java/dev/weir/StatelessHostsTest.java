package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Handling;
import dev.weir.chat.Traits.Support;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A caller comes back to an answer by its id, whether the host of the model keeps answers or not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatelessHostsTest {
    private static final String OUTPUT = """
            [{"id":"rs_7","type":"reasoning","summary":[],"encrypted_content":"bWlzdHJhbA=="},
             {"id":"fc_7","type":"function_call","call_id":"call_7","name":"f","arguments":"{ \\"a\\" : 1.50 }","x":1.50}]""";
    private static final String ANSWER = """
            {"id":"resp_7","object":"response","created_at":5,"model":"m","status":"completed","output":%s,
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""".formatted(OUTPUT);
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},{"type":"text","text":"I look."},
              {"type":"tool_use","id":"call_7","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[
             {"functionCall":{"id":"call_7","name":"f","args":{"a":1}},"thoughtSignature":"c2lnbmVkIGNhbGw="}]},
             "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,
             "totalTokenCount":10},"responseId":"r1"}""";
    private static final String CHAT = """
            {"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"d","choices":[{"index":0,
             "finish_reason":"tool_calls","message":{"role":"assistant","content":"I look.","reasoning_content":"hm",
             "tool_calls":[{"id":"call_7","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}],
             "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
    private static final String ASKED = "{\"type\":\"message\",\"role\":\"user\",\"content\":\"Wer ist \\u00e9s?\"}";
    private static final String RESULT = "{\"type\":\"function_call_output\",\"call_id\":\"call_7\",\"output\":\"42\"}";
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.onlySpeaking(
                        "openai-responses", TestGateway.endpoint("mistral", "mistral", upstream.url())),
                TestGateway.onlySpeaking(
                        "openai-responses", TestGateway.endpoint("openrouter", "openrouter", upstream.url())),
                TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint("deepseek", "deepseek", upstream.url())),
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()),
                TestGateway.endpoint("google", "google", upstream.url()),
                retainingNothing(TestGateway.onlySpeaking(
                        "openai-responses", TestGateway.endpoint("closed", "openai", upstream.url()))));
        gateway = TestGateway.start(
                TestGateway.config(endpoints, List.of(), TestGateway.keys("one", "two"), Outbound.DIRECT));
    }

    private static Endpoint retainingNothing(Endpoint endpoint) {
        return new Endpoint(
                endpoint.id(),
                endpoint.names(),
                endpoint.row(),
                endpoint.doors(),
                endpoint.models(),
                endpoint.region(),
                new Handling(Set.of(), Support.NO, Support.NO),
                endpoint.deadlines());
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

    private HttpResponse<String> call(String key, String method, String path, String body) throws Exception {
        return gateway.ask(key, method, path, body);
    }

    private JsonNode ask(String model, String more) throws Exception {
        HttpResponse<String> answer =
                call("key-one", "POST", "/v1/responses", "{\"model\":\"" + model + "\"" + TOOLS + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String body = answer.body();
        return body.startsWith("{")
                ? Expected.json(body)
                : Expected.json(body.substring(body.lastIndexOf("data: ") + "data: ".length()))
                        .path("response");
    }

    /// What a host of Responses streams: its last word may leave the items out.
    private static Script streamed(String lastOutput) {
        String data = """
                event: response.created
                data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_7","created_at":5,"model":"m"}}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":1,"output_index":0,"item":%s}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":2,"output_index":1,"item":%s}

                event: response.completed
                data: {"type":"response.completed","sequence_number":3,"response":{"id":"resp_7","object":"response","status":"completed","output":%s}}

                """.formatted(
                        Json.text(Expected.json(OUTPUT).path(0)),
                        Json.text(Expected.json(OUTPUT).path(1)),
                        lastOutput);
        return Script.stream().chunk(data.getBytes(StandardCharsets.UTF_8)).last();
    }

    private static Script answer(String model) {
        return Script.json(
                200,
                switch (model) {
                    case "anthropic/c" -> CLAUDE;
                    case "google/g" -> GEMINI;
                    case "deepseek/d" -> CHAT;
                    default -> ANSWER;
                });
    }

    @ParameterizedTest
    @CsvSource({
        "mistral/m, input",
        "openrouter/o, input",
        "deepseek/d, messages",
        "anthropic/c, messages",
        "google/g, contents"
    })
    void aConversationByIdIsTheSameToTheProviderAsOneInFull(String model, String history) throws Exception {
        upstream.answer(answer(model));
        JsonNode first = ask(model, ",\"input\":[" + ASKED + "]");
        String id = first.path("id").asString();
        JsonNode second = ask(model, ",\"previous_response_id\":\"" + id + "\",\"input\":[" + RESULT + "]");
        String byId = upstream.last().text();
        StringBuilder items = new StringBuilder(ASKED);
        first.path("output").forEach(item -> items.append(',').append(Json.text(item)));
        ask(model, ",\"store\":false,\"input\":[" + items + "," + RESULT + "]");
        String sent = Json.text(Expected.json(upstream.last().text()).path(history));
        assertThat(Expected.json(sent).size()).isGreaterThanOrEqualTo(3);
        assertThat(byId).contains(sent).doesNotContain("previous_response_id");

        ask(
                model,
                ",\"previous_response_id\":\"" + second.path("id").asString() + "\",\"input\":[" + RESULT
                        + ",{\"role\":\"user\",\"content\":\"So?\"}]");
        String longer = Json.text(Expected.json(upstream.last().text()).path(history));
        assertThat(longer).startsWith(sent.substring(0, sent.length() - 1)).contains("So?");
    }

    @Test
    void theHostsOwnBytesGoOnAndWhatItKeepsNothingOfIsKeptHere() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = call(
                "key-one",
                "POST",
                "/v1/responses",
                "{\"model\":\"mistral/m\",\"store\":true,\"input\":[" + ASKED + "]}");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"m\",\"input\":[" + ASKED + "]}");
        upstream.forget();
        assertThat(Expected.json(
                        call("key-one", "GET", "/v1/responses/resp_7", "").body()))
                .isEqualTo(Expected.json(ANSWER));
        assertThat(Expected.json(call("key-one", "GET", "/v1/responses/resp_7/input_items", "")
                                .body())
                        .path("data")
                        .path(0)
                        .path("id")
                        .asString())
                .startsWith("msg_");
        assertThat(call("key-two", "GET", "/v1/responses/resp_7", "").statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        ask("mistral/m", ",\"input\":[" + ASKED + ",{\"type\":\"item_reference\",\"id\":\"fc_7\"}," + RESULT + "]");
        assertThat(upstream.last().text()).contains("\"arguments\":\"{ \\\"a\\\" : 1.50 }\",\"x\":1.50}");

        call("key-one", "DELETE", "/v1/responses/resp_7", "");
        assertThat(call("key-one", "GET", "/v1/responses/resp_7", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> gone = call(
                "key-one",
                "POST",
                "/v1/responses",
                "{\"model\":\"mistral/m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"fc_7\"}]}");
        assertThat(gone.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", OUTPUT})
    void aStreamIsKeptAsItsEventsSaidIt(String lastOutput) throws Exception {
        upstream.answer(streamed(lastOutput.replace("\n", "")), Script.json(200, ANSWER));
        ask("mistral/m", ",\"stream\":true,\"input\":[" + ASKED + "]");
        assertThat(Expected.json(call("key-one", "GET", "/v1/responses/resp_7", "")
                                .body())
                        .path("output"))
                .isEqualTo(Expected.json(OUTPUT));
        ask("mistral/m", ",\"previous_response_id\":\"resp_7\",\"input\":[" + RESULT + "]");
        assertThat(upstream.last().text())
                .contains(Json.text(Expected.json(OUTPUT).path(0)));
        call("key-one", "DELETE", "/v1/responses/resp_7", "");
    }

    @Test
    void nothingIsKeptOfWhatMayNotBe() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask("mistral/m", ",\"store\":false,\"input\":[" + ASKED + "]");
        assertThat(call("key-one", "GET", "/v1/responses/resp_7", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anAccountThatRetainsNothingHasItsAnswersKeptHereUnlessNobodyMay() throws Exception {
        upstream.answer(Script.json(200, ANSWER.replace("resp_7", "resp_8")));
        ask("closed/g", ",\"input\":[" + ASKED + "]");
        upstream.forget();
        assertThat(call("key-one", "GET", "/v1/responses/resp_8", "").statusCode())
                .isEqualTo(200);
        assertThat(upstream.received()).isEmpty();

        upstream.answer(Script.json(200, ANSWER.replace("resp_7", "resp_9")));
        ask("closed/g", ",\"provider\":{\"zdr\":true},\"input\":[" + ASKED + "]");
        assertThat(call("key-one", "GET", "/v1/responses/resp_9", "").statusCode())
                .isEqualTo(404);
    }
}
