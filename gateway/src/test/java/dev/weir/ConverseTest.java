package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Outbound;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.AwsMessages;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpRequest.BodyPublishers;
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

/// Clients of Amazon Bedrock's Converse through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConverseTest {
    private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    private static final String PROFILE =
            "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-x-v1%3A0";
    private static final String ANSWER = """
            {"metrics":{"latencyMs":5}, "output":{"message":{"role":"assistant","content":[{"text":"hé"}]}},
             "stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5},"x_new":1.50}""";
    private static final byte[] BEGUN = AwsMessages.joined(
            AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
            AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}"));
    private static final byte[] END = AwsMessages.joined(
            AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
            AwsMessages.event(
                    "metadata", "{\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7},\"metrics\":{}}"));
    private static final String CHAT = """
            {"id":"c","model":"g","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
             "content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}}],
             "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private TestGateway keyed;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.endpoint("amazon-bedrock", "amazon-bedrock", upstream.url()),
                TestGateway.endpoint("host", "openai-compatible", upstream.url()));
        gateway = TestGateway.start(endpoints, List.of());
        Keyring keys = new Keyring(List.of(new ClientKey("apps", KeyHash.of("weir-key"), List.of())));
        keyed = TestGateway.start(TestGateway.config(endpoints, List.of(), keys, Outbound.DIRECT));
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

    private HttpResponse<String> ask(String model, String method, String body) throws Exception {
        return gateway.post("/model/" + model + "/" + method, body);
    }

    private static Script stream(byte[] messages) {
        return Script.stream("application/vnd.amazon.eventstream")
                .chunk(messages)
                .last();
    }

    private static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void bothSidesSeeTheOthersBytes() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        String body = ASK.replace("}]}]}", "}]}], \"x_unknown\":[1.50]}");
        HttpResponse<String> answer = ask("amazon-bedrock%2F" + PROFILE, "converse", body);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(upstream.last().line()).startsWith("POST /v1/model/" + PROFILE + "/converse ");
        assertThat(upstream.last().text()).isEqualTo(body);
        assertThat(gateway.receipt(answer)).contains("\"lane\":\"same\"", "\"fresh\":3", "\"visible\":2");
    }

    @Test
    void plainSlashesAndColonsAreBorneInAName() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask("amazon-bedrock/us.anthropic.claude-x-v1:0", "converse", ASK);
        assertThat(upstream.last().line()).startsWith("POST /v1/model/us.anthropic.claude-x-v1%3A0/converse ");
    }

    @Test
    void streamPassesAsItIs() throws Exception {
        byte[] whole = AwsMessages.joined(BEGUN, END);
        upstream.answer(stream(whole));
        HttpResponse<String> answer = ask("amazon-bedrock%2Fm", "converse-stream", ASK);
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        assertThat(answer.body()).isEqualTo(characters(whole));
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"", "\"fresh\":5");
    }

    @Test
    void streamThatBreaksOffEndsInAnException() throws Exception {
        upstream.answer(stream(BEGUN));
        String body = ask("amazon-bedrock%2Fm", "converse-stream", ASK).body();
        assertThat(body).startsWith(characters(BEGUN));
        assertThat(body.substring(BEGUN.length))
                .contains("modelStreamErrorException", "before the answer was complete");
    }

    @Test
    void hostOfAnotherDialectAnswersInConversesWords() throws Exception {
        upstream.answer(Script.json(200, CHAT));
        HttpResponse<String> answer = ask(
                "host%2Fg",
                "converse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"toolConfig\":{\"tools\":["
                        + "{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]},"
                        + "\"additionalModelRequestFields\":{\"seed\":7,\"nobody\":1}}");
        assertThat(Expected.json(answer.body())).isEqualTo(Expected.json("""
                {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"call_1","name":"f",
                 "input":{}}}]}},"stopReason":"tool_use","usage":{"inputTokens":9,"outputTokens":2,"totalTokens":11},
                 "metrics":{"latencyMs":0}}"""));
        JsonNode sent = Expected.json(upstream.last().text());
        assertThat(sent.path("seed").intValue()).isEqualTo(7);
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/additionalModelRequestFields/nobody\"");
    }

    @Test
    void openAiStreamIsToldAsMessages() throws Exception {
        upstream.answer(Script.stream().chunk("""
                        data: {"id":"c","choices":[{"index":0,"delta":{"content":"hé"}}]}

                        data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}

                        data: [DONE]

                        """).last());
        HttpResponse<String> answer = ask("host%2Fg", "converse-stream", ASK);
        JsonNode folded = RecordedBedrock.fold(RecordedBedrock.messages(answer.body()));
        assertThat(folded.at("/output/message/content/0/text").stringValue()).isEqualTo("hé");
        assertThat(folded.path("stopReason").stringValue()).isEqualTo("max_tokens");
    }

    @Test
    void errorsAreInBedrocksShape() throws Exception {
        upstream.answer(Script.json(429, "{\"error\":{\"message\":\"slow down\"}}"));
        HttpResponse<String> limited = ask("host%2Fg", "converse", ASK);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("x-amzn-errortype")).contains("ThrottlingException");
        assertThat(Expected.json(limited.body()).path("message").stringValue()).contains("slow down");
        HttpResponse<String> unknown = ask("nobody%2Fnothing", "converse-stream", ASK);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("x-amzn-errortype")).contains("ResourceNotFoundException");
        assertThat(ask("host%2Fg", "converse", "[]").headers().firstValue("x-amzn-errortype"))
                .contains("ValidationException");
        assertThat(ask("host%2Fg", "invoke", "{}").body()).contains("Unknown request URL", "/converse-stream");
    }

    @Test
    void tokensAreCountedByTheProviderOrGuessed() throws Exception {
        upstream.answer(Script.json(200, "{\"inputTokens\":23}"));
        String body = "{\"input\":{\"converse\":" + ASK + "}}";
        assertThat(ask("amazon-bedrock%2Fm", "count-tokens", body).body()).isEqualTo("{\"inputTokens\":23}");
        assertThat(upstream.last().line()).startsWith("POST /v1/model/m/count-tokens ");
        HttpResponse<String> guess = ask("host%2Fg", "count-tokens", body);
        assertThat(Expected.json(guess.body()).path("inputTokens").intValue()).isPositive();
        assertThat(guess.headers().firstValue("x-weir-estimate")).contains("tokens");
    }

    @Test
    void keyIsABearerTokenAndNoSignature() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        assertThat(signed("Bearer weir-key").statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
                signed("AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/bedrock/aws4_request, Signature=0");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-amzn-errortype")).contains("AccessDeniedException");
        assertThat(refused.body()).contains("AWS_BEARER_TOKEN_BEDROCK");
    }

    private HttpResponse<String> signed(String authorization) throws Exception {
        return keyed.client()
                .send(
                        keyed.request("/model/amazon-bedrock%2Fm/converse")
                                .header("authorization", authorization)
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(ASK))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void modelsAreListedAsFoundationModels() throws Exception {
        JsonNode page = Expected.json(gateway.get("/foundation-models").body());
        assertThat(page.path("modelSummaries").isArray()).isTrue();
        assertThat(page.path("modelSummaries").get(0).path("modelId").stringValue())
                .startsWith("amazon-bedrock/");
    }
}
