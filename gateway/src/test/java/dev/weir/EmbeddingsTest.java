package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Vectors, from every client's dialect to every provider's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingsTest {
    private static final String OPENAI = "{\"object\":\"list\",\"data\":[{\"index\":1,\"embedding\":[0.5,-2]},"
            + "{\"index\":0,\"embedding\":[0.25,1]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}";
    private static final String GEMINI = "{\"embeddings\":[{\"values\":[0.25,1]},{\"values\":[0.5,-2]}],"
            + "\"usageMetadata\":{\"promptTokenCount\":7}}";
    private static final String COHERE = "{\"id\":\"e\",\"embeddings\":{\"float\":[[0.25,1],[0.5,-2]]},\"texts\":[],"
            + "\"meta\":{\"billed_units\":{\"input_tokens\":7}}}";
    private static final String ASK_OPENAI = "{\"model\":\"MODEL\",\"input\":[\"one\",\"two\"],\"dimensions\":2}";
    private static final String ASK_COHERE = "{\"model\":\"MODEL\",\"texts\":[\"one\",\"two\"],"
            + "\"input_type\":\"search_query\",\"output_dimension\":2,\"embedding_types\":[\"float\"]}";
    private static final String ASK_GEMINI = "{\"requests\":["
            + "{\"model\":\"models/MODEL\",\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":2},"
            + "{\"model\":\"models/MODEL\",\"content\":{\"parts\":[{\"text\":\"two\"}]},\"outputDimensionality\":2}]}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.endpoint("openai", "openai", upstream.url()),
                        TestGateway.endpoint("google", "google", upstream.url()),
                        TestGateway.endpoint("cohere", "cohere", upstream.url()),
                        TestGateway.endpoint("voyage", "voyage", upstream.url()),
                        TestGateway.endpoint("jina", "jina", upstream.url()),
                        TestGateway.endpoint("mistral", "mistral", upstream.url()),
                        TestGateway.endpoint("anthropic", "anthropic", upstream.url())),
                List.of());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    private static String answerOf(String provider) {
        return switch (provider) {
            case "google" -> GEMINI;
            case "cohere" -> COHERE;
            default -> OPENAI;
        };
    }

    private HttpResponse<String> ask(String client, String model) throws Exception {
        return switch (client) {
            case "openai" -> gateway.post("/v1/embeddings", ASK_OPENAI.replace("MODEL", model));
            case "cohere" -> gateway.post("/v2/embed", ASK_COHERE.replace("MODEL", model));
            default ->
                gateway.post("/v1beta/models/" + model + ":batchEmbedContents", ASK_GEMINI.replace("MODEL", model));
        };
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }

    private static String vectors(String client, JsonNode answer) {
        return switch (client) {
            case "openai" -> answer.at("/data/0/embedding") + " " + answer.at("/data/1/embedding");
            case "cohere" -> answer.at("/embeddings/float/0") + " " + answer.at("/embeddings/float/1");
            default -> answer.at("/embeddings/0/values") + " " + answer.at("/embeddings/1/values");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai", "openai,google", "openai,cohere", "openai,voyage", "openai,jina", "openai,mistral",
        "cohere,openai", "cohere,google", "cohere,cohere", "cohere,voyage", "cohere,jina", "cohere,mistral",
        "gemini,openai", "gemini,google", "gemini,cohere", "gemini,voyage", "gemini,jina", "gemini,mistral"
    })
    void everyClientGetsItsVectorsInOrderFromEveryProvider(String client, String provider) throws Exception {
        upstream.answer(Script.json(200, answerOf(provider)));
        HttpResponse<String> answer = ask(client, provider + "/m");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        boolean asItIs = client.equals("openai") && provider.equals("openai")
                || client.equals("openai") && provider.equals("mistral");
        if (asItIs) {
            assertThat(answer.body()).isEqualTo(OPENAI);
        } else {
            assertThat(vectors(client, json(answer.body()))).isEqualTo("[0.25,1] [0.5,-2]");
        }
        assertThat(gateway.receipt(answer)).contains("\"fresh\":7", "\"outcome\":\"complete\"");
        assertThat(upstream.last().text()).contains("one", "two");
        assertThat(upstream.last().path())
                .isEqualTo(
                        switch (provider) {
                            case "google" -> "/v1beta/models/m:batchEmbedContents";
                            case "cohere" -> "/v1/embed";
                            default -> "/v1/embeddings";
                        });
    }

    @Test
    void theSameDialectGoesThroughByteForByteButForTheModel() throws Exception {
        upstream.answer(Script.json(200, OPENAI));
        gateway.post("/v1/embeddings", "{ \"input\" : \"x\",\"model\":\"openai/m\", \"new_field\": 1.0}");
        assertThat(upstream.last().text()).isEqualTo("{ \"input\" : \"x\",\"model\":\"m\", \"new_field\": 1.0}");
    }

    @Test
    void everyRequestOfABatchOfGeminisIsToldOfTheModel() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        HttpResponse<String> answer = gateway.post(
                "/v1beta/models/google/m:batchEmbedContents",
                "{\"requests\":[{\"model\":\"models/google/m\",\"title\":\"t\"},{\"model\":\"x\", \"new\":1.0}]}");
        assertThat(answer.body()).isEqualTo(GEMINI);
        assertThat(upstream.last().text())
                .isEqualTo(
                        "{\"requests\":[{\"model\":\"models/m\",\"title\":\"t\"},{\"model\":\"models/m\", \"new\":1.0}]}");
    }

    @Test
    void oneContentOfGeminisGoesThroughAsItIs() throws Exception {
        upstream.answer(Script.json(200, "{\"embedding\":{\"values\":[1]}}"));
        String body = "{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"taskType\":\"RETRIEVAL_QUERY\"}";
        HttpResponse<String> answer = gateway.post("/v1beta/models/google/m:embedContent", body);
        assertThat(answer.body()).isEqualTo("{\"embedding\":{\"values\":[1]}}");
        assertThat(upstream.last().path()).isEqualTo("/v1beta/models/m:embedContent");
        assertThat(upstream.last().text()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "google, '\"taskType\":\"RETRIEVAL_QUERY\"'",
        "cohere, '\"input_type\":\"search_query\"'",
        "voyage, '\"input_type\":\"query\"'",
        "jina, '\"task\":\"retrieval.query\"'"
    })
    void whatTheVectorsAreForIsSaidInEachProvidersWord(String provider, String said) throws Exception {
        upstream.answer(Script.json(200, answerOf(provider)));
        gateway.post(
                "/v1/embeddings",
                "{\"model\":\"" + provider + "/m\",\"input\":[\"a\",\"b\"],\"input_type\":\"query\"}");
        assertThat(upstream.last().text()).contains(said);
    }

    @Test
    void vectorsAreBase64OfFloatsWhereTheClientWantsThem() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        HttpResponse<String> answer = gateway.post(
                "/v1/embeddings", "{\"model\":\"google/m\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}");
        byte[] first = Base64.getDecoder()
                .decode(json(answer.body()).at("/data/0/embedding").stringValue());
        ByteBuffer floats = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(floats.getFloat()).isEqualTo(0.25f);
        assertThat(floats.getFloat()).isEqualTo(1f);
    }

    @Test
    void whatAProviderHasNoWordForStandsOnTheReceipt() throws Exception {
        upstream.answer(Script.json(200, COHERE));
        HttpResponse<String> answer =
                gateway.post("/v1/embeddings", "{\"model\":\"cohere/m\",\"input\":[\"a\",\"b\"],\"user\":\"u\"}");
        assertThat(answer.headers().firstValue("x-weir-loss")).hasValue("/user");
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/input_type\",\"verdict\":\"added\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"google", "cohere", "voyage", "jina"})
    void tokenIdsAreOfOneTokeniserAlone(String provider) throws Exception {
        HttpResponse<String> answer =
                gateway.post("/v1/embeddings", "{\"model\":\"" + provider + "/m\",\"input\":[[1,2]]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("token ids", "Send the text");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void tokenIdsGoToWhoeverSpeaksOpenAis() throws Exception {
        upstream.answer(Script.json(200, OPENAI));
        gateway.post("/v1/embeddings", "{\"model\":\"openai/m\",\"input\":[[1,2],[3]]}");
        assertThat(upstream.last().text()).contains("[[1,2],[3]]");
    }

    @Test
    void aVectorTooFewIsNoAnswer() throws Exception {
        upstream.answer(Script.json(200, "{\"embeddings\":[{\"values\":[1]}]}"));
        HttpResponse<String> answer =
                gateway.post("/v1/embeddings", "{\"model\":\"google/m\",\"input\":[\"a\",\"b\"]}");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("1 vectors for 2 inputs");
    }

    @Test
    void errorsAreSaidInTheClientsDialect() throws Exception {
        upstream.answer(Script.json(404, "{\"error\":{\"code\":404,\"message\":\"no m\",\"status\":\"NOT_FOUND\"}}"));
        HttpResponse<String> cohere = ask("cohere", "google/m");
        assertThat(cohere.statusCode()).isEqualTo(404);
        assertThat(cohere.body()).isEqualTo("{\"message\":\"no m\"}");
        upstream.answer(Script.json(404, "{\"id\":\"e\",\"message\":\"model 'm' not found\"}"));
        HttpResponse<String> gemini = ask("gemini", "cohere/m");
        assertThat(json(gemini.body()).at("/error/status").stringValue()).isEqualTo("NOT_FOUND");
        HttpResponse<String> openAi = ask("openai", "cohere/m");
        assertThat(json(openAi.body()).at("/error/message").stringValue()).isEqualTo("model 'm' not found");
    }

    @Test
    void aProviderThatHasNoneIsNamedWithThoseThatHave() throws Exception {
        HttpResponse<String> answer = ask("openai", "anthropic/claude-x");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("`anthropic`", "openai, google, cohere, voyage, jina, mistral");
    }

    @Test
    void picturesGoWhereTheyAreUnderstood() throws Exception {
        String body = "{\"model\":\"MODEL\",\"input_type\":\"image\",\"images\":[\"data:image/png;base64,AAAA\"]}";
        upstream.answer(Script.json(200, "{\"embeddings\":[{\"values\":[1]}]}"));
        assertThat(gateway.post("/v2/embed", body.replace("MODEL", "google/m")).statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().text()).contains("\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}");
        HttpResponse<String> refused = gateway.post("/v2/embed", body.replace("MODEL", "voyage/m"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no pictures");
    }

    @Test
    void mistralIsToldOfDimensionsInItsOwnWord() throws Exception {
        upstream.answer(Script.json(200, OPENAI));
        ask("openai", "mistral/m");
        assertThat(upstream.last().text()).contains("\"output_dimension\":2").doesNotContain("\"dimensions\"");
        ask("cohere", "mistral/m");
        assertThat(upstream.last().text()).contains("\"output_dimension\":2").doesNotContain("\"dimensions\"");
    }
}
