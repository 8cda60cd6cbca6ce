package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rankings, from both clients' dialects to all providers'.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RerankTest {
    private static final String JINA = "{\"model\":\"m\",\"results\":[{\"index\":1,\"relevance_score\":0.90},"
            + "{\"index\":0,\"relevance_score\":0.1}],\"usage\":{\"total_tokens\":12}}";
    private static final String VOYAGE = "{\"object\":\"list\",\"data\":[{\"relevance_score\":0.90,\"index\":1},"
            + "{\"relevance_score\":0.1,\"index\":0}],\"model\":\"m\",\"usage\":{\"total_tokens\":12}}";
    private static final String COHERE = "{\"id\":\"r\",\"results\":[{\"index\":1,\"relevance_score\":0.90},"
            + "{\"index\":0,\"relevance_score\":0.1}],\"meta\":{\"billed_units\":{\"search_units\":1}}}";
    private static final String ASK = "{\"model\":\"MODEL\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":2}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.endpoint("cohere", "cohere", upstream.url()),
                        TestGateway.endpoint("voyage", "voyage", upstream.url()),
                        TestGateway.endpoint("jina", "jina", upstream.url()),
                        TestGateway.endpoint("togetherai", "togetherai", upstream.url()),
                        TestGateway.endpoint("openai", "openai", upstream.url())),
                List.of());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static String answerOf(String provider) {
        return switch (provider) {
            case "cohere" -> COHERE;
            case "voyage" -> VOYAGE;
            default -> JINA;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/rerank,jina", "/v1/rerank,togetherai", "/v1/rerank,cohere", "/v1/rerank,voyage",
        "/v2/rerank,jina", "/v2/rerank,togetherai", "/v2/rerank,cohere", "/v2/rerank,voyage"
    })
    void everyClientGetsTheOrderFromEveryProvider(String path, String provider) throws Exception {
        upstream.answer(Script.json(200, answerOf(provider)));
        HttpResponse<String> answer = gateway.post(path, ASK.replace("MODEL", provider + "/m"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"results\":[{\"index\":1,\"relevance_score\":0.90},{\"index\":0,\"relevance_score\":0.1}]");
        assertThat(upstream.last().path()).isEqualTo("/v1/rerank");
        assertThat(upstream.last().text())
                .contains("\"model\":\"m\"", provider.equals("voyage") ? "\"top_k\":2" : "\"top_n\":2");
        assertThat(gateway.receipt(answer)).contains(provider.equals("cohere") ? "\"usage\":null" : "\"fresh\":12");
    }

    @Test
    void theDocumentsStandInTheAnswerWhereTheClientWantsThem() throws Exception {
        upstream.answer(Script.json(200, COHERE));
        HttpResponse<String> answer = gateway.post(
                "/v1/rerank",
                "{\"model\":\"cohere/m\",\"query\":\"q\",\"documents\":[{\"text\":\"a\",\"id\":7},\"b\"],"
                        + "\"return_documents\":true}");
        assertThat(answer.body())
                .contains("\"document\":{\"text\":\"b\"}", "\"document\":{\"text\":\"a\",\"id\":7}", "search_units");
        assertThat(upstream.last().text())
                .contains("\"documents\":[\"a\",\"b\"]")
                .doesNotContain("return_documents");
        assertThat(answer.headers().firstValue("x-weir-loss")).hasValue("/documents/0");
    }

    @Test
    void aResultThatNamesNoDocumentIsNoAnswer() throws Exception {
        upstream.answer(Script.json(200, VOYAGE.replace("\"index\":1", "\"index\":9")));
        HttpResponse<String> answer = gateway.post("/v1/rerank", ASK.replace("MODEL", "voyage/m"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("names no document");
    }

    @Test
    void aRequestWithoutDocumentsIsRefusedInTheClientsDialect() throws Exception {
        HttpResponse<String> answer = gateway.post("/v2/rerank", "{\"model\":\"voyage/m\",\"query\":\"q\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"message\":").contains("documents");
    }

    @Test
    void aProviderThatHasNoneIsNamedWithThoseThatHave() throws Exception {
        HttpResponse<String> answer = gateway.post("/v1/rerank", ASK.replace("MODEL", "openai/gpt-x"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("`openai`", "cohere, voyage, jina, togetherai");
    }
}
