package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Care;
import dev.weir.chat.Misfit;
import dev.weir.chat.Strictness;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Requests that must lose nothing, and the receipts that an operator reads, through the whole gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictTest {
    private static final Map<String, String> STRICT = Map.of("x-weir-strict", "true");
    private static final String LOSSY =
            ", \"n\": 2, \"logprobs\": true, \"top_logprobs\": 2, \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String PLAIN = ", \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String CHAT = """
            {"id":"c","model":"g","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},
             "finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private static final String MESSAGE = """
            {"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"hi"}],
             "stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""";

    private ScriptedUpstream chat;
    private ScriptedUpstream messages;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        chat = new ScriptedUpstream();
        messages = new ScriptedUpstream();
        Endpoint openai = TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint("openai", "openai", chat.url()));
        Endpoint anthropic = TestGateway.endpoint("anthropic", "anthropic", messages.url());
        Target claude = new Target(anthropic, "claude-x");
        Target gpt = new Target(openai, "gpt-x");
        gateway = TestGateway.start(TestGateway.config(
                List.of(anthropic, openai),
                List.of(
                        new VirtualModel(
                                "careful",
                                List.of(claude),
                                Deadlines.NONE,
                                new Care(Strictness.STRICT, Misfit.REFUSE),
                                Resilience.USUAL),
                        new VirtualModel("either", List.of(claude, gpt), Deadlines.NONE),
                        new VirtualModel("gpt-first", List.of(gpt, claude), Deadlines.NONE)),
                new Keyring(List.of(
                        new ClientKey("usual", KeyHash.of("usual-key"), List.of()),
                        new ClientKey("careful", KeyHash.of("careful-key"), List.of(), Strictness.STRICT))),
                Outbound.DIRECT));
    }

    @BeforeEach
    void forget() {
        chat.forget();
        messages.forget();
        chat.answer(Script.json(200, CHAT));
        messages.answer(Script.json(200, MESSAGE));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        chat.close();
        messages.close();
    }

    private HttpResponse<String> send(String path, String key, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = gateway.request(path).header("authorization", "Bearer " + key);
        headers.forEach(request::header);
        return gateway.client()
                .send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String key, String model, String rest, Map<String, String> headers)
            throws Exception {
        return send("/v1/chat/completions", key, "{\"model\": \"" + model + "\"" + rest, headers);
    }

    private HttpResponse<String> admin(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.client().send(request.GET().build(), BodyHandlers.ofString());
    }

    private static JsonNode read(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }

    private static String id(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-weir-request-id").orElseThrow();
    }

    @Test
    void aLossyRequestIsRefusedByHeaderByModelAndByKey() throws Exception {
        List<HttpResponse<String>> refused = List.of(
                ask("usual-key", "anthropic/claude-x", LOSSY, STRICT),
                ask("usual-key", "careful", LOSSY, Map.of()),
                ask("careful-key", "anthropic/claude-x", LOSSY, Map.of("x-weir-strict", "false")));
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(400);
            JsonNode error = read(answer.body()).get("error");
            assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
            assertThat(error.get("code").asString()).isEqualTo("lossy_translation");
            assertThat(error.get("param").asString()).startsWith("/");
            assertThat(error.get("message").asString()).contains("/n", "/top_logprobs", "anthropic/claude-x");
        });
        assertThat(messages.received()).isEmpty();
    }

    @Test
    void whatLosesNothingIsAnswered() throws Exception {
        assertThat(ask("usual-key", "anthropic/claude-x", PLAIN, STRICT).statusCode())
                .isEqualTo(200);
        assertThat(ask("usual-key", "openai/gpt-x", LOSSY, STRICT).statusCode()).isEqualTo(200);
        assertThat(ask("usual-key", "anthropic/claude-x", LOSSY, Map.of()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLossyTargetIsPassedOverForOneThatTakesEverything() throws Exception {
        HttpResponse<String> answer = ask("usual-key", "either", LOSSY, STRICT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue("openai/gpt-x");
        assertThat(answer.headers().firstValue("x-weir-attempts")).hasValue("1");
        JsonNode receipt = read(admin("/admin/v1/receipts/" + id(answer)).body());
        assertThat(receipt.get("tries").asInt()).isEqualTo(1);
        assertThat(receipt.at("/left_out/0/target").asString()).isEqualTo("anthropic/claude-x");
        assertThat(receipt.at("/left_out/0/reason").asString())
                .startsWith("strict")
                .contains("/top_logprobs");
        assertThat(receipt.at("/verdict/request").asString()).isEqualTo("lossless");
        assertThat(messages.received()).isEmpty();
    }

    @Test
    void aFailureBeforeTheLossyTargetIsWhatTheCallerHearsOf() throws Exception {
        chat.answer(Script.json(503, "{\"error\":{\"message\":\"full\"}}"));
        HttpResponse<String> answer = ask("usual-key", "gpt-first", LOSSY, STRICT);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("full").doesNotContain("lossy_translation");
        assertThat(messages.received()).isEmpty();
    }

    @Test
    void theRefusalIsInTheCallersDialectStreamedToo() throws Exception {
        HttpResponse<String> answer = send(
                "/v1/messages",
                "usual-key",
                "{\"model\":\"openai/gpt-x\",\"max_tokens\":5,\"stream\":true,\"top_k\":3,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                STRICT);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode body = read(answer.body());
        assertThat(body.get("type").asString()).isEqualTo("error");
        assertThat(body.at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(body.at("/error/message").asString()).contains("/top_k");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/chat/completions | {"model":"anthropic/claude-x","seed":7,"messages":[{"role":"user","content":"hi"}]} | /seed
            /v1/responses | {"model":"anthropic/claude-x","max_tool_calls":3,"input":"hi"} | /max_tool_calls
            /v1/messages | {"model":"openai/gpt-x","max_tokens":5,"stop_sequences":["a","b","c","d","e"],"messages":[{"role":"user","content":"hi"}]} | /stop_sequences
            /v1beta/models/openai%2Fgpt-x:generateContent | {"generation_config":{"top_k":3},"contents":[{"parts":[{"text":"hi"}]}]} | /generation_config/top_k
            /v1beta/models/openai%2Fgpt-x:generateContent | {"generationConfig":{"topK":3},"contents":[{"parts":[{"text":"hi"}]}]} | /generationConfig/topK
            /v2/chat | {"model":"openai/gpt-x","k":3,"messages":[{"role":"user","content":"hi"}]} | /k
            """)
    void everyCallerReadsOfItsOwnBody(String path, String body, String pointer) throws Exception {
        HttpResponse<String> refused = send(path, "usual-key", body, STRICT);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(pointer);

        HttpResponse<String> answered = send(path, "usual-key", body, Map.of());
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.headers().firstValue("x-weir-loss").orElse("")).contains(pointer);
        assertThat(admin("/admin/v1/receipts/" + id(answered)).body()).contains("\"path\":\"" + pointer + "\"");
    }

    @Test
    void theOperatorFindsReceiptsOfEveryKeyByFilters() throws Exception {
        String lossy = id(ask("usual-key", "anthropic/claude-x", LOSSY, Map.of()));
        String refused = id(ask("careful-key", "careful", LOSSY, Map.of()));
        String whole = id(ask("careful-key", "openai/gpt-x", PLAIN, Map.of()));
        assertThat(admin("/admin/v1/receipts").body()).contains(lossy, refused, whole);
        assertThat(admin("/admin/v1/receipts?key=careful&outcome=failed").body())
                .contains(refused)
                .doesNotContain(lossy, whole);
        assertThat(admin("/admin/v1/receipts?verdict=lossy&outcome=complete&outcome=cancelled")
                        .body())
                .contains(lossy)
                .doesNotContain(refused, whole);
        assertThat(admin("/admin/v1/receipts?lane=same&target=openai%2Fgpt-x&since=2020-01-01T00:00:00Z")
                        .body())
                .contains(whole)
                .doesNotContain(lossy, refused);
        assertThat(read(admin("/admin/v1/receipts?limit=1").body()).get("receipts"))
                .hasSize(1);
        JsonNode receipt = read(admin("/admin/v1/receipts/" + lossy).body());
        assertThat(receipt.get("verdict").get("request").asString()).isEqualTo("lossy");
        assertThat(receipt.get("verdict").get("response").asString()).isEqualTo("lossless");
        assertThat(receipt.at("/losses/request").size()).isPositive();
    }

    @Test
    void aWrongFilterIsSaidAndABrowserIsRefused() throws Exception {
        assertThat(admin("/admin/v1/receipts?targets=x").body()).contains("Did you mean `target`?");
        assertThat(admin("/admin/v1/receipts?limit=9999").statusCode()).isEqualTo(400);
        assertThat(admin("/admin/v1/receipts?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(admin("/admin/v1/receipts/req_nobody").statusCode()).isEqualTo(404);
        assertThat(admin("/admin/v1/receipts", "origin", "https://evil.example").statusCode())
                .isEqualTo(403);
    }
}
