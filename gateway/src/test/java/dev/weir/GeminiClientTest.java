package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Outbound;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The whole gateway in process, a client of Gemini's API, and upstreams of three dialects.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeminiClientTest {
    private static final String ASK = "{\"contents\": [{\"parts\":[{\"text\":\"hi\"}]}],  \"x_new\":[1.50]}";
    private static final String ANSWER = """
            {"candidates": [{"content": {"parts": [{"text": "hi"}],"role": "model"},"finishReason": "STOP","x": 1.50}],
             "usageMetadata": {"promptTokenCount": 5,"candidatesTokenCount": 2,"totalTokenCount": 7},"responseId": "r"}""";
    private static final String HELLO =
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hello\"}],\"role\": \"model\"}}]}\r\n\r\n";
    private static final String STOP = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"!\"}],"
            + "\"role\": \"model\"},\"finishReason\": \"STOP\"}],\"usageMetadata\": {\"promptTokenCount\": 5,"
            + "\"candidatesTokenCount\": 2,\"totalTokenCount\": 7}}\r\n\r\n";
    private static final String CHAT = """
            {"id":"c","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":
            {"role":"assistant","content":"hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        var google = TestGateway.endpoint("google", "google", upstream.url());
        var openai = TestGateway.endpoint("openai", "openai", upstream.url());
        var anthropic = TestGateway.endpoint("anthropic", "anthropic", upstream.url());
        var keys = new Keyring(List.of(new ClientKey("client", KeyHash.of("client-key"), List.of())));
        gateway = TestGateway.start(TestGateway.config(
                List.of(google, openai, anthropic),
                List.of(TestGateway.virtual("smart", Deadlines.NONE, new Target(google, "gemini-2.5-pro"))),
                keys,
                Outbound.DIRECT));
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

    private HttpResponse<String> post(String path, String body) throws Exception {
        return gateway.client()
                .send(
                        gateway.request(path)
                                .header("x-goog-api-key", "client-key")
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return gateway.client()
                .send(
                        gateway.request(path)
                                .header("x-goog-api-key", "client-key")
                                .GET()
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> generate(String model) throws Exception {
        return post("/v1beta/models/" + model + ":generateContent", ASK);
    }

    private HttpResponse<String> stream(String model) throws Exception {
        return post("/v1beta/models/" + model + ":streamGenerateContent?alt=sse", ASK);
    }

    private static JsonNode json(String body) {
        return Expected.json(body);
    }

    @Test
    void bothSidesSeeTheOthersBytesAndTheModelIsRenamedInThePath() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = generate("smart");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().text()).isEqualTo(ASK);
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
        assertThat(upstream.last().headers()).containsEntry("x-goog-api-key", "test-key");
        assertThat(answer.headers().firstValue("x-weir-target")).contains("google/gemini-2.5-pro");
        HttpResponse<String> receipt = get("/v1/weir/receipts/"
                + answer.headers().firstValue("x-weir-request-id").orElseThrow());
        assertThat(receipt.body()).contains("\"outcome\":\"complete\"", "\"fresh\":5", "\"visible\":2");
    }

    @Test
    void aStreamPassesInItsOwnBytes() throws Exception {
        upstream.answer(Script.stream().chunk(HELLO).chunk(STOP).last());
        HttpResponse<String> answer = stream("google/gemini-2.5-flash");
        assertThat(answer.body()).isEqualTo(HELLO + STOP);
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    }

    @Test
    void aStreamIsAListForWhoDoesNotAskForEvents() throws Exception {
        upstream.answer(Script.stream().chunk(HELLO).chunk(STOP).last());
        HttpResponse<String> answer = post("/v1beta/models/google/gemini-2.5-flash:streamGenerateContent", ASK);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        JsonNode list = json(answer.body());
        assertThat(list.isArray()).isTrue();
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.at("/1/candidates/0/finishReason").asString("")).isEqualTo("STOP");
        upstream.answer(Script.stream().chunk(HELLO).close());
        JsonNode broken = json(post("/v1beta/models/google/gemini-2.5-flash:streamGenerateContent", ASK)
                .body());
        assertThat(broken.at("/1/error/code").asInt(0)).isEqualTo(502);
    }

    @Test
    void whatTheSdksCannotReadIsSpelledAsGoogleDoes() throws Exception {
        String payload = HELLO.substring(6).strip();
        String end = STOP.substring(6).strip();
        upstream.answer(Script.stream()
                .chunk(": keep-alive\n\n")
                .chunk("event: message\ndata: " + payload + "\n\n")
                .chunk("data:" + end + "\n\ndata: [DONE]\n\n")
                .last());
        assertThat(stream("google/gemini-2.5-flash").body())
                .isEqualTo("\n\ndata: " + payload + "\n\ndata: " + end + "\n\n");
    }

    @Test
    void aTruncatedStreamEndsInAnErrorThatIsTheFirstKeyOfItsChunk() throws Exception {
        upstream.answer(Script.stream().chunk(HELLO).close());
        HttpResponse<String> answer = stream("google/gemini-2.5-flash");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(HELLO + "data: {\"error\":{\"code\":502,");
        upstream.answer(Script.stream().chunk(HELLO).last());
        assertThat(stream("google/gemini-2.5-flash").body()).startsWith(HELLO + "data: {\"error\":{");
    }

    @Test
    void anErrorInAStreamBeforeItsFirstWordsIsAnErrorWithItsStatus() throws Exception {
        upstream.answer(Script.stream()
                .chunk(
                        "data: {\"error\":{\"code\":429,\"message\":\"Slow down.\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n")
                .last());
        HttpResponse<String> answer = stream("google/gemini-2.5-flash");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer.body()).at("/error/status").asString("")).isEqualTo("RESOURCE_EXHAUSTED");
    }

    @Test
    void aBlockedPromptIsAnAnswer() throws Exception {
        String blocked = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"responseId\":\"r\"}";
        upstream.answer(Script.json(200, blocked));
        assertThat(generate("google/gemini-2.5-flash").body()).isEqualTo(blocked);
        upstream.answer(Script.stream().chunk("data: " + blocked + "\n\n").last());
        assertThat(stream("google/gemini-2.5-flash").body()).isEqualTo("data: " + blocked + "\n\n");
    }

    @Test
    void theKeyOfTheClientGoesNoFurtherWhereverItStands() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer =
                gateway.post("/v1beta/models/google/gemini-2.5-flash:generateContent?key=client-key&fields=*", ASK);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(upstream.last().line() + upstream.last().headers()).doesNotContain("client-key");
        HttpResponse<String> wrong =
                gateway.post("/v1beta/models/google/gemini-2.5-flash:generateContent?key=nobody", ASK);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong.body()).at("/error/details/0/reason").asString(""))
                .isEqualTo("API_KEY_INVALID");
        HttpResponse<String> missing = gateway.post("/v1beta/models/google/gemini-2.5-flash:generateContent", ASK);
        assertThat(missing.statusCode()).isEqualTo(403);
        assertThat(json(missing.body()).at("/error/status").asString("")).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void aModelIsFoundWithItsSlashPlainOrEncodedUnderBothVersions() throws Exception {
        upstream.answer(Script.json(200, CHAT));
        for (String path : List.of(
                "/v1beta/models/openai/gpt-x:generateContent",
                "/v1beta/models/openai%2Fgpt-x:generateContent",
                "/v1/models/openai/gpt-x:generateContent",
                "/v1/models/openai%2fgpt-x:generateContent")) {
            HttpResponse<String> answer = post(path, ASK);
            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
            JsonNode body = json(answer.body());
            assertThat(body.at("/candidates/0/content/parts/0/text").asString(""))
                    .isEqualTo("hi");
            assertThat(body.at("/usageMetadata/totalTokenCount").asInt(0)).isEqualTo(7);
            assertThat(json(upstream.last().text()).path("model").asString("")).isEqualTo("gpt-x");
        }
    }

    @Test
    void modelsAreListedInGeminisShape() throws Exception {
        JsonNode page = json(get("/v1beta/models?pageSize=2").body());
        assertThat(page.path("models").size()).isEqualTo(2);
        assertThat(page.at("/models/0/name").asString("")).isEqualTo("models/smart");
        String token = page.path("nextPageToken").asString("");
        JsonNode next = json(get("/v1/models?pageSize=2&pageToken=" + token).body());
        assertThat(next.at("/models/0/name").asString("")).startsWith("models/").isNotEqualTo("models/smart");
        for (String path :
                List.of("/v1beta/models/anthropic/claude-sonnet-4-5", "/v1/models/anthropic%2Fclaude-sonnet-4-5")) {
            JsonNode one = json(get(path).body());
            assertThat(one.path("name").asString("")).isEqualTo("models/anthropic/claude-sonnet-4-5");
            assertThat(one.path("inputTokenLimit").asInt(0)).isEqualTo(200_000);
            assertThat(one.at("/supportedGenerationMethods/0").asString("")).isEqualTo("generateContent");
        }
        assertThat(get("/v1beta/models?pageSize=many").statusCode()).isEqualTo(400);
    }

    @Test
    void tokensAreCountedAtGoogleOrGuessedAndCalledAGuess() throws Exception {
        String counted = "{\"totalTokens\": 31,\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 31}]}";
        upstream.answer(Script.json(200, counted));
        HttpResponse<String> answer = post(
                "/v1beta/models/smart:countTokens",
                "{\"generateContentRequest\": {\"contents\":[],\"model\":\"models/smart\"}}");
        assertThat(answer.body()).isEqualTo(counted);
        assertThat(answer.headers().firstValue("x-weir-estimate")).isEmpty();
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/gemini-2.5-pro:countTokens");
        assertThat(upstream.last().text())
                .isEqualTo("{\"generateContentRequest\": {\"contents\":[],\"model\":\"models/gemini-2.5-pro\"}}");
        upstream.forget();
        HttpResponse<String> guess = post("/v1/models/anthropic/claude-sonnet-4-5:countTokens", ASK);
        assertThat(json(guess.body()).path("totalTokens").asInt(0)).isPositive();
        assertThat(guess.headers().firstValue("x-weir-estimate")).contains("tokens");
        assertThat(upstream.received()).isEmpty();
        check(
                post("/v1/models/anthropic/claude-sonnet-4-5:countTokens", "{\"contents\":[{\"parts\":[]}]}"),
                400,
                "INVALID_ARGUMENT",
                "must not be empty");
        check(post("/v1beta/models/smart:countTokens", "{}"), 400, "INVALID_ARGUMENT", "contents is not specified");
    }

    /// Google's SDKs as they speak to Vertex AI, with the gateway's address and key.
    @Test
    void clientsOfVertexComeInAtItsPaths() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        String place = "/v1beta1/projects/p/locations/eu/publishers/";
        assertThat(post(place + "google/models/smart:generateContent", ASK).body())
                .isEqualTo(ANSWER);
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
        upstream.answer(Script.json(200, "{\"totalTokens\":5}"));
        assertThat(post(place + "google/models/smart:countTokens", ASK).body()).isEqualTo("{\"totalTokens\":5}");
        check(post(place + "nobody/models/m:generateContent", ASK), 404, "NOT_FOUND", "nobody/m");
        check(post(place + "google/models/m:predict", "{}"), 404, "NOT_FOUND", "Unknown request URL");
    }

    @Test
    void aModelThatTheBodyNamesOnceMoreIsRenamedThereToo() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        post("/v1beta/models/smart:generateContent", "{\"model\": \"models/smart\", \"contents\":[{}]}");
        assertThat(upstream.last().text()).isEqualTo("{\"model\": \"models/gemini-2.5-pro\", \"contents\":[{}]}");
    }

    @Test
    void whatAnotherProviderSealedComesBackToItAndNeverReachesGoogle() throws Exception {
        upstream.answer(Script.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
                {"type":"thinking","thinking":"hm","signature":"Eq+/opaque=="},
                {"type":"redacted_thinking","data":"hidden"},
                {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
                "stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":2}}"""));
        JsonNode said = json(generate("anthropic/claude-sonnet-4-5").body()).at("/candidates/0/content");
        String history = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]}," + said
                + ",{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"toolu_1\",\"name\":\"f\","
                + "\"response\":{\"result\":\"r\"}}}]}]}";
        // Google's SDK for Python sends signatures in the alphabet for URLs.
        String echoed = history.replace("+", "-").replace("/", "_");
        post("/v1beta/models/anthropic/claude-sonnet-4-5:generateContent", echoed);
        JsonNode sent = json(upstream.last().text());
        assertThat(sent.at("/messages/1/content/0/signature").asString("")).isEqualTo("Eq+/opaque==");
        assertThat(sent.at("/messages/1/content/1/data").asString("")).isEqualTo("hidden");
        assertThat(sent.at("/messages/2/content/0/tool_use_id").asString("")).isEqualTo("toolu_1");

        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> elsewhere = post("/v1beta/models/smart:generateContent", echoed);
        assertThat(elsewhere.statusCode()).isEqualTo(200);
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
        assertThat(upstream.last().text())
                .contains("\"functionCall\"", "\"functionResponse\"")
                .doesNotContain("thoughtSignature", "opaque", "hidden");
        assertThat(elsewhere.headers().firstValue("x-weir-loss").orElseThrow()).contains("contents");
    }

    @Test
    void whatGoogleSealedComesBackToItByteForByteOnBothLanes() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        String signed = "{\"functionCall\":{\"name\":\"f\"},\"thoughtSignature\":\"CiQB-_8=\"}";
        String theirs = "{\"text\":\"\",\"thought\":true,\"thoughtSignature\":\""
                + Base64.getEncoder().encodeToString("weir-seal 1 anthropic FULL x".getBytes(StandardCharsets.UTF_8))
                + "\"}";
        String answered = "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}";
        String plain = "{\"contents\":[{\"role\":\"model\",\"parts\":[" + signed + "]}," + answered + "]}";
        post("/v1beta/models/smart:generateContent", plain);
        assertThat(upstream.last().text()).isEqualTo(plain);
        post("/v1beta/models/smart:generateContent", plain.replace(signed, theirs + "," + signed));
        JsonNode part = json(upstream.last().text()).at("/contents/0/parts/0");
        assertThat(part.at("/functionCall/name").asString("")).isEqualTo("f");
        assertThat(part.path("thoughtSignature").asString("")).isEqualTo("CiQB+/8=");
    }

    @Test
    void errorsHaveGooglesShape() throws Exception {
        check(generate("nothing-like-it"), 404, "NOT_FOUND", "nothing-like-it");
        check(post("/v1beta/models/smart:generateContent", "{\"contents\":"), 400, "INVALID_ARGUMENT", "JSON payload");
        check(post("/v1beta/models/smart:generateContent", "{}"), 400, "INVALID_ARGUMENT", "contents is not specified");
        check(post("/v1beta/models/smart:unheardOf", "{}"), 405, "INVALID_ARGUMENT", "Use GET");
        check(get("/v1beta/models/smart:generateContent"), 405, "INVALID_ARGUMENT", "Use POST");
        check(get("/v1beta/corpora"), 404, "NOT_FOUND", "Unknown request URL");
        upstream.answer(
                Script.json(
                        429,
                        "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}"));
        check(generate("openai/gpt-x"), 429, "RESOURCE_EXHAUSTED", "Rate limit reached");
    }

    private static void check(HttpResponse<String> answer, int status, String word, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = json(answer.body()).path("error");
        assertThat(error.path("status").asString("")).isEqualTo(word);
        assertThat(error.path("message").asString("")).contains(message);
        if (status != 405) {
            assertThat(error.path("code").asInt(0)).isEqualTo(status);
        }
    }
}
