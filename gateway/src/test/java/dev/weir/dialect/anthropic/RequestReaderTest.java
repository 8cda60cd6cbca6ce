package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.Turn;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of Anthropic's means, and how a wrong one is refused.
class RequestReaderTest {
    private static Decoded decode(String body) {
        return new MessagesClientCodec()
                .decode(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
    }

    private static ChatRequest accepted(String fields) {
        Decoded decoded = decode("{'model':'m','max_tokens':5," + fields + "}");
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    private static List<Turn> turns(String messages) {
        return accepted("'messages':[" + messages + "]").turns();
    }

    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'max_tokens':5,'messages':[]}                                          | model: Field required
            {'model':5,'max_tokens':5}                                              | model: Input should be a valid string
            {'model':'m','messages':[{'role':'user','content':'a'}]}                | max_tokens: Field required
            {'model':'m','max_tokens':'5'}                                          | max_tokens: Input should be a valid integer
            {'model':'m','max_tokens':-1}                                           | max_tokens: Input should be greater than or equal to 0
            {'model':'m','max_tokens':5}                                            | messages: Field required
            {'model':'m','max_tokens':5,'messages':{}}                              | messages: Input should be a valid list
            {'model':'m','max_tokens':5,'messages':[]}                              | messages: at least one message is required
            {'model':'m','max_tokens':5,'messages':['a']}                           | messages.0: Input should be a valid dictionary
            [1]                                                                     | The request body is not a JSON object: Input should be a valid dictionary
            {                                                                       | The request body is not valid JSON.
            """)
    void aRequestThatIsNoneIsRefused(String body, String message) {
        assertThat(refusal(body)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'content':'a'}                                                         | messages.0.role: Field required
            {'role':'user'}                                                         | messages.0.content: Field required
            {'role':'wizard','content':'a'}                                         | messages.0.role: Input should be 'user', 'assistant' or 'system'
            {'role':'user','content':5}                                             | messages.0.content: Input should be a valid string or a list of content blocks
            {'role':'user','content':[]}                                            | messages.0: all messages must have non-empty content except for the optional final assistant message
            {'role':'user','content':['a']}                                         | messages.0.content.0: Input should be a valid dictionary
            {'role':'user','content':[{'text':'a'}]}                                | messages.0.content.0.type: Field required
            {'role':'user','content':[{'type':'text'}]}                             | messages.0.content.0.text.text: Field required
            {'role':'user','content':[{'type':'text','text':5}]}                    | messages.0.content.0.text.text: Input should be a valid string
            {'role':'user','content':[{'type':'text','text':''}]}                   | messages: text content blocks must be non-empty
            {'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'eternal'}}]} | messages.0.content.0.text.cache_control: Input tag 'eternal' found using 'type' does not match any of the expected tags: 'ephemeral'
            {'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'2h'}}]} | messages.0.content.0.text.cache_control.ephemeral.ttl: Input should be '5m' or '1h'
            {'role':'user','content':[{'type':'image'}]}                            | messages.0.content.0.image.source: Field required
            {'role':'user','content':[{'type':'image','source':{'type':'base64','data':'A'}}]} | messages.0.content.0.image.source.base64.media_type: Field required
            {'role':'user','content':[{'type':'image','source':{'type':'text'}}]}   | messages.0.content.0.image.source: Input tag 'text' found using 'type' does not match any of the expected tags: 'base64', 'file', 'url'
            {'role':'user','content':[{'type':'document','source':{'type':'url'}}]} | messages.0.content.0.document.source.url.url: Field required
            {'role':'user','content':[{'type':'tool_result','content':'a'}]}        | messages.0.content.0.tool_result.tool_use_id: Field required
            {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text'}]}]} | messages.0.content.0.tool_result.content.0.text.text: Field required
            {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'a'}]} | messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.
            {'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{}}]},{'role':'user','content':'b'} | messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t. Each `tool_use` block must have a corresponding `tool_result` block in the next message.
            {'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{}},{'type':'tool_use','id':'t','name':'f','input':{}}]} | messages.1: `tool_use` ids must be unique
            {'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':'a'}]} | messages.0.content.0.tool_use.input: Input should be a valid dictionary
            {'role':'assistant','content':[{'type':'thinking','thinking':'a'}]}     | messages.0.content.0.thinking.signature: Field required
            {'role':'assistant','content':[{'type':'web_search_tool_result','tool_use_id':'t'}]} | messages.0.content.0.web_search_tool_result.content: Field required
            """)
    void wrongMessagesAreRefusedAsTheApiDoes(String messages, String message) {
        assertThat(refusal("{'model':'m','max_tokens':5,'messages':[" + messages + "]}"))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'temperature':'hot'                                        | temperature: Input should be a valid number
            'stream':'yes'                                             | stream: Input should be a valid boolean
            'stop_sequences':['a',1]                                   | stop_sequences.1: Input should be a valid string
            'system':5                                                 | system: Input should be a valid string or a list of text blocks
            'system':[{'type':'text'}]                                 | system.0.text.text: Field required
            'thinking':{'budget_tokens':5}                             | thinking.type: Field required
            'thinking':{'type':'deep'}                                 | thinking: Input tag 'deep' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'
            'thinking':{'type':'enabled'}                              | thinking.enabled.budget_tokens: Field required
            'thinking':{'type':'enabled','budget_tokens':5}            | thinking.enabled.budget_tokens: Input should be greater than or equal to 1024
            'thinking':{'type':'adaptive','display':'loud'}            | thinking.display: Input should be 'summarized' or 'omitted'
            'output_config':{'effort':'huge'}                          | output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'
            'output_config':{'format':{'type':'xml'}}                  | output_config.format: Input tag 'xml' found using 'type' does not match any of the expected tags: 'json_schema'
            'output_format':{'type':'json_schema'}                     | output_format.schema: Field required
            'tools':['a']                                              | tools.0: Input should be a valid dictionary
            'tools':[{'input_schema':{}}]                              | tools.0.custom.name: Field required
            'tools':[{'name':'f'}]                                     | tools.0.custom.input_schema: Field required
            'tools':[{'name':'f','input_schema':{},'strict':1}]        | tools.0.custom.strict: Input should be a valid boolean
            'tool_choice':{'type':'perhaps'}                           | tool_choice: Input tag 'perhaps' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'
            'tool_choice':{'type':'tool'}                              | tool_choice.tool.name: Field required
            """)
    void wrongSettingsAreRefusedAsTheApiDoes(String setting, String message) {
        assertThat(refusal("{'model':'m','max_tokens':5," + HI + "," + setting + "}"))
                .isEqualTo(message);
    }

    private static String refusal(String body) {
        Decoded decoded = decode(body);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Rejected.class);
        Failure failure = ((Decoded.Rejected) decoded).failure();
        assertThat(failure).isInstanceOf(Failure.BadRequest.class);
        return failure.message();
    }

    @Test
    void settingsHaveTheirMeaning() {
        ChatRequest request = accepted(HI
                + ",'stream':true,'temperature':0.5,'top_p':0.9,'top_k':3,'stop_sequences':['a'],"
                + "'thinking':{'type':'enabled','budget_tokens':2000},'output_config':{'effort':'xhigh',"
                + "'format':{'type':'json_schema','schema':{'type':'object'}}},'metadata':{'user_id':'u'}");
        assertThat(request.delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
        assertThat(request.sampling().temperature()).isEqualTo(0.5);
        assertThat(request.sampling().topK()).isEqualTo(3);
        assertThat(request.bounds().maxOutputTokens()).isEqualTo(5);
        assertThat(request.bounds().stop()).containsExactly("a");
        assertThat(request.reasoning())
                .isEqualTo(new Reasoning(Reasoning.Mode.BUDGET, Reasoning.Effort.XHIGH, 2000, true));
        assertThat(request.output()).isInstanceOf(OutputShape.JsonSchema.class);
        assertThat(request.extras().fields()).containsOnlyKeys("metadata");
    }

    @Test
    void whatIsNewerThanThisVersionStaysBesideTheRequest() {
        ChatRequest request = accepted(HI + ",'thinking':{'type':'between_tools'},'thread':{'type':'create'},"
                + "'output_config':{'effort':'low','task_budget':{'total':5}},'tool_choice':{'type':'auto','new':1}");
        assertThat(request.extras().fields()).containsOnlyKeys("thinking", "thread", "output_config", "tool_choice");
        assertThat(request.extras().fields().get("output_config"))
                .isEqualTo(Ask.json("{\"task_budget\":{\"total\":5}}"));
        assertThat(request.reasoning().mode()).isNull();
    }

    @Test
    void systemIsATurnInFrontAndMayBeOneInMidConversation() {
        List<Turn> turns = accepted("'system':'be brief','messages':[{'role':'user','content':'a'},"
                        + "{'role':'system','content':[{'type':'text','text':'b'},{'type':'tool_removal','tool':{}}],"
                        + "'clear_at':'x'},{'role':'assistant','content':'c'},{'role':'user','content':'d'}]")
                .turns();
        assertThat(turns.stream().map(Turn::role))
                .containsExactly(Role.SYSTEM, Role.USER, Role.SYSTEM, Role.ASSISTANT, Role.USER);
        assertThat(turns.get(2).marks().extras().fields()).containsOnlyKeys("clear_at");
        assertThat(turns.get(2).parts().get(1)).isInstanceOf(Part.Foreign.class);
    }

    @Test
    void resultsOfToolsAreTurnsOfTheirOwn() {
        List<Turn> turns = turns("{'role':'user','content':'a'},{'role':'assistant','content':["
                + "{'type':'tool_use','id':'t1','name':'f','input':{'a':1.50}},"
                + "{'type':'tool_use','id':'t2','name':'click','input':{},'toolset_name':'computer'}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'ok'}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t2','is_error':true,'content':["
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]},"
                + "{'type':'text','text':'and?'}]}");
        assertThat(turns.stream().map(Turn::role))
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
        Part.ToolCall call = (Part.ToolCall) turns.get(1).parts().getFirst();
        assertThat(call.input()).isEqualTo("{\"a\":1.50}");
        assertThat(turns.get(1).parts().get(1).marks().extras().fields()).containsOnlyKeys("toolset_name");
        Part.ToolResult result = (Part.ToolResult) turns.get(3).parts().getFirst();
        assertThat(result.outcome()).isEqualTo(Part.Outcome.ERROR);
        assertThat(result.parts().getFirst()).isInstanceOf(Part.Media.class);
        assertThat(turns.get(4).at()).isEqualTo("/messages/3");
    }

    @Test
    void documentsAndSearchResultsHaveTheirWords() {
        List<Part> parts = turns(
                        "{'role':'user','content':["
                                + "{'type':'document','title':'T','source':{'type':'content','content':["
                                + "{'type':'text','text':'a'},{'type':'text','text':'b'}]},'citations':{'enabled':true}},"
                                + "{'type':'search_result','source':'https://x','title':'X','content':[{'type':'text','text':'c'}]},"
                                + "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'AAAA'}}]}")
                .getFirst()
                .parts();
        Part.Media blocks = (Part.Media) parts.get(0);
        assertThat(blocks.source()).isEqualTo(new Part.Source.Words("a\nb"));
        assertThat(blocks.name()).isEqualTo("T");
        Part.Media found = (Part.Media) parts.get(1);
        assertThat(found.source()).isEqualTo(new Part.Source.Words("c"));
        assertThat(found.marks().extras().fields()).containsOnlyKeys("source");
        assertThat(((Part.Media) parts.get(2)).mime()).isEqualTo("application/pdf");
    }

    @Test
    void cacheMarksAndCitationsStandOnTheirParts() {
        Part.Text text =
                (Part.Text) turns("{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'text',"
                                + "'text':'b','citations':[{'type':'web_search_result_location','url':'u','title':'t',"
                                + "'cited_text':'q','encrypted_index':'e'},{'type':'web_search_result_location','url':'v',"
                                + "'title':'w','cited_text':'','encrypted_index':'weir-seal:'}],"
                                + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]},{'role':'user','content':'c'}")
                        .get(1)
                        .parts()
                        .getFirst();
        assertThat(text.marks().cache()).isEqualTo(new CacheMark(Duration.ofHours(1)));
        Annotation ours = text.annotations().getFirst();
        assertThat(ours.url()).isEqualTo("u");
        assertThat(ours.extras().fields()).containsKeys("type", "encrypted_index");
        assertThat(text.annotations().get(1).extras().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'thinking','thinking':'t','signature':'AbC='}                         | FULL | anthropic | AbC=
            {'type':'thinking','thinking':'t','signature':''}                             | FULL | |
            {'type':'thinking','thinking':'t','signature':'weir-seal:thought::'}          | FULL | |
            {'type':'thinking','thinking':'t','signature':'weir-seal:thought:google:a:b'} | FULL | google | a:b
            {'type':'thinking','thinking':'t','signature':'weir-seal:summary:openai:x'}   | SUMMARY | openai | x
            {'type':'redacted_thinking','data':'XyZ'}                                     | REDACTED | anthropic | XyZ
            {'type':'redacted_thinking','data':'weir-seal:redacted:xai:x'}                | REDACTED | xai | x
            {'type':'thinking','thinking':'t','signature':'weir-seal:'}                   | FULL | |
            """)
    void thoughtsKnowWhoSealedThem(String block, Part.Thought.Form form, String issuer, String opaque) {
        Part.Thought thought = (Part.Thought) turns("{'role':'user','content':'a'},{'role':'assistant','content':["
                        + block + "]},{'role':'user','content':'c'}")
                .get(1)
                .parts()
                .getFirst();
        assertThat(thought.form()).isEqualTo(form);
        assertThat(thought.marks().seal()).isEqualTo(issuer == null ? null : new Seal(issuer, opaque));
    }

    @Test
    void toolsOfAnthropicsOwnAreKeptAsTheyWereDeclared() {
        ChatRequest request = accepted(HI + ",'tools':[{'type':'custom','name':'f','input_schema':{'type':'object'},"
                + "'defer_loading':true},{'type':'web_search_20260318','name':'web_search','max_uses':2},"
                + "{'type':'code_execution_20260521','name':'code_execution'},{'type':'web_fetch_20260318','name':'w'},"
                + "{'type':'computer_toolset_20260801'}],'tool_choice':{'type':'tool','name':'f',"
                + "'disable_parallel_tool_use':true}");
        Map<Class<?>, Long> kinds = Map.of(Tool.Function.class, 1L, Tool.Hosted.class, 4L);
        kinds.forEach(
                (kind, count) -> assertThat(request.tools().tools().stream().filter(kind::isInstance))
                        .hasSize(count.intValue()));
        assertThat(request.tools().tools().stream()
                        .filter(Tool.Hosted.class::isInstance)
                        .map(tool -> ((Tool.Hosted) tool).kind()))
                .containsExactly(
                        Tool.Hosted.Kind.WEB_SEARCH,
                        Tool.Hosted.Kind.CODE_EXECUTION,
                        Tool.Hosted.Kind.WEB_FETCH,
                        Tool.Hosted.Kind.OTHER);
        assertThat(request.tools().choice()).isEqualTo(new ToolChoice.Named(Part.ToolKind.FUNCTION, "f"));
        assertThat(request.tools().parallel()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "{\"model\":\"m\",}", "{\"model\":\"m\"} x", "null", "1"})
    void whatIsNoRequestIsSaidToBe(String body) {
        assertThat(decode(body)).isInstanceOf(Decoded.Rejected.class);
    }

    @Provide
    Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> scalars = Arbitraries.of(
                        "null", "true", "5", "-1", "1.5", "\"\"", "\"text\"", "\"tool_use\"", "[]", "{}")
                .map(Ask::json);
        return Arbitraries.lazyOf(
                () -> scalars,
                () -> scalars,
                () -> values().list().ofMaxSize(3).map(list -> {
                    ArrayNode out = Json.array();
                    list.forEach(out::add);
                    return out;
                }),
                () -> values().list().ofMaxSize(4).map(list -> {
                    ObjectNode out = Json.object();
                    String[] names = {
                        "type", "text", "content", "source", "role", "input", "id", "cache_control", "data"
                    };
                    for (int i = 0; i < list.size(); i++) {
                        out.set(names[(i * 5 + list.size()) % names.length], list.get(i));
                    }
                    return out;
                }));
    }

    /// Whatever stands anywhere, a request is accepted or refused, and nothing is thrown.
    @Property(tries = 1000)
    void nothingIsThrownWhateverStandsAnywhere(@ForAll("values") JsonNode one, @ForAll("values") JsonNode other) {
        for (String field :
                List.of("messages", "system", "tools", "tool_choice", "thinking", "output_config", "stream")) {
            ObjectNode body = Json.object().put("model", "m").put("max_tokens", 5);
            ObjectNode message = Json.object().put("role", "user");
            message.set("content", other);
            body.set("messages", Json.array().add(message));
            body.set(field, one);
            assertThat(new MessagesClientCodec().decode(Json.bytes(body), Asked.NOTHING))
                    .isNotNull();
        }
    }
}
