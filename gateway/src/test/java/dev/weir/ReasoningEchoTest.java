package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The whole gateway in process: thoughts that a client of another dialect sends back, at hosts that want their plain
/// reasoning in the history, and what else such hosts want in their own words.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReasoningEchoTest {
    private static final String ANSWER = """
            {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},
             "finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
    private static final String CALLED = "{'input':[{'role':'user','content':'q'},{'type':'reasoning','summary':[],"
            + "'content':[{'type':'reasoning_text','text':'I look.'}]},{'type':'function_call','call_id':'c1',"
            + "'name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'c1','output':'42'}]}";
    private static final String SAID = "{'input':[{'role':'user','content':'q'},{'type':'reasoning','summary':[],"
            + "'content':[{'type':'reasoning_text','text':'I know.'}]},{'type':'message','role':'assistant',"
            + "'content':[{'type':'output_text','text':'So it is.'}]},{'role':'user','content':'why?'}]}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(chat("deepseek"), chat("moonshotai"), chat("zai"), chat("mistral"), chat("openai")), List.of());
    }

    private Endpoint chat(String row) {
        return TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint(row, row, upstream.url()));
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

    private HttpResponse<String> ask(String path, String model, String body) throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer =
                gateway.post(path, body.replace('\'', '"').replaceFirst("\\{", "{\"model\":\"" + model + "\","));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /// The assistant's message as the host got it.
    private JsonNode message() {
        JsonNode sent = Objects.requireNonNull(Json.readOrNull(upstream.last().text()));
        return sent.at("/messages/1");
    }

    @ParameterizedTest
    @CsvSource({"deepseek/deepseek-chat", "moonshotai/kimi-k2.6", "zai/glm-5"})
    void whoRefusesCallsWithoutTheThoughtsBeforeThemGetsThem(String model) throws Exception {
        HttpResponse<String> answer = ask("/v1/responses", model, CALLED);
        assertThat(message().path("reasoning_content").asString("-")).isEqualTo("I look.");
        assertThat(message().path("tool_calls").size()).isEqualTo(1);
        assertThat(gateway.receipt(answer)).doesNotContain("/input/1");

        answer = ask("/v1/responses", model, SAID);
        assertThat(message().has("reasoning_content")).isFalse();
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/input/1");
    }

    @Test
    void callsOfWhichNoThoughtsAreKnownHaveEmptyOnes() throws Exception {
        HttpResponse<String> answer = ask(
                "/v1/messages",
                "deepseek/deepseek-chat",
                "{'max_tokens':50,'messages':[{'role':'user','content':'q'},{'role':'assistant','content':[{'type':"
                        + "'tool_use','id':'t1','name':'f','input':{}}]},{'role':'user','content':[{'type':"
                        + "'tool_result','tool_use_id':'t1','content':'42'}]}]}");
        assertThat(message().path("reasoning_content").asString("-")).isEmpty();
        assertThat(gateway.receipt(answer))
                .contains("\"path\":\"/messages/1/reasoning_content\",\"verdict\":\"added\"");
    }

    @Test
    void thoughtsOfAnotherProviderGoBackWithoutTheirSeal() throws Exception {
        HttpResponse<String> answer = ask(
                "/v1/messages",
                "deepseek/deepseek-chat",
                "{'max_tokens':50,'messages':[{'role':'user','content':'q'},{'role':'assistant','content':[{'type':"
                        + "'thinking','thinking':'I look.','signature':'c2Vh'},{'type':'tool_use','id':'t1','name':'f',"
                        + "'input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1',"
                        + "'content':'42'}]}]}");
        assertThat(message().path("reasoning_content").asString("-")).isEqualTo("I look.");
        assertThat(upstream.last().text()).doesNotContain("c2Vh");
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/messages/1/content/0/signature\"");
    }

    @Test
    void mistralHasThemAmongItsContent() throws Exception {
        ask("/v1/responses", "mistral/magistral-medium-latest", SAID);
        assertThat(message())
                .hasToString(
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                                + "\"text\":\"I know.\"}]},{\"type\":\"text\",\"text\":\"So it is.\"}]}");
    }

    /// Beside its thoughts Mistral has its documents in its own form.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'url','url':'https://x.test/a.pdf'} | {'type':'document_url','document_url':'https://x.test/a.pdf','document_name':'A'}
            {'type':'base64','media_type':'application/pdf','data':'JVBERi0='} | {'type':'document_url','document_url':'data:application/pdf;base64,JVBERi0=','document_name':'A'}
            """)
    void mistralTakesDocumentsAsLinks(String source, String arrives) throws Exception {
        HttpResponse<String> answer = ask(
                "/v1/messages",
                "mistral/mistral-medium-latest",
                "{'max_tokens':50,'messages':[{'role':'user','content':[{'type':'document','title':'A','source':"
                        + source + "},{'type':'text','text':'Sum up.'}]}]}");
        JsonNode sent = Objects.requireNonNull(Json.readOrNull(upstream.last().text()));
        assertThat(sent.at("/messages/0/content/0")).hasToString(arrives.replace('\'', '"'));
        assertThat(gateway.receipt(answer)).doesNotContain("\"verdict\":\"dropped\"");
    }

    @Test
    void othersGetNone() throws Exception {
        HttpResponse<String> answer = ask("/v1/responses", "openai/gpt-5.5", CALLED);
        assertThat(upstream.last().text()).doesNotContain("I look.");
        assertThat(gateway.receipt(answer)).contains("\"path\":\"/input/1");
    }
}
