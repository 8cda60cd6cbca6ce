package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vectors and rankings of Bedrock through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BedrockInvokeTest {
    private static final String RANKED =
            "{\"results\":[{\"index\":1,\"relevance_score\":0.90}," + "{\"index\":0,\"relevance_score\":0.1}]}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, """
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                providers:
                  amazon-bedrock:
                    url: %s
                    region: eu-west-1
                    credentials: { access-key: AKID, secret-key: sesame }
                """.formatted(upstream.url()));
        Loaded loaded = Config.load(TestGateway.CATALOG, file, Map.of(), Flags.NONE, 1);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ok.class);
        gateway = TestGateway.start(((Loaded.Ok) loaded).config());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private void answer(String body) {
        upstream.answer(Script.reply(
                200,
                Map.of("content-type", "application/json", "x-amzn-bedrock-input-token-count", "7"),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertAsked(String path, String body) {
        assertThat(upstream.last().line()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat(upstream.last().text()).isEqualTo(body);
        assertThat(upstream.last().headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
                .contains("/eu-west-1/bedrock/aws4_request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/embeddings | {'model':'MODEL','input':['a','b']} | 'embedding':[0.5,-2]",
                "/v2/embed | {'model':'MODEL','texts':['a','b'],'input_type':'search_document'} | 'float':[[0.25,1],[0.5,-2]]",
                "/v1beta/models/MODEL:batchEmbedContents"
                        + " | {'requests':[{'content':{'parts':[{'text':'a'}]}},{'content':{'parts':[{'text':'b'}]}}]}"
                        + " | 'values':[0.5,-2]"
            })
    void everyClientGetsCoheresVectors(String path, String ask, String told) throws Exception {
        answer("{\"id\":\"e\",\"texts\":[\"a\",\"b\"],\"embeddings\":{\"float\":[[0.25,1],[0.5,-2]]},"
                + "\"response_type\":\"embeddings_by_type\"}");
        String model = "amazon-bedrock/cohere.embed-v4:0";
        HttpResponse<String> answer = gateway.post(
                path.replace("MODEL", model), ask.replace("MODEL", model).replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(told.replace('\'', '"'));
        assertAsked(
                "/model/cohere.embed-v4%3A0/invoke",
                "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"]}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":7", "\"outcome\":\"complete\"");
    }

    @Test
    void titanMakesAVectorOfAText() throws Exception {
        answer("{\"embedding\":[0.25,1],\"inputTextTokenCount\":5,\"embeddingsByType\":{\"float\":[0.25,1]}}");
        HttpResponse<String> answer = gateway.post(
                "/v1beta/models/amazon-bedrock/amazon.titan-embed-text-v2:0:embedContent",
                "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":256}");
        assertThat(answer.body()).as(answer.body()).contains("\"values\":[0.25,1]", "\"promptTokenCount\":5");
        assertAsked("/model/amazon.titan-embed-text-v2%3A0/invoke", "{\"inputText\":\"a\",\"dimensions\":256}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":5").doesNotContain("\"path\":");
    }

    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

    @Test
    void titanMakesAVectorOfATextAndAPicture() throws Exception {
        answer("{\"embedding\":[0.25,1],\"inputTextTokenCount\":5,\"message\":null}");
        HttpResponse<String> answer = gateway.post(
                "/v2/embed",
                "{\"model\":\"amazon-bedrock/amazon.titan-embed-image-v1\",\"input_type\":\"search_document\","
                        + "\"output_dimension\":256,\"inputs\":[{\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PICTURE + "\"}}]}]}");
        assertThat(answer.body()).as(answer.body()).contains("\"float\":[[0.25,1]]");
        assertAsked(
                "/model/amazon.titan-embed-image-v1/invoke",
                "{\"inputText\":\"a\",\"inputImage\":\"iVBORw0KGgo=\","
                        + "\"embeddingConfig\":{\"outputEmbeddingLength\":256}}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":5", "\"path\":\"/input_type\"");
    }

    @Test
    void novaMakesAVectorOfATextOrOfAPicture() throws Exception {
        String model = "amazon-bedrock/amazon.nova-2-multimodal-embeddings-v1:0";
        answer("{\"embeddings\":[{\"embeddingType\":\"IMAGE\",\"embedding\":[0.25,1]}]}");
        HttpResponse<String> seen = gateway.post(
                "/v1beta/models/" + model + ":embedContent",
                "{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}}]},"
                        + "\"taskType\":\"CLUSTERING\",\"outputDimensionality\":384}");
        assertThat(seen.body()).as(seen.body()).contains("\"values\":[0.25,1]");
        assertAsked(
                "/model/amazon.nova-2-multimodal-embeddings-v1%3A0/invoke",
                "{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"CLUSTERING\","
                        + "\"embeddingDimension\":384,\"image\":{\"format\":\"png\","
                        + "\"source\":{\"bytes\":\"iVBORw0KGgo=\"}}}}");
        answer("{\"embeddings\":[{\"embeddingType\":\"TEXT\",\"embedding\":[0.5,1],\"truncatedCharLength\":3}]}");
        HttpResponse<String> read = gateway.post(
                "/v1/embeddings",
                "{\"model\":\"" + model + "\",\"input\":\"a\",\"input_type\":\"query\",\"truncate\":\"END\"}");
        assertThat(read.body()).as(read.body()).contains("\"embedding\":[0.5,1]");
        assertAsked(
                "/model/amazon.nova-2-multimodal-embeddings-v1%3A0/invoke",
                "{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{"
                        + "\"embeddingPurpose\":\"GENERIC_RETRIEVAL\","
                        + "\"text\":{\"truncationMode\":\"END\",\"value\":\"a\"}}}");
        assertThat(gateway.receipt(read)).contains("\"fresh\":7", "/embeddings/0/truncatedCharLength");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nova-2-multimodal-embeddings-v1:0 | {'type':'text','text':'a'},PICTURE | not of both together",
                "nova-2-multimodal-embeddings-v1:0 | PICTURE,PICTURE | one picture",
                "titan-embed-image-v1 | {'type':'image_url','image_url':{'url':'https://x.test/a.png'}} | Send a data URL"
            })
    void whatAmazonsModelsCannotTakeIsRefused(String model, String content, String why) throws Exception {
        String picture = "{'type':'image_url','image_url':{'url':'" + PICTURE + "'}}";
        HttpResponse<String> answer = gateway.post(
                "/v2/embed",
                ("{'model':'amazon-bedrock/amazon." + model + "','input_type':'search_document','inputs':[{'content':["
                                + content.replace("PICTURE", picture) + "]}]}")
                        .replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void severalInputsForTitanAreRefused() throws Exception {
        HttpResponse<String> answer = gateway.post(
                "/v1/embeddings",
                "{\"model\":\"amazon-bedrock/amazon.titan-embed-text-v2:0\",\"input\":[\"a\",\"b\"]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("2 inputs", "one by one");
    }

    @ParameterizedTest
    @CsvSource({"/v1/rerank", "/v2/rerank"})
    void everyClientGetsCoheresOrder(String path) throws Exception {
        answer(RANKED);
        HttpResponse<String> answer = gateway.post(
                path,
                "{\"model\":\"amazon-bedrock/cohere.rerank-v3-5:0\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],"
                        + "\"top_n\":2}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(RANKED.substring(1, RANKED.length() - 1));
        assertAsked(
                "/model/cohere.rerank-v3-5%3A0/invoke",
                "{\"api_version\":2,\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":2}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":7");
    }

    @Test
    void aRankerOfAnUnknownFormIsRefused() throws Exception {
        HttpResponse<String> answer = gateway.post(
                "/v2/rerank",
                "{\"model\":\"amazon-bedrock/amazon.rerank-v1:0\",\"query\":\"q\",\"documents\":[\"a\"]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"message\":").contains("cohere.rerank-v3-5:0");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/embeddings,cohere.embed-english-v3,'\"input\":\"a\"'",
        "/v1/rerank,cohere.rerank-v3-5:0,'\"query\":\"q\",\"documents\":[\"a\"]'"
    })
    void bedrocksOwnErrorsReachTheClient(String path, String model, String ask) throws Exception {
        upstream.answer(Script.reply(
                400,
                Map.of("content-type", "application/json", "x-amzn-errortype", "ValidationException:http://x"),
                "{\"message\":\"texts is wrong\"}".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> answer = gateway.post(path, "{\"model\":\"amazon-bedrock/" + model + "\"," + ask + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("texts is wrong");
    }
}
