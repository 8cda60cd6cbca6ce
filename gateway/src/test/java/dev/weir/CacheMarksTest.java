package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.node.ObjectNode;

/// The whole gateway in process: what clients of other dialects mark for the prompt cache, at hosts of OpenAI's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheMarksTest {
    private static final String CHAT = """
            {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},
             "finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
    private static final String RESPONSE = """
            {"id":"r","object":"response","created_at":1,"model":"m","status":"completed","output":[{"id":"i",
             "type":"message","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[]}]}]}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint("chat", "openai", upstream.url())),
                        TestGateway.onlySpeaking(
                                "openai-responses", TestGateway.endpoint("responses", "openai", upstream.url())),
                        TestGateway.onlySpeaking(
                                "openai-chat", TestGateway.endpoint("router", "openrouter", upstream.url())),
                        TestGateway.endpoint("groq", "groq", upstream.url()),
                        TestGateway.endpoint("host", "openai-compatible", upstream.url())),
                List.of());
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
        upstream.answer(Script.json(200, model.startsWith("responses") ? RESPONSE : CHAT));
        ObjectNode request = (ObjectNode) json(body);
        request.put("model", model);
        HttpResponse<String> answer = gateway.post(path, Json.text(request));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    /// A system text, a message, and a mark on each, as a client of Anthropic's writes them.
    private static String marked(String mark) {
        return "{'max_tokens':50,'system':[{'type':'text','text':'be brief','cache_control':" + mark
                + "}],'messages':[{'role':'user','content':[{'type':'text','text':'hi'},"
                + "{'type':'text','text':'there','cache_control':" + mark + "}]}]}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat/gpt-5.6          | {'type':'ephemeral'}            | /messages/0/content/0 /messages/1/content/1 | 'prompt_cache_breakpoint':{'mode':'explicit'}             |
            chat/gpt-5.6-sol      | {'type':'ephemeral','ttl':'5m'} | /messages/0/content/0 /messages/1/content/1 | 'prompt_cache_breakpoint':{'mode':'explicit'}             | renamed
            chat/gpt-6            | {'type':'ephemeral','ttl':'1h'} | /messages/0/content/0 /messages/1/content/1 | 'prompt_cache_breakpoint':{'mode':'explicit','ttl':'12h'} | coerced
            responses/gpt-5.6     | {'type':'ephemeral','ttl':'1h'} | /input/0/content/0 /input/1/content/1       | 'prompt_cache_breakpoint':{'mode':'explicit','ttl':'12h'} | coerced
            router/anthropic/c-5  | {'type':'ephemeral','ttl':'1h'} | /messages/0/content/0 /messages/1/content/1 | 'cache_control':{'type':'ephemeral','ttl':'1h'}           |
            router/openai/gpt-5.6 | {'type':'ephemeral'}            | /messages/0/content/0 /messages/1/content/1 | 'cache_control':{'type':'ephemeral'}                      |
            """)
    void marksOfAnthropicsClientsArriveInTheHostsWords(
            String model, String mark, String places, String arrives, String told) throws Exception {
        HttpResponse<String> answer = ask("/v1/messages", model, marked(mark));
        JsonNode sent = json(upstream.last().text());
        JsonNode expected = json("{" + arrives + "}");
        String field = expected.propertyNames().iterator().next();
        for (String place : places.split(" ", -1)) {
            assertThat(sent.at(place).path(field)).as("%s", sent).isEqualTo(expected.path(field));
        }
        assertThat(sent.toString().split(field, -1)).hasSize(3);
        assertThat(sent.at("/prompt_cache_options/mode").asString(""))
                .isEqualTo(field.equals("prompt_cache_breakpoint") ? "explicit" : "");
        String receipt = gateway.receipt(answer);
        if (told == null) {
            assertThat(receipt).doesNotContain("/system/0/cache_control");
        } else {
            assertThat(receipt)
                    .contains("\"path\":\"/system/0/cache_control\",\"verdict\":\"" + told + "\"")
                    .contains("\"path\":\"/messages/0/content/1/cache_control\",\"verdict\":\"" + told + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"chat/gpt-5.5", "responses/gpt-5.5", "host/gpt-5.6", "host/other"})
    void whereNoneAreTakenTheyAreToldAsLost(String model) throws Exception {
        HttpResponse<String> answer = ask("/v1/messages", model, marked("{'type':'ephemeral'}"));
        assertThat(upstream.last().text()).doesNotContain("prompt_cache_", "cache_control");
        assertThat(gateway.receipt(answer))
                .contains("\"path\":\"/system/0/cache_control\",\"verdict\":\"dropped\"")
                .contains("\"path\":\"/messages/0/content/1/cache_control\",\"verdict\":\"dropped\"");
    }

    @ParameterizedTest
    @CsvSource({"chat/gpt-5.6", "responses/gpt-5.6"})
    void aMarkOnAResultStandsOnItsWordsAndOneOnACallOrAToolIsTold(String model) throws Exception {
        HttpResponse<String> answer = ask(
                "/v1/messages",
                model,
                "{'max_tokens':50,'tools':[{'name':'f','input_schema':{'type':'object'},'cache_control':{'type':"
                        + "'ephemeral'}}],'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{"
                        + "'type':'tool_use','id':'t1','name':'f','input':{},'cache_control':{'type':'ephemeral'}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'42',"
                        + "'cache_control':{'type':'ephemeral'}}]}]}");
        JsonNode sent = json(upstream.last().text());
        JsonNode result = model.startsWith("chat") ? sent.at("/messages/2/content/0") : sent.at("/input/2/output/0");
        assertThat(result.path("text").asString("")).as("%s", sent).isEqualTo("42");
        assertThat(result.at("/prompt_cache_breakpoint/mode").asString("")).isEqualTo("explicit");
        assertThat(gateway.receipt(answer))
                .contains("\"path\":\"/tools/0/cache_control\",\"verdict\":\"dropped\"")
                .contains("\"path\":\"/messages/1/content/0/cache_control\",\"verdict\":\"dropped\"")
                .doesNotContain("/messages/2/content/0/cache_control");
    }

    @Test
    void oneWhoWantsTheNewestMessageKeptAsWellGetsIt() throws Exception {
        String body = "{'cache_control':{'type':'ephemeral'},"
                + marked("{'type':'ephemeral'}").substring(1);
        ask("/v1/messages", "chat/gpt-5.6", body);
        assertThat(upstream.last().text()).contains("prompt_cache_breakpoint").doesNotContain("prompt_cache_options");
    }

    @Test
    void marksCrossBetweenOpenAisTwoDialectsAsTheyAre() throws Exception {
        String body =
                "{'prompt_cache_options':{'mode':'implicit'},'messages':[{'role':'user','content':[{'type':'text',"
                        + "'text':'hi','prompt_cache_breakpoint':{'mode':'explicit','ttl':'12h'}}]}]}";
        HttpResponse<String> answer = ask("/v1/chat/completions", "responses/gpt-5.6", body);
        JsonNode sent = json(upstream.last().text());
        assertThat(sent.at("/input/0/content/0/prompt_cache_breakpoint"))
                .isEqualTo(json("{'mode':'explicit','ttl':'12h'}"));
        assertThat(sent.at("/prompt_cache_options")).isEqualTo(json("{'mode':'implicit'}"));
        assertThat(gateway.receipt(answer)).doesNotContain("prompt_cache");
    }

    /// On the byte lane, too: what a row drops is spliced out of the caller's bytes, and told.
    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, messages, text", "/v1/responses, input, input_text"})
    void aHostThatRefusesWhatItDoesNotKnowGetsNone(String path, String list, String type) throws Exception {
        String body = "{'prompt_cache_options':{'mode':'explicit'},'" + list + "':[{'role':'user','content':'plain'},"
                + "{'role':'user','content':[{'type':'" + type
                + "','text':'hi','prompt_cache_breakpoint':{'mode':'explicit'}}]}]}";
        upstream.answer(Script.json(200, path.endsWith("responses") ? RESPONSE : CHAT));
        HttpResponse<String> answer =
                gateway.post(path, body.replace('\'', '"').replaceFirst("\\{", "{\"model\":\"groq/m\","));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(upstream.last().text()).contains("plain", "\"hi\"").doesNotContain("prompt_cache");
        assertThat(gateway.receipt(answer))
                .contains("\"path\":\"/prompt_cache_options\",\"verdict\":\"dropped\"", "prompt_cache_breakpoint");
    }

    @Test
    void aMarkOnAMessageStandsOnItsLastWords() throws Exception {
        String body = "{'messages':[{'role':'system','content':'be brief','cache_control':{'type':'ephemeral'}},"
                + "{'role':'user','content':'hi'}]}";
        ask("/v1/chat/completions", "responses/gpt-5.6", body);
        JsonNode sent = json(upstream.last().text());
        assertThat(sent.at("/input/0/content/0"))
                .isEqualTo(
                        json("{'type':'input_text','text':'be brief','prompt_cache_breakpoint':{'mode':'explicit'}}"));
    }
}
