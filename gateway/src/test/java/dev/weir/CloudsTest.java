package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.rig.AwsMessages;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.rig.ScriptedUpstream.Received;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Bedrock, Vertex and Azure through the running gateway: what they are shown is checked as they would check it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudsTest {
    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c","stop_reason":"end_turn",
             "content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"responseId":"r"}""";
    private static final String CONVERSE = """
            {"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn",
             "usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}""";
    private static final String CHAT = """
            {"id":"c","model":"g","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",
             "content":"hi"}}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private KeyPair keys;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        Path account = folder.resolve("account.json");
        Files.writeString(account, account(upstream.url() + "/token"));
        Path refused = folder.resolve("refused.json");
        Files.writeString(refused, account(upstream.url() + "/refused"));
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, """
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                providers:
                  amazon-bedrock:
                    url: %1$s
                    region: eu-west-1
                    credentials: { access-key: AKID, secret-key: sesame, session-token: tok/en }
                  bearer:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    key: long-key
                  google-vertex:
                    url: %1$s
                    project: my-project
                    region: europe-west4
                    credentials: { file: %2$s }
                  google-vertex-anthropic:
                    url: %1$s
                    project: my-project
                    credentials: { file: %2$s }
                  refused:
                    like: google-vertex
                    url: %1$s
                    project: my-project
                    credentials: { file: %3$s }
                  azure:
                    url: %1$s
                    credentials: { tenant: contoso, client: app, secret: s&cret, authority: %1$s }
                    deployments: { gpt-4o: my-gpt }
                """.formatted(upstream.url(), account, refused));
        Loaded loaded = Config.load(TestGateway.CATALOG, file, Map.of(), Flags.NONE, 1);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ok.class);
        gateway = TestGateway.start(((Loaded.Ok) loaded).config());
    }

    private String account(String tokens) {
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        return "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"k1\",\"private_key\":\"" + pem
                + "\",\"client_email\":\"weir@p.iam\",\"token_uri\":\"" + tokens + "\"}";
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

    private static JsonNode json(String text) {
        return Expected.json(text);
    }

    /// Tokens for those who ask for them, and an answer for the rest.
    private void answer(Script script) {
        upstream.answer(request -> {
            String path = request.path();
            if (path.equals("/refused")) {
                return Script.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"no such account\"}");
            }
            return path.equals("/token") || path.contains("/oauth2/")
                    ? Script.json(200, "{\"access_token\":\"t0ken\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
                    : script;
        });
    }

    private List<Received> asked(String path) {
        return upstream.received().stream()
                .filter(request -> request.path().startsWith(path))
                .toList();
    }

    private HttpResponse<String> chat(String model, String more) throws Exception {
        return gateway.chat("{\"model\":\"" + model + "\"," + ASK + more + "}");
    }

    @Test
    void bedrockIsAskedWithASignatureOverEveryByte() throws Exception {
        answer(Script.json(200, CONVERSE));
        HttpResponse<String> answer =
                chat("amazon-bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", ",\"stop\":\"ü\"");
        assertThat(json(answer.body()).at("/choices/0/message/content").stringValue())
                .isEqualTo("hi");
        Received request = upstream.last();
        assertThat(request.line())
                .isEqualTo("POST /model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse HTTP/1.1");
        assertThat(request.headers()).containsEntry("x-amz-security-token", "tok/en");
        assertThat(request.headers().get("authorization")).isEqualTo(expected(request));
        assertThat(gateway.receipt(answer)).contains("\"fresh\":5", "\"visible\":2");
    }

    /// The signature of a request, made by AWS's own description.
    private static String expected(Received request) throws Exception {
        String time = Objects.requireNonNull(request.headers().get("x-amz-date"));
        String date = time.substring(0, 8);
        List<String> names = List.of("content-type", "host", "x-amz-date", "x-amz-security-token");
        StringBuilder canonical = new StringBuilder("POST\n")
                .append(request.path().replace("%", "%25"))
                .append("\n\n");
        names.forEach(name -> canonical
                .append(name)
                .append(':')
                .append(request.headers().get(name))
                .append('\n'));
        canonical.append('\n').append(String.join(";", names)).append('\n').append(sha(request.body()));
        String scope = date + "/eu-west-1/bedrock/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                + sha(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = "AWS4sesame".getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(date, "eu-west-1", "bedrock", "aws4_request")) {
            key = hmac(key, step);
        }
        return "AWS4-HMAC-SHA256 Credential=AKID/" + scope + ", SignedHeaders=" + String.join(";", names)
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String sha(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bedrocksStreamReachesTheClientAsEvents() throws Exception {
        answer(Script.reply(
                200,
                "application/vnd.amazon.eventstream",
                AwsMessages.joined(
                        AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
                        AwsMessages.event(
                                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"}}"),
                        AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"lo\"}}"),
                        AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                        AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                        AwsMessages.event("metadata", "{\"usage\":{\"inputTokens\":5,\"outputTokens\":2}}"))));
        HttpResponse<String> answer = chat("amazon-bedrock/amazon.nova-lite-v1:0", ",\"stream\":true");
        assertThat(answer.body())
                .contains("\"content\":\"Hel\"", "\"content\":\"lo\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(upstream.last().path()).isEqualTo("/model/amazon.nova-lite-v1%3A0/converse-stream");
    }

    @Test
    void bedrocksStreamThatBreaksOffOrThrowsNeverLooksWhole() throws Exception {
        byte[] begun = AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"}}");
        for (byte[] rest : List.of(
                new byte[0],
                AwsMessages.exception("modelStreamErrorException", "{\"message\":\"the model broke\"}"),
                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})) {
            answer(Script.reply(200, "application/vnd.amazon.eventstream", AwsMessages.joined(begun, rest)));
            String body = chat("amazon-bedrock/amazon.nova-lite-v1:0", ",\"stream\":true")
                    .body();
            assertThat(body).contains("\"error\":{").doesNotContain("[DONE]");
        }
    }

    @Test
    void bedrocksApiKeyIsShownAsItIs() throws Exception {
        answer(Script.json(200, CONVERSE));
        chat("bearer/amazon.nova-lite-v1:0", "");
        assertThat(upstream.last().headers()).containsEntry("authorization", "Bearer long-key");
        assertThat(upstream.last().headers()).doesNotContainKey("x-amz-date");
    }

    @Test
    void vertexIsAskedWithATokenThatIsFetchedOnce() throws Exception {
        answer(Script.json(200, GEMINI));
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = chat("google-vertex/gemini-2.5-pro", "");
            assertThat(json(answer.body()).at("/choices/0/message/content").stringValue())
                    .isEqualTo("hi");
        }
        Received request = upstream.last();
        assertThat(request.path())
                .isEqualTo("/v1beta1/projects/my-project/locations/europe-west4/publishers/google"
                        + "/models/gemini-2.5-pro:generateContent");
        assertThat(request.headers()).containsEntry("authorization", "Bearer t0ken");
        List<Received> tokens = asked("/token");
        // One for each event loop at most, and none for the second request of a loop.
        assertThat(tokens.size()).isBetween(0, 3);
        for (Received token : tokens) {
            assertThat(token.headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
            checkAssertion(token.text());
        }
    }

    /// What Gemini's own API demands where its tools stand beside functions, Vertex AI does not know.
    @Test
    void vertexIsNotToldWhatOnlyGooglesOtherServiceKnows() throws Exception {
        answer(Script.json(200, GEMINI));
        HttpResponse<String> answer = gateway.post(
                "/v1/messages",
                "{\"model\":\"google-vertex/gemini-2.5-pro\",\"max_tokens\":9," + ASK
                        + ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}},"
                        + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(upstream.last().text())
                .contains("googleSearch", "functionDeclarations")
                .doesNotContain("includeServerSideToolInvocations");
        assertThat(gateway.receipt(answer)).doesNotContain("includeServerSideToolInvocations");
    }

    private void checkAssertion(String form) throws Exception {
        assertThat(form).contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
        String token = URLDecoder.decode(form.replaceAll(".*assertion=([^&]*).*", "$1"), StandardCharsets.UTF_8);
        String[] parts = token.split("\\.", -1);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        JsonNode head = json(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
        JsonNode claims = json(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        assertThat(head.path("alg").stringValue()).isEqualTo("RS256");
        assertThat(head.path("kid").stringValue()).isEqualTo("k1");
        assertThat(claims.path("iss").stringValue()).isEqualTo("weir@p.iam");
        assertThat(claims.path("aud").stringValue()).isEqualTo(upstream.url() + "/token");
        assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                .isEqualTo(3600);
    }

    @Test
    void claudeAtVertexHasItsModelInThePath() throws Exception {
        answer(Script.json(200, CLAUDE));
        HttpResponse<String> same = gateway.post(
                "/v1/messages",
                "{\"model\":\"google-vertex-anthropic/claude-sonnet-4-5@20250929\",\"max_tokens\":9," + ASK + "}");
        assertThat(same.body()).isEqualTo(CLAUDE);
        assertThat(upstream.last().path())
                .isEqualTo("/v1/projects/my-project/locations/global/publishers/anthropic/models"
                        + "/claude-sonnet-4-5%4020250929:rawPredict");
        assertThat(json(upstream.last().text()).toString())
                .isEqualTo("{\"max_tokens\":9," + ASK + ",\"anthropic_version\":\"vertex-2023-10-16\"}");
        answer(Script.stream()
                .chunk("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n")
                .last());
        chat("google-vertex-anthropic/claude-sonnet-4-5@20250929", ",\"stream\":true");
        assertThat(upstream.last().path()).endsWith("/claude-sonnet-4-5%4020250929:streamRawPredict");
        JsonNode sent = json(upstream.last().text());
        assertThat(sent.has("model")).isFalse();
        assertThat(sent.path("stream").booleanValue()).isTrue();
        assertThat(upstream.last().headers()).containsEntry("authorization", "Bearer t0ken");
    }

    @Test
    void claudeAtVertexCountsTokensAtAnAddressOfItsOwnWithTheModelInTheBody() throws Exception {
        answer(Script.json(200, "{\"input_tokens\":641}"));
        HttpResponse<String> answer = gateway.post(
                "/v1/messages/count_tokens",
                "{\"model\":\"google-vertex-anthropic/claude-sonnet-4-5@20250929\",\"system\":\"s\"," + ASK + "}");
        assertThat(answer.body()).isEqualTo("{\"input_tokens\":641}");
        assertThat(answer.headers().firstValue("x-weir-estimate")).isEmpty();
        Received request = upstream.last();
        assertThat(request.path())
                .isEqualTo("/v1/projects/my-project/locations/global/publishers/anthropic/models"
                        + "/count-tokens:rawPredict");
        assertThat(request.headers()).containsEntry("authorization", "Bearer t0ken");
        assertThat(json(request.text()).toString())
                .isEqualTo("{\"model\":\"claude-sonnet-4-5@20250929\",\"system\":\"s\"," + ASK
                        + ",\"anthropic_version\":\"vertex-2023-10-16\"}");
        assertThat(gateway.receipt(answer)).contains("\"usage\":null");
    }

    @Test
    void countThatVertexRefusesIsAnErrorOfTheClientsDialect() throws Exception {
        answer(Script.json(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no such role\"}}"));
        HttpResponse<String> answer = gateway.post(
                "/v1/messages/count_tokens", "{\"model\":\"google-vertex-anthropic/claude-opus-4-1\"," + ASK + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.body()).at("/error/message").stringValue()).isEqualTo("no such role");
    }

    @Test
    void geminiAtVertexCountsTokensBesideItsAnswers() throws Exception {
        answer(Script.json(200, "{\"totalTokens\":31,\"totalBillableCharacters\":96}"));
        HttpResponse<String> answer = gateway.post(
                "/v1beta/models/google-vertex/gemini-2.5-pro:countTokens", "{\"contents\":[{\"parts\":[]}]}");
        assertThat(answer.body()).isEqualTo("{\"totalTokens\":31,\"totalBillableCharacters\":96}");
        Received request = upstream.last();
        assertThat(request.path())
                .isEqualTo("/v1beta1/projects/my-project/locations/europe-west4/publishers/google"
                        + "/models/gemini-2.5-pro:countTokens");
        assertThat(request.headers()).containsEntry("authorization", "Bearer t0ken");
        assertThat(request.text()).isEqualTo("{\"contents\":[{\"parts\":[]}]}");
    }

    @Test
    void tokenThatIsRefusedIsTheGatewaysOwnFaultAndSaysWhy() throws Exception {
        answer(Script.json(200, GEMINI));
        HttpResponse<String> answer = chat("refused/gemini-2.5-pro", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer.body()).at("/error/message").stringValue())
                .contains("refused/gemini-2.5-pro refused this gateway's own credentials", "no such account");
        assertThat(asked("/v1/projects")).isEmpty();
    }

    @Test
    void azureIsAskedWithATokenOfEntraAndByItsDeployment() throws Exception {
        answer(Script.json(200, CHAT));
        HttpResponse<String> answer = chat("azure/gpt-4o", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Received request = upstream.last();
        assertThat(request.path()).isEqualTo("/openai/v1/chat/completions");
        assertThat(request.headers())
                .containsEntry("authorization", "Bearer t0ken")
                .doesNotContainKey("api-key");
        assertThat(json(request.text()).path("model").stringValue()).isEqualTo("my-gpt");
        List<Received> tokens = new ArrayList<>(asked("/contoso/oauth2/v2.0/token"));
        assertThat(tokens).hasSize(1);
        assertThat(tokens.getFirst().text())
                .isEqualTo("client_id=app&client_secret=s%26cret&grant_type=client_credentials"
                        + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
    }
}
