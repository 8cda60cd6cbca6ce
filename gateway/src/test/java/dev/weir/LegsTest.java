package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Answers of Gemini's that come in several legs, through the whole gateway: whoever does not ask for the next leg by
/// itself gets one whole answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegsTest {
    private static final String FIRST = leg("r1", "Hel", "'finishReason':'CONTINUATION','continuationToken':'t+1/'", 5);
    private static final String SECOND =
            leg("r2", "lo ", "'finishReason':'CONTINUATION','continuationToken':'t\\u00282'", 7);
    private static final String LAST = leg("r3", "you", "'finishReason':'STOP'", 9);
    private static final String WITHOUT_REASON = leg("r1", "Hel", "'continuationToken':'t+1/'", 5);
    private static final String ASK = "{\"contents\": [{\"parts\":[{\"text\":\"hi\"}]}], \"x\":1.50}";
    private static final String NEWEST = "google-genai-sdk/3.4.0 gl-python/3.13.0";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    private static String leg(String id, String text, String end, int prompt) {
        return ("{'candidates':[{'content':{'parts':[{'text':'" + text + "'}],'role':'model'}," + end + ",'index':0}],"
                        + "'usageMetadata':{'promptTokenCount':" + prompt + ",'candidatesTokenCount':1,"
                        + "'totalTokenCount':" + (prompt + 1) + "},'modelVersion':'g','responseId':'" + id + "'}")
                .replace('\'', '"');
    }

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(TestGateway.endpoint("google", "google", upstream.url()));
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

    private static Script stream(String... chunks) {
        Script script = Script.stream();
        for (String chunk : chunks) {
            script.chunk("data: " + chunk + "\r\n\r\n");
        }
        return script.last();
    }

    private HttpResponse<String> chat(String more) throws Exception {
        return gateway.chat("{\"model\":\"google/gemini-3-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more + "}");
    }

    private HttpResponse<String> gemini(String method, @Nullable String client) throws Exception {
        HttpRequest.Builder request = gateway.request("/v1beta/models/google%2Fgemini-3-pro:" + method)
                .header("content-type", "application/json");
        if (client != null) {
            request.header("x-goog-api-client", client);
        }
        return gateway.client()
                .send(request.POST(HttpRequest.BodyPublishers.ofString(ASK)).build(), BodyHandlers.ofString());
    }

    private List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        upstream.received()
                .forEach(asked -> tokens.add(
                        Expected.json(asked.text()).path("continuationToken").asString("-")));
        return tokens;
    }

    @Test
    void aClientOfAnotherDialectGetsOneWholeAnswerAndPaysForEveryLeg() throws Exception {
        upstream.answer(Script.json(200, FIRST), Script.json(200, SECOND), Script.json(200, LAST));
        HttpResponse<String> answer = chat("");
        JsonNode body = Expected.json(answer.body());
        assertThat(body.at("/choices/0/message/content").asString("")).isEqualTo("Hello you");
        assertThat(body.at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
        assertThat(body.at("/usage/prompt_tokens").asInt(0)).isEqualTo(21);
        assertThat(body.at("/usage/completion_tokens").asInt(0)).isEqualTo(3);
        assertThat(tokens()).containsExactly("-", "t+1/", "t(2");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":21", "\"visible\":3", "\"outcome\":\"complete\"");
    }

    @Test
    void aStreamOfAnotherDialectGoesOnWhereALegEnds() throws Exception {
        upstream.answer(stream(FIRST), stream(SECOND), stream(LAST));
        HttpResponse<String> answer = chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        assertThat(answer.body())
                .contains("\"Hel\"", "\"lo \"", "\"you\"", "\"finish_reason\":\"stop\"", "\"prompt_tokens\":21")
                .doesNotContain("error", "CONTINUATION", "t+1/");
        assertThat(answer.body().split("\"finish_reason\":\"", -1)).hasSize(2);
        assertThat(tokens()).containsExactly("-", "t+1/", "t(2");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":21", "\"outcome\":\"complete\"");
    }

    @Test
    void aStreamThatEndsEarlyBehindATokenGoesOnToo() throws Exception {
        upstream.answer(stream(WITHOUT_REASON), stream(LAST));
        assertThat(chat(",\"stream\":true").body()).contains("\"Hel\"", "\"you\"", "[DONE]");
        assertThat(tokens()).containsExactly("-", "t+1/");
    }

    @Test
    void anOlderClientOfGooglesGetsOneStreamWithOneEnd() throws Exception {
        upstream.answer(stream(FIRST), stream(SECOND), stream(LAST));
        for (String client : new String[] {null, "google-genai-sdk/1.75.0 gl-python/3.13.0", "genai-node/20"}) {
            upstream.forget();
            upstream.answer(stream(FIRST), stream(SECOND), stream(LAST));
            HttpResponse<String> answer = gemini("streamGenerateContent?alt=sse", client);
            assertThat(answer.body())
                    .contains("\"text\":\"Hel\"", "\"text\":\"lo \"", "\"finishReason\":\"STOP\"")
                    .doesNotContain("CONTINUATION", "continuationToken", "error");
            assertThat(upstream.received().get(1).text())
                    .isEqualTo(ASK.substring(0, ASK.length() - 1) + ",\"continuationToken\":\"t+1/\"}");
            assertThat(gateway.receipt(answer)).contains("\"fresh\":21", "\"lane\":\"same\"");
        }
    }

    @Test
    void anOlderClientOfGooglesGetsOneWholeAnswer() throws Exception {
        upstream.answer(Script.json(200, FIRST), Script.json(200, LAST));
        JsonNode body = Expected.json(gemini("generateContent", null).body());
        assertThat(body.at("/candidates/0/content/parts/0/text").asString("")).isEqualTo("Helyou");
        assertThat(body.at("/candidates/0/finishReason").asString("")).isEqualTo("STOP");
        assertThat(body.at("/usageMetadata/promptTokenCount").asInt(0)).isEqualTo(14);
        assertThat(body.path("responseId").asString("")).isEqualTo("r1");
    }

    @Test
    void googlesNewestSdksAskForTheNextLegThemselves() throws Exception {
        upstream.answer(Script.json(200, FIRST));
        assertThat(gemini("generateContent", NEWEST).body()).isEqualTo(FIRST);
        assertThat(tokens()).containsExactly("-");
        upstream.answer(stream(FIRST));
        assertThat(gemini("streamGenerateContent?alt=sse", NEWEST).body()).isEqualTo("data: " + FIRST + "\r\n\r\n");
        assertThat(tokens()).containsExactly("-", "-");
    }

    /// The SDKs resume it, and would not behind an error.
    @Test
    void aStreamThatEndsEarlyBehindATokenEndsWithoutAnErrorForTheNewestSdks() throws Exception {
        upstream.answer(stream(WITHOUT_REASON));
        assertThat(gemini("streamGenerateContent?alt=sse", NEWEST).body())
                .isEqualTo("data: " + WITHOUT_REASON + "\r\n\r\n");
        upstream.answer(
                Script.stream().chunk("data: " + WITHOUT_REASON + "\n\n").close());
        assertThat(gemini("streamGenerateContent?alt=sse", NEWEST).body())
                .isEqualTo("data: " + WITHOUT_REASON + "\n\n");
        upstream.answer(Script.stream()
                .chunk("data: " + LAST.replace("\"finishReason\":\"STOP\",", "") + "\n\n")
                .last());
        assertThat(gemini("streamGenerateContent?alt=sse", NEWEST).body()).contains("data: {\"error\"");
    }

    @Test
    void aLegThatIsRefusedIsAFailureThatTheClientReads() throws Exception {
        String busy = "{\"error\":{\"code\":400,\"message\":\"stale token\",\"status\":\"INVALID_ARGUMENT\"}}";
        upstream.answer(stream(FIRST), Script.json(400, busy));
        assertThat(chat(",\"stream\":true").body())
                .contains("\"Hel\"", "stale token")
                .doesNotContain("[DONE]");
        upstream.answer(stream(FIRST), Script.json(400, busy));
        assertThat(gemini("streamGenerateContent?alt=sse", null).body()).contains("\"Hel\"", "data: {\"error\"");
        upstream.answer(Script.json(200, FIRST), Script.json(400, busy));
        HttpResponse<String> whole = chat("");
        assertThat(whole.statusCode()).isEqualTo(400);
        assertThat(whole.body()).contains("stale token");
    }

    /// A token is one account's, and the keys of a provider may be those of several.
    @Test
    void theNextLegIsAskedForWithTheKeyOfTheFirst(@TempDir Path folder) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        String yaml = """
                providers: { google: { url: "${UP}/v1beta", keys: [ key-a, key-b ] } }
                """;
        try (TestGateway two = TestGateway.start(yaml, folder, upstream.url())) {
            upstream.answer(Script.json(200, LAST).before(go), Script.json(200, FIRST), Script.json(200, LAST));
            var busy = two.client().sendAsync(asking(two, ASK), BodyHandlers.ofString());
            while (upstream.received().isEmpty()) {
                Thread.onSpinWait();
            }
            two.client().send(asking(two, ASK), BodyHandlers.ofString());
            go.countDown();
            busy.join();
            // As Google's SDKs spell it: in the alphabet for URLs.
            String next = ASK.substring(0, ASK.length() - 1) + ",\"continuationToken\":\"t-1_\"}";
            two.client().send(asking(two, next), BodyHandlers.ofString());
            List<String> keys = upstream.received().stream()
                    .map(asked -> asked.headers().get("x-goog-api-key"))
                    .toList();
            assertThat(keys).hasSize(3);
            assertThat(keys.get(1)).isNotEqualTo(keys.get(0));
            assertThat(keys.get(2)).isEqualTo(keys.get(1));
        }
    }

    private static HttpRequest asking(TestGateway at, String body) {
        return at.request("/v1beta/models/google%2Fgemini-3-pro:generateContent")
                .header("content-type", "application/json")
                .header("x-goog-api-client", NEWEST)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() throws Exception {
        upstream.answer(stream(FIRST));
        HttpResponse<String> answer = chat(",\"stream\":true");
        assertThat(answer.body()).contains("64 legs").doesNotContain("[DONE]");
        assertThat(upstream.received()).hasSize(64);
    }
}
