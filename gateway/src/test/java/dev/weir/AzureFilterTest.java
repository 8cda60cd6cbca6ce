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
import tools.jackson.databind.JsonNode;

/// What Azure's content filter says, in answers and in errors, through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AzureFilterTest {
    private static final String ASK = "{\"model\":\"azure/g\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String SAFE = "{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}";
    private static final String INNER = "{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_result\":"
            + "{\"violence\":{\"filtered\":true,\"severity\":\"high\"},\"hate\":{\"filtered\":false,\"severity\":\"safe\"},"
            + "\"jailbreak\":{\"filtered\":true,\"detected\":true}}}";
    private static final String REFUSED = "{\"error\":{\"message\":\"The prompt was filtered.\",\"type\":null,"
            + "\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,\"innererror\":" + INNER + "}}";
    private static final String WHOLE = "{\"id\":\"c\",\"model\":\"g\",\"choices\":[{\"index\":0,\"finish_reason\":"
            + "\"content_filter\",\"content_filter_results\":" + SAFE
            + ",\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"}}],\"prompt_filter_results\":[{\"prompt_index\":0,"
            + "\"content_filter_results\":" + SAFE
            + "}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}";
    private static final List<String> CHUNKS = List.of(
            "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":"
                    + "[{\"prompt_index\":0,\"content_filter_results\":" + SAFE + "}]}",
            "{\"id\":\"chatcmpl-7\",\"model\":\"g-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},"
                    + "\"content_filter_results\":" + SAFE + "}]}",
            "{\"id\":\"chatcmpl-7\",\"model\":\"g-1\",\"choices\":[{\"index\":0,\"delta\":{},"
                    + "\"finish_reason\":\"content_filter\"}]}",
            "[DONE]");

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.endpoint("azure", "azure", upstream.url()),
                        TestGateway.endpoint("deployed", "azure-deployments", upstream.url())),
                List.of());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static JsonNode json(String text) {
        return Expected.json(text);
    }

    private static String stream() {
        return "data: " + String.join("\n\ndata: ", CHUNKS) + "\n\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/responses | /error/message | {"model":"deployed/g","input":"hi"}
            /v1/messages | /error/message | {"model":"azure/g","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}
            /v1beta/models/azure/g:generateContent | /error/message | {"contents":[{"parts":[{"text":"hi"}]}]}
            /v2/chat | /message | {"model":"azure/g","messages":[{"role":"user","content":"hi"}]}
            /model/azure%2Fg/converse | /message | {"messages":[{"role":"user","content":[{"text":"hi"}]}]}
            """)
    void promptThatIsFilteredIsRefusedInTheClientsDialectWithTheReasons(String path, String message, String body)
            throws Exception {
        upstream.answer(Script.json(400, REFUSED));
        HttpResponse<String> answer = gateway.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer.body()).at(message).stringValue())
                .isEqualTo("The prompt was filtered. Filtered: violence (high), jailbreak.");
        JsonNode error = json(answer.body()).path("error");
        if (path.equals("/v1/responses")) {
            assertThat(error.path("code").stringValue()).isEqualTo("content_filter");
            assertThat(error.path("innererror")).isEqualTo(json(INNER));
        } else {
            assertThat(error.has("innererror")).isFalse();
        }
        assertThat(gateway.receipt(answer)).contains("content_refused");
    }

    @Test
    void findingsReachOpenAisClientsAsTheyCame() throws Exception {
        upstream.answer(Script.json(200, WHOLE));
        assertThat(gateway.chat(ASK + "}").body()).isEqualTo(WHOLE);
        upstream.answer(Script.stream().chunk(stream()).last());
        assertThat(gateway.chat(ASK + ",\"stream\":true}").body()).isEqualTo(stream());
        upstream.answer(Script.json(400, REFUSED));
        HttpResponse<String> refused = gateway.chat(ASK + "}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(REFUSED);
        assertThat(gateway.receipt(refused)).contains("content_refused");
    }

    @Test
    void findingsAreToldAsLostToOtherClients() throws Exception {
        String ask = ASK + ",\"max_tokens\":9";
        upstream.answer(Script.json(200, WHOLE));
        HttpResponse<String> whole = gateway.post("/v1/messages", ask + "}");
        assertThat(json(whole.body()).path("stop_reason").stringValue()).isEqualTo("refusal");
        assertThat(gateway.receipt(whole)).contains("/prompt_filter_results", "/choices/0/content_filter_results");
        upstream.answer(Script.stream().chunk(stream()).last());
        HttpResponse<String> streamed = gateway.post("/v1/messages", ask + ",\"stream\":true}");
        assertThat(streamed.body()).contains("\"id\":\"chatcmpl-7\"", "\"stop_reason\":\"refusal\"");
        assertThat(gateway.receipt(streamed)).contains("/prompt_filter_results", "content_filter_results");
        assertThat(json(gateway.receipt(streamed)).at("/losses/response").findValuesAsString("path"))
                .contains("/prompt_filter_results")
                .doesNotContain("/choices");
    }
}
