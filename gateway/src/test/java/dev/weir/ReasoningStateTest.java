package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Config;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A plain client of Chat Completions, which sends back nothing but words and calls, keeps its reasoning all the same.
class ReasoningStateTest {
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},
              {"type":"redacted_thinking","data":"EmwKA=="},
              {"type":"text","text":"I look."},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String CLAUDE_STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"c-1","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EpgC+/="}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String DONE = """
            {"id":"msg_2","type":"message","role":"assistant","model":"c-1","stop_reason":"end_turn",
             "content":[{"type":"text","text":"Done."}],"usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2lnbmVkIGNhbGw="}]},
             "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,
             "totalTokenCount":10},"responseId":"r1"}""";
    private static final String RESPONSE = """
            {"id":"resp_1","object":"response","created_at":5,"model":"g-1","status":"completed","output":[
             {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAAAB-o+/="},
             {"id":"fc_1","type":"function_call","call_id":"call_9","name":"f","arguments":"{\\"a\\":1}"}],
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""";

    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    private static final String ASKED =
            "{\"role\":\"system\",\"content\":\"Be.\"},{\"role\":\"user\",\"content\":\"Who?\"}";

    private ScriptedUpstream upstream;
    private Config config;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.onlySpeaking("openai-responses", TestGateway.endpoint("openai", "openai", upstream.url())),
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()),
                TestGateway.endpoint("google", "google", upstream.url()));
        config = TestGateway.config(endpoints, List.of(), TestGateway.keys("one", "two"), Outbound.DIRECT);
        gateway = TestGateway.start(config);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String key, String model, String messages, String more) throws Exception {
        String body = "{\"model\":\"" + model + "\",\"messages\":[" + messages + "]" + TOOLS + more + "}";
        HttpResponse<String> answer = gateway.ask(key, "POST", "/v1/chat/completions", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /// The next turn, as a client writes it that knows of nothing but words and calls.
    private static String next(String callId) {
        return ASKED + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"" + callId
                + "\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 1}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"" + callId + "\",\"content\":\"42\"}";
    }

    private static String callId(HttpResponse<String> answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        return Json.read(body, 0, body.length)
                .path("choices")
                .path(0)
                .path("message")
                .path("tool_calls")
                .path(0)
                .path("id")
                .asString();
    }

    private JsonNode sent() {
        byte[] body = upstream.last().body();
        return Json.read(body, 0, body.length);
    }

    @Test
    void anthropicGetsItsThinkingBackAlsoAfterARestart() throws Exception {
        upstream.answer(Script.json(200, CLAUDE), Script.json(200, DONE));
        ask("key-one", "anthropic/claude-sonnet-4-5", ASKED, ",\"reasoning_effort\":\"high\"");
        gateway.close();
        gateway = TestGateway.start(config);
        HttpResponse<String> answer =
                ask("key-one", "anthropic/claude-sonnet-4-5", next("toolu_1"), ",\"reasoning_effort\":\"high\"");
        JsonNode said = sent().path("messages").path(1);
        assertThat(said.path("role").asString()).isEqualTo("assistant");
        assertThat(said.path("content").path(0).toString())
                .isEqualTo("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EpgC+/=\"}");
        assertThat(said.path("content").path(1).toString())
                .isEqualTo("{\"type\":\"redacted_thinking\",\"data\":\"EmwKA==\"}");
        assertThat(said.path("content").path(2).path("id").asString()).isEqualTo("toolu_1");
        assertThat(said.path("content").path(2).path("input").toString()).isEqualTo("{\"a\":1}");
        assertThat(sent().path("thinking").path("type").asString()).isNotEqualTo("disabled");
        assertThat(answer.headers().firstValue("x-weir-loss")).hasValue("/reasoning_effort");
    }

    @Test
    void aStreamedAnswerIsKeptLikeAWholeOne() throws Exception {
        upstream.answer(
                Script.stream()
                        .chunk(CLAUDE_STREAM.getBytes(StandardCharsets.UTF_8))
                        .last(),
                Script.json(200, DONE));
        ask("key-one", "anthropic/claude-sonnet-4-5", ASKED, ",\"stream\":true");
        ask("key-one", "anthropic/claude-sonnet-4-5", next("toolu_1"), "");
        assertThat(sent().path("messages").path(1).path("content").path(0).toString())
                .isEqualTo("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EpgC+/=\"}");
    }

    /// They send thoughts back, but have no field for what was signed.
    @ParameterizedTest
    @ValueSource(strings = {"", "\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"}],"})
    void coheresClientsNeedNotCarryItEither(String thoughts) throws Exception {
        upstream.answer(Script.json(200, CLAUDE), Script.json(200, DONE));
        String asked =
                "{\"model\":\"anthropic/claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Who?\"}";
        assertThat(gateway.ask("key-one", "POST", "/v2/chat", asked + "]" + TOOLS + "}")
                        .statusCode())
                .isEqualTo(200);
        String next = asked + ",{\"role\":\"assistant\"," + thoughts + "\"tool_calls\":[{\"id\":\"toolu_1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"42\"}]" + TOOLS + "}";
        assertThat(gateway.ask("key-one", "POST", "/v2/chat", next).statusCode())
                .isEqualTo(200);
        assertThat(sent().path("messages").path(1).path("content").path(0).toString())
                .isEqualTo("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EpgC+/=\"}");
    }

    @Test
    void geminiGetsTheSignatureOnItsCall() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        String id = callId(ask("key-one", "google/gemini-2.5-pro", ASKED, ""));
        gateway.close();
        gateway = TestGateway.start(config);
        ask("key-one", "google/gemini-2.5-pro", next(id), "");
        JsonNode part = sent().path("contents").path(1).path("parts").path(0);
        assertThat(part.path("functionCall").path("name").asString()).isEqualTo("f");
        assertThat(part.path("thoughtSignature").asString()).isEqualTo("c2lnbmVkIGNhbGw=");
    }

    @Test
    void openaiGetsItsEncryptedReasoningBack() throws Exception {
        upstream.answer(Script.json(200, RESPONSE));
        ask("key-one", "openai/gpt-5", ASKED, "");
        ask("key-one", "openai/gpt-5", next("call_9"), "");
        assertThat(upstream.last().text()).contains("\"encrypted_content\":\"gAAAAB-o+/=\"");
        List<String> types = sent().path("input")
                .valueStream()
                .map(item -> item.path("type").asString("message"))
                .toList();
        assertThat(types.indexOf("reasoning")).isEqualTo(types.indexOf("function_call") - 1);
    }

    @Test
    void nobodyElseGetsIt() throws Exception {
        upstream.answer(Script.json(200, CLAUDE), Script.json(200, DONE), Script.json(200, GEMINI));
        ask("key-one", "anthropic/claude-sonnet-4-5", ASKED, "");
        ask("key-two", "anthropic/claude-sonnet-4-5", next("toolu_1"), "");
        assertThat(upstream.last().text()).doesNotContain("EpgC", "thinking\":\"hm");
        HttpResponse<String> other = ask("key-one", "google/gemini-2.5-pro", next("toolu_1"), "");
        assertThat(upstream.last().text()).doesNotContain("EpgC", "hm", "weir-seal");
        assertThat(other.headers().firstValue("x-weir-loss")).isEmpty();
    }

    @Test
    void theReceiptSaysWhatWasPutBack() throws Exception {
        upstream.answer(Script.json(200, CLAUDE), Script.json(200, DONE));
        ask("key-one", "anthropic/claude-sonnet-4-5", ASKED, "");
        HttpResponse<String> answer = ask("key-one", "anthropic/claude-sonnet-4-5", next("toolu_1"), "");
        HttpResponse<String> receipt = gateway.client()
                .send(
                        gateway.request("/v1/weir/receipts/"
                                        + answer.headers()
                                                .firstValue("x-weir-request-id")
                                                .orElseThrow())
                                .header("authorization", "Bearer key-one")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(receipt.body()).contains("/messages/2", "was kept here and put back");
    }

    private static final String SEARCHED = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"end_turn",
             "content":[{"type":"text","text":"I look. "},
              {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"weir"}},
              {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result",
               "url":"https://example.org/","title":"T","encrypted_content":"RW5j","page_age":null}]},
              {"type":"text","text":"A weir is a wall."}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String SEARCH_RESPONSE = """
            {"id":"resp_1","object":"response","created_at":5,"model":"g-1","status":"completed","output":[
             {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAAAB-o+/="},
             {"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"weir"}},
             {"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1","container_id":"cntr_1",
              "outputs":[{"type":"logs","logs":"2"}]},
             {"id":"mcp_1","type":"mcp_call","status":"completed","name":"dig","server_label":"s","arguments":"{}",
              "output":"deep","error":null},
             {"id":"msg_1","type":"message","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"A weir is a wall.","annotations":[]}]}],
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""";

    private static String soWhat(String said) {
        return ASKED + ",{\"role\":\"assistant\",\"content\":\"" + said + "\"},{\"role\":\"user\",\"content\":\"So?\"}";
    }

    @Test
    void whatAnthropicsOwnToolsBroughtGoesBackToIt() throws Exception {
        upstream.answer(Script.json(200, SEARCHED), Script.json(200, DONE));
        ask("key-one", "anthropic/claude-sonnet-4-5", ASKED, "");
        gateway.close();
        gateway = TestGateway.start(config);
        ask("key-one", "anthropic/claude-sonnet-4-5", soWhat("I look. A weir is a wall."), "");
        JsonNode content = sent().path("messages").path(1).path("content");
        byte[] first = SEARCHED.getBytes(StandardCharsets.UTF_8);
        assertThat(content).isEqualTo(Json.read(first, 0, first.length).path("content"));

        upstream.answer(Script.json(200, GEMINI));
        HttpResponse<String> elsewhere =
                ask("key-one", "google/gemini-2.5-pro", soWhat("I look. A weir is a wall."), "");
        assertThat(upstream.last().text()).doesNotContain("RW5j", "srvtoolu");
        assertThat(elsewhere.headers().firstValue("x-weir-loss").orElse("")).contains("/messages/2");
    }

    @Test
    void whatOpenaisOwnToolsDidGoesBackToIt() throws Exception {
        upstream.answer(Script.json(200, SEARCH_RESPONSE));
        ask("key-one", "openai/gpt-5", ASKED, "");
        ask("key-one", "openai/gpt-5", soWhat("A weir is a wall."), "");
        byte[] first = SEARCH_RESPONSE.getBytes(StandardCharsets.UTF_8);
        JsonNode output = Json.read(first, 0, first.length).path("output");
        List<JsonNode> items = sent().path("input").valueStream().toList();
        for (int i = 1; i < 4; i++) {
            JsonNode was = output.get(i);
            JsonNode item = items.stream()
                    .filter(each -> each.path("id").equals(was.path("id")))
                    .findFirst()
                    .orElseThrow();
            was.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    assertThat(item.path(name)).as(name).isEqualTo(value);
                }
            });
        }
        List<String> types = items.stream()
                .map(item -> item.path("type").asString("message"))
                .toList();
        assertThat(types)
                .containsSubsequence(
                        "reasoning", "web_search_call", "code_interpreter_call", "mcp_call", "message", "message");

        upstream.answer(Script.json(200, DONE));
        ask("key-one", "anthropic/claude-sonnet-4-5", soWhat("A weir is a wall."), "");
        assertThat(upstream.last().text()).doesNotContain("ws_1", "cntr_1", "gAAAAB");
    }
}
