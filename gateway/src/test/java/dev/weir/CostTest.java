package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What an answer cost, by the catalog: on the answer, on the receipt and in the log.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CostTest {
    private static final Set<String> MODELS = Set.of(
            "gpt-4o",
            "text-embedding-3-small",
            "gemini-embedding-001",
            "rerank-v3.5",
            "dall-e-3",
            "gpt-image-1",
            "tts-1",
            "gpt-4o-mini-tts",
            "whisper-1",
            "omni-moderation-latest",
            "nobody-knows");

    private static final String CONFIG = """
            providers:
              openai: { url: "${UP}/v1", key: k }
              google: { url: "${UP}", key: k }
              cohere: { url: { cohere-chat: "${UP}/v2" }, key: k }
            """;

    @TempDir
    private static Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Simulator simulator;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        simulator =
                Simulator.start(vertx, SimOptions.defaults().withModels(MODELS)).await();
        gateway = TestGateway.start(CONFIG, folder, "http://127.0.0.1:" + simulator.port());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        vertx.close().await();
    }

    private JsonNode cost(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode cost =
                Objects.requireNonNull(Json.readOrNull(gateway.receipt(answer))).path("cost");
        String header = answer.headers().firstValue("x-weir-cost").orElse("absent");
        assertThat(header)
                .isEqualTo(
                        cost.path("usd").isNull()
                                ? "unknown"
                                : cost.path("usd").decimalValue().toPlainString());
        return cost;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/embeddings|{'model':'openai/text-embedding-3-small','input':['one','two']}|0.00000004",
                "/v1/embeddings|{'model':'google/gemini-embedding-001','input':['one','two']}|0.0000003",
                "/v2/embed|{'model':'openai/text-embedding-3-small','texts':['one'],'input_type':'search_query'}|0.00000002",
                "/v1/images/generations|{'model':'openai/dall-e-3','prompt':'one','n':2,'quality':'hd','size':'1024x1792'}|0.24",
                "/v1/images/generations|{'model':'openai/gpt-image-1','prompt':'one two'}|0.01089",
                "/v1/moderations|{'input':'a walk'}|0",
            })
    void whatWasAskedIsPriced(String path, String body, String usd) throws Exception {
        HttpResponse<String> answer = gateway.post(path, body.replace('\'', '"'));
        assertThat(cost(answer).path("usd").decimalValue().toPlainString()).isEqualTo(usd);
    }

    @Test
    void searchesAreBilled() throws Exception {
        JsonNode same = cost(gateway.post(
                "/v2/rerank", "{\"model\":\"cohere/rerank-v3.5\",\"query\":\"fox\",\"documents\":[\"a\",\"b\"]}"));
        JsonNode across = cost(gateway.post(
                "/v1/rerank", "{\"model\":\"cohere/rerank-v3.5\",\"query\":\"fox\",\"documents\":[\"a\",\"b\"]}"));
        assertThat(same.path("usd").decimalValue()).isEqualByComparingTo("0.002");
        assertThat(across).isEqualTo(same);
    }

    @Test
    void soundIsBilledByLettersAndBySeconds() throws Exception {
        HttpResponse<String> spoken = gateway.post(
                "/v1/audio/speech", "{\"model\":\"openai/tts-1\",\"input\":\"ten words\",\"voice\":\"alloy\"}");
        assertThat(gateway.receipt(spoken)).contains("\"cost\":{\"usd\":0.000135}");
        String form = "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai/whisper-1\r\n--b0\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n" + "x".repeat(32_000)
                + "\r\n--b0--\r\n";
        HttpResponse<String> heard = gateway.client()
                .send(
                        gateway.request("/v1/audio/transcriptions")
                                .header("content-type", "multipart/form-data; boundary=b0")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(cost(heard).path("usd").decimalValue()).isEqualByComparingTo("0.0002");
    }

    @Test
    void aChatIsPricedStreamedAndNot() throws Exception {
        String ask = "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"[[say: one two]]\"}]";
        HttpResponse<String> whole = gateway.post("/v1/chat/completions", ask + "}");
        JsonNode usage = Objects.requireNonNull(Json.readOrNull(whole.body())).path("usage");
        BigDecimal expected = new BigDecimal("0.0000025")
                .multiply(usage.path("prompt_tokens").decimalValue())
                .add(new BigDecimal("0.00001")
                        .multiply(usage.path("completion_tokens").decimalValue()));
        assertThat(cost(whole).path("usd").decimalValue()).isEqualByComparingTo(expected);
        HttpResponse<String> streamed = gateway.post("/v1/chat/completions", ask + ",\"stream\":true}");
        assertThat(Objects.requireNonNull(Json.readOrNull(gateway.receipt(streamed)))
                        .at("/cost/usd")
                        .decimalValue())
                .isEqualByComparingTo(expected);
        assertThat(streamed.headers().firstValue("x-weir-cost")).isEmpty();
    }

    @Test
    void whatHasNoPriceSaysSo() throws Exception {
        JsonNode unpriced =
                cost(gateway.post("/v1/embeddings", "{\"model\":\"openai/nobody-knows\",\"input\":\"one\"}"));
        assertThat(unpriced.path("why").stringValue()).isEqualTo("no price of openai/nobody-knows is known");
        HttpResponse<String> refused =
                gateway.post("/v1/embeddings", "{\"model\":\"openai/text-embedding-3-small\",\"input\":\"\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(gateway.receipt(refused)).contains("\"cost\":{\"usd\":null,\"why\":\"nothing was answered\"}");
    }
}
