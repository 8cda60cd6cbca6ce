package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The whole gateway in process, an Anthropic client, and upstreams of all three dialects.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagesTest {
    private static final String ANSWER = """
            {"id":"msg_1", "type":"message","role":"assistant","model":"c-1","x_new":{"a":1.50},
             "content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","stop_sequence":null,
             "usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":2}}""";
    private static final String START = event(
                    "message_start",
                    "\"message\":{\"id\":\"msg_1\",\"model\":\"c\",\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}")
            + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    private static final String PING = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    private static final String HELLO =
            event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
    private static final String END = event("content_block_stop", "\"index\":0")
            + event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}");
    private static final String STOP = event("message_stop", null);

    private static final String CHAT = """
            {"id":"chatcmpl-1","model":"g","choices":[{"index":0,"message":{"role":"assistant","content":"hi",
             "tool_calls":[{"id":"call.1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
             "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,
             "prompt_tokens_details":{"cached_tokens":6}}}""";
    private static final String CHAT_STREAM = """
            data: {"id":"c","model":"g","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

            data: {"id":"c","model":"g","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

            data: {"id":"c","model":"g","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}

            data: [DONE]

            """;
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2lnbmVk"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"responseId":"r"}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private TestGateway keyed;

    private static String event(String type, @Nullable String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (rest == null ? "" : "," + rest) + "}\n\n";
    }

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()),
                TestGateway.endpoint("openai", "openai", upstream.url()),
                TestGateway.endpoint("google", "google", upstream.url()));
        gateway = TestGateway.start(endpoints, List.of());
        keyed = TestGateway.start(TestGateway.config(
                endpoints,
                List.of(),
                new Keyring(List.of(new ClientKey("all", KeyHash.of("secret-all"), List.of()))),
                Outbound.DIRECT));
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        keyed.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.post(
                "/v1/messages",
                "{\"model\": \"" + model
                        + "\", \"max_tokens\":50, \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    private static HttpResponse<String> send(TestGateway at, String path, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = at.request(path);
        headers.forEach(request::header);
        return at.client()
                .send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @Test
    void bothSidesSeeTheOthersBytes() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = send(
                gateway,
                "/v1/messages?beta=true",
                "{\"model\": \"anthropic/c\", \"max_tokens\":5,\"messages\":[ ],\"x_unknown\":[1.50]}",
                Map.of(
                        "x-api-key", "the client's",
                        "anthropic-version", "2023-06-01",
                        "anthropic-beta", "files-api-2025-04-14,x"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\": \"c\", \"max_tokens\":5,\"messages\":[ ],\"x_unknown\":[1.50]}");
        assertThat(upstream.last().path()).isEqualTo("/v1/messages");
        assertThat(upstream.last().headers())
                .containsEntry("anthropic-beta", "files-api-2025-04-14,x")
                .containsEntry("anthropic-version", "2026-10-21")
                .containsEntry("authorization", "Bearer test-key")
                .doesNotContainKey("x-api-key");
        assertThat(gateway.receipt(answer))
                .contains("\"lane\":\"same\"", "\"fresh\":5", "\"cache_read\":3", "\"visible\":2");
    }

    @Test
    void aStreamPassesAsItIsWithItsPings() throws Exception {
        upstream.answer(
                Script.stream().chunk(START + PING).chunk(HELLO + END + STOP).last());
        HttpResponse<String> answer = ask("anthropic/c", ",\"stream\":true");
        assertThat(answer.body()).isEqualTo(START + PING + HELLO + END + STOP);
        assertThat(gateway.receipt(answer)).contains("\"fresh\":5", "\"visible\":9", "\"outcome\":\"complete\"");
    }

    @Test
    void aCompleteStreamWithoutItsLastWordGetsOne() throws Exception {
        upstream.answer(Script.stream().chunk(START + HELLO + END).last());
        assertThat(ask("anthropic/c", ",\"stream\":true").body()).isEqualTo(START + HELLO + END + STOP);
    }

    @Test
    void aTruncatedStreamEndsInAnErrorEvent() throws Exception {
        upstream.answer(Script.stream().chunk(START + HELLO).close());
        HttpResponse<String> answer = ask("anthropic/c", ",\"stream\":true");
        assertThat(answer.body())
                .startsWith(START + HELLO + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"")
                .doesNotContain("message_stop");
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"failed\"", "truncated");
    }

    @Test
    void theProvidersOwnErrorArrivesWithItsId() throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"}}";
        upstream.answer(Script.reply(
                400,
                Map.of("content-type", "application/json", "request-id", "req_theirs"),
                error.getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> answer = ask("anthropic/c", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(error);
        assertThat(answer.headers().firstValue("request-id")).hasValue("req_theirs");
    }

    /// The SDKs choose the class of an error by its status and code, and would wait for a limit that no waiting ends.
    @Test
    void aLimitOnSpendingArrivesWithItsCodeAndIsFinal() throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"no more\","
                + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}},\"request_id\":\"r\"}";
        upstream.answer(Script.reply(
                429,
                Map.of("content-type", "application/json", "retry-after", "5"),
                error.getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> answer = ask("anthropic/c", "");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo(error);
        assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(upstream.received()).hasSize(1);
        HttpResponse<String> across =
                gateway.chat("{\"model\":\"anthropic/c\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(across.body()).contains("no more", "enforced_spend_limit_reached");
        assertThat(across.headers().firstValue("x-should-retry")).hasValue("false");
    }

    @Test
    void anOpenAiProviderAnswersInAnthropicsWords() throws Exception {
        upstream.answer(Script.json(200, CHAT));
        HttpResponse<String> answer = ask(
                "openai/gpt-4o",
                ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"system\":\"s\"");
        JsonNode message = Expected.json(answer.body());
        assertThat(message.path("type").asString("")).isEqualTo("message");
        assertThat(message.path("stop_reason").asString("")).isEqualTo("tool_use");
        assertThat(message.path("content").toString())
                .isEqualTo("[{\"type\":\"text\",\"text\":\"hi\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"f\",\"input\":{\"a\":1}}]");
        assertThat(message.path("usage").toString())
                .isEqualTo("{\"input_tokens\":4,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":6,"
                        + "\"output_tokens\":4}");
        assertThat(answer.headers().firstValue("request-id"))
                .isEqualTo(answer.headers().firstValue("x-weir-request-id"));
        JsonNode sent = Expected.json(upstream.last().text());
        assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.path("messages").path(0).path("role").asString("")).isEqualTo("system");
        assertThat(sent.path("tools").path(0).path("function").path("name").asString(""))
                .isEqualTo("f");
    }

    @Test
    void anOpenAiStreamArrivesAsAnthropicsEvents() throws Exception {
        upstream.answer(Script.stream().chunk(CHAT_STREAM).last());
        HttpResponse<String> answer = ask("openai/gpt-4o", ",\"stream\":true");
        List<String> types = new ArrayList<>();
        answer.body().lines().filter(line -> line.startsWith("event: ")).forEach(line -> types.add(line.substring(7)));
        assertThat(types)
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(answer.body()).contains("\"input_tokens\":5", "\"output_tokens\":2", "\"stop_reason\":\"end_turn\"");
    }

    @Test
    void aSignatureOfGooglesComesBackToGoogleWithItsCall() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        HttpResponse<String> first = ask("google/gemini-2.5-pro", "");
        JsonNode content = Expected.json(first.body()).path("content");
        String id = content.path(0).path("id").asString("");
        assertThat(content.path(0).path("type").asString("")).isEqualTo("tool_use");
        assertThat(content.path(1).path("data").asString("")).isEqualTo("weir-seal:part:google:c2lnbmVk");
        gateway.post("/v1/messages", next("google/gemini-2.5-pro", content, id));
        JsonNode sent = Expected.json(upstream.last().text());
        JsonNode call = sent.path("contents").path(1).path("parts").path(0);
        assertThat(call.path("functionCall").path("name").asString("")).isEqualTo("f");
        assertThat(call.path("thoughtSignature").asString("")).isEqualTo("c2lnbmVk");
        assertThat(sent.path("contents").path(1).path("parts").size()).isEqualTo(1);
    }

    /// A conversation that began at Google goes on at Anthropic, which takes no such signature: so it is translated,
    /// although the dialects are the same.
    @Test
    void whatTheGatewayWroteForAnotherProviderNeverReachesAnthropic() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        JsonNode content =
                Expected.json(ask("google/gemini-2.5-pro", "").body()).path("content");
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = gateway.post(
                "/v1/messages",
                next(
                        "anthropic/claude-sonnet-4-5",
                        content,
                        content.path(0).path("id").asString("")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(upstream.last().path()).isEqualTo("/v1/messages");
        assertThat(upstream.last().text()).contains("tool_use").doesNotContain("weir-seal", "c2lnbmVk");
        assertThat(gateway.receipt(answer)).contains("\"lane\":\"cross\"", "google");
        assertThat(Expected.json(answer.body())
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString(""))
                .isEqualTo("hi");
    }

    private static String next(String model, JsonNode content, String id) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"content\":" + Json.text(content) + "},{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":\"5\"}]}]}";
    }

    @Test
    void aRequestThatAnthropicWouldRefuseIsRefusedInItsWords() throws Exception {
        HttpResponse<String> missing = gateway.post("/v1/messages", "{\"messages\":[]}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(missing.body())
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"model: Field"
                                + " required\"}}");
        HttpResponse<String> unknown = ask("nobody-has-this", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("not_found_error", "nobody-has-this");
        HttpResponse<String> across = gateway.post(
                "/v1/messages", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(across.body()).contains("max_tokens: Field required");
    }

    @Test
    void everyErrorOfThePathIsInAnthropicsShape() throws Exception {
        HttpResponse<String> wrong = send(keyed, "/v1/messages", "{}", Map.of("x-api-key", "nobody's"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"");
        assertThat(wrong.headers().firstValue("request-id")).isPresent();
        HttpResponse<String> batches = gateway.post("/v1/messages/unheard-of", "{}");
        assertThat(batches.statusCode()).isEqualTo(404);
        assertThat(batches.body()).contains("\"type\":\"not_found_error\"", "POST /v1/messages");
        HttpResponse<String> get = gateway.get("/v1/messages");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.body()).startsWith("{\"type\":\"error\"");
        assertThat(gateway.get("/v1/messagesandmore").body()).startsWith("{\"error\":{\"message\"");
    }

    @Test
    void keysOfBothGenerationsOfClientsAreTaken() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        String body = "{\"model\":\"anthropic/c\",\"max_tokens\":5,\"messages\":[]}";
        assertThat(send(keyed, "/v1/messages", body, Map.of("x-api-key", "secret-all"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(keyed, "/v1/messages", body, Map.of("authorization", "Bearer secret-all"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tokensAreCountedByTheProviderThatSpeaksTheDialect() throws Exception {
        upstream.answer(Script.json(200, "{\"input_tokens\":641}"));
        HttpResponse<String> answer =
                gateway.post("/v1/messages/count_tokens", "{\"model\":\"anthropic/c\",\"messages\":[ ],\"x\":1.0}");
        assertThat(answer.body()).isEqualTo("{\"input_tokens\":641}");
        assertThat(answer.headers().firstValue("x-weir-estimate")).isEmpty();
        assertThat(upstream.last().path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"c\",\"messages\":[ ],\"x\":1.0}");
        assertThat(gateway.receipt(answer)).contains("\"usage\":null");
    }

    @Test
    void tokensOfARequestToAnotherDialectAreEstimatedAndSaidToBe() throws Exception {
        HttpResponse<String> answer = gateway.post(
                "/v1/messages/count_tokens",
                "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "water ".repeat(60)
                        + "\"}]}");
        assertThat(answer.headers().firstValue("x-weir-estimate")).hasValue("tokens");
        assertThat(Expected.json(answer.body()).path("input_tokens").asInt(0)).isBetween(60, 120);
        assertThat(upstream.received()).isEmpty();
        HttpResponse<String> refused = gateway.post(
                "/v1/messages/count_tokens", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"wizard\"}]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("messages.0.content: Field required");
    }

    @Test
    void modelsAreListedInTheShapeOfTheAsker() throws Exception {
        JsonNode page = models("?limit=2");
        assertThat(page.path("data").size()).isEqualTo(2);
        assertThat(page.path("has_more").booleanValue()).isTrue();
        JsonNode first = page.path("data").path(0);
        assertThat(first.path("type").asString("")).isEqualTo("model");
        assertThat(first.path("created_at").asString("")).endsWith("Z");
        assertThat(first.path("lifecycle").asString("")).isIn("active", "deprecated");
        assertThat(page.path("first_id")).isEqualTo(first.path("id"));
        String last = page.path("last_id").asString("");
        JsonNode next = models("?limit=2&after_id=" + last.replace("/", "%2F"));
        assertThat(next.path("first_id").asString("")).isNotEqualTo(last);
        JsonNode back = models(
                "?limit=2&before_id=" + next.path("first_id").asString("").replace("/", "%2F"));
        assertThat(back.path("data")).isEqualTo(page.path("data"));
        assertThat(models("?limit=1000").path("has_more").booleanValue()).isFalse();
        JsonNode left = models("?limit=1000&lifecycle%5B%5D=deprecated&lifecycle%5B%5D=retired");
        assertThat(left.path("data").size()).isPositive();
        left.path("data")
                .forEach(model ->
                        assertThat(model.path("lifecycle").asString("")).isIn("deprecated", "retired"));
        assertThat(models("?lifecycle%5B%5D=gone").at("/error/message").asString(""))
                .contains("lifecycle.0");
        assertThat(models("?limit=0").path("error").path("type").asString("")).isEqualTo("invalid_request_error");
        assertThat(models("?after_id=nobody").path("type").asString("")).isEqualTo("error");
        assertThat(models("/" + last).path("id").asString("")).isEqualTo(last);
        assertThat(models("/nobody").path("error").path("type").asString("")).isEqualTo("not_found_error");
        assertThat(gateway.get("/v1/models").body()).startsWith("{\"object\":\"list\"");
    }

    private JsonNode models(String rest) throws Exception {
        return Expected.json(gateway.client()
                .send(
                        gateway.request("/v1/models" + rest)
                                .header("anthropic-version", "2026-10-21")
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
