package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Loss;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What providers say in words of their own: each leaf of it is in the answer of every client, in what is kept of the
/// exchange beside it, or among the losses.
class NativeAnswersTest {
    /// An answer as a provider of a dialect writes it.
    enum Native {
        GROUNDING(MatrixDialect.GEMINI, "gemini-generate", """
                {'candidates':[{'content':{'role':'model','parts':[{'text':'Ada wrote it. Nobody asked.'}]},
                'finishReason':'STOP','index':0,'groundingMetadata':{'webSearchQueries':['who wrote it'],
                'searchEntryPoint':{'renderedContent':'<b>chips</b>'},
                'groundingChunks':[{'web':{'uri':'https://x.test/ada','title':'On Ada'}}],
                'groundingSupports':[{'segment':{'startIndex':0,'endIndex':13,'text':'Ada wrote it.'},
                'groundingChunkIndices':[0]}]}}],'modelVersion':'g-1','responseId':'r1',
                'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':7,'totalTokenCount':10}}"""),
        CODE_AT_GEMINI(MatrixDialect.GEMINI, "gemini-generate", """
                {'candidates':[{'content':{'role':'model','parts':[{'executableCode':{'language':'PYTHON',
                'code':'print(6*7)','id':'x1'}},{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'forty-two',
                'id':'x1'}},{'text':'It is 42.'}]},'finishReason':'STOP','index':0}],'modelVersion':'g-1',
                'responseId':'r1','usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':7,'totalTokenCount':10}}"""),
        BLOCKED(MatrixDialect.GEMINI, "gemini-generate", """
                {'candidates':[{'content':{'role':'model','parts':[{'text':'As far'}]},'finishReason':'SAFETY',
                'finishMessage':'held back','index':0,'safetyRatings':[{'category':'HARM_CATEGORY_HARASSMENT',
                'probability':'HIGH','blocked':true}]}],'modelVersion':'g-1','responseId':'r1',
                'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2,'totalTokenCount':5}}"""),
        REFUSAL_WITH_CATEGORY(MatrixDialect.MESSAGES, "anthropic-messages", """
                {'id':'msg_1','type':'message','role':'assistant','model':'c-1','content':[{'type':'text',
                'text':'I stop here.'}],'stop_reason':'refusal','stop_sequence':null,'stop_details':{'type':'refusal',
                'category':'cyber','explanation':'it asks for malware'},
                'usage':{'input_tokens':3,'output_tokens':4}}"""),
        SEARCH_AT_ANTHROPIC(MatrixDialect.MESSAGES, "anthropic-messages", """
                {'id':'msg_1','type':'message','role':'assistant','model':'c-1','content':[
                {'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'who wrote it'}},
                {'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result',
                'url':'https://x.test/ada','title':'On Ada','encrypted_content':'RW5j','page_age':'two days'}]},
                {'type':'text','text':'Ada did.','citations':[{'type':'web_search_result_location',
                'url':'https://x.test/ada','title':'On Ada','encrypted_index':'SWR4','cited_text':'It was Ada'}]}],
                'stop_reason':'end_turn','stop_sequence':null,'usage':{'input_tokens':3,'output_tokens':4,
                'cache_creation_input_tokens':20,'cache_read_input_tokens':10,'cache_creation':{
                'ephemeral_5m_input_tokens':15,'ephemeral_1h_input_tokens':5},'server_tool_use':{'web_search_requests':1}}}"""),
        CODE_AT_ANTHROPIC(MatrixDialect.MESSAGES, "anthropic-messages", """
                {'id':'msg_1','type':'message','role':'assistant','model':'c-1','container':{'id':'co_1',
                'expires_at':'2026-01-01T00:00:00Z'},'content':[
                {'type':'server_tool_use','id':'srvtoolu_1','name':'bash_code_execution','input':{'command':'echo 42'}},
                {'type':'bash_code_execution_tool_result','tool_use_id':'srvtoolu_1','content':{
                'type':'bash_code_execution_result','stdout':'forty-two','stderr':'a warning','return_code':0,
                'content':[]}},{'type':'text','text':'It is 42.'}],'stop_reason':'end_turn','stop_sequence':null,
                'usage':{'input_tokens':3,'output_tokens':4}}"""),
        CODE_AT_OPENAI(MatrixDialect.RESPONSES, "openai-responses", """
                {'id':'resp_1','object':'response','created_at':1,'model':'g-1','status':'completed','output':[
                {'id':'ci_1','type':'code_interpreter_call','status':'completed','code':'print(6*7)',
                'container_id':'cntr_1','outputs':[{'type':'logs','logs':'forty-two'}]},
                {'id':'msg_1','type':'message','role':'assistant','status':'completed','content':[{'type':'output_text',
                'text':'It is 42.','annotations':[{'type':'url_citation','url':'https://x.test/ada','title':'On Ada',
                'start_index':0,'end_index':5}],'logprobs':[]}]}],
                'usage':{'input_tokens':3,'output_tokens':4,'total_tokens':7}}"""),
        REFUSAL_AT_OPENAI(MatrixDialect.RESPONSES, "openai-responses", """
                {'id':'resp_1','object':'response','created_at':1,'model':'g-1','status':'completed','output':[
                {'id':'msg_1','type':'message','role':'assistant','status':'completed','content':[{'type':'refusal',
                'refusal':'I would rather not.'}]}],'usage':{'input_tokens':3,'output_tokens':4,'total_tokens':7}}"""),
        SOUND(MatrixDialect.CHAT, "openai-chat", """
                {'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'g-1','choices':[{'index':0,
                'message':{'role':'assistant','content':null,'audio':{'id':'audio_1','data':'UklGRgAAAAA=',
                'transcript':'Hello there.','expires_at':1790000000}},'finish_reason':'stop'}],
                'usage':{'prompt_tokens':3,'completion_tokens':4,'total_tokens':7}}"""),
        WEIGHED(MatrixDialect.CHAT, "openai-chat", """
                {'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'g-1','choices':[{'index':0,
                'message':{'role':'assistant','content':'Hi','annotations':[{'type':'url_citation','url_citation':{
                'url':'https://x.test/ada','title':'On Ada','start_index':0,'end_index':2}}]},'logprobs':{'content':[
                {'token':'Hi','logprob':-0.25,'bytes':[72,105],'top_logprobs':[{'token':'Ho','logprob':-1.5,
                'bytes':[72,111]}]}]},'finish_reason':'stop'}],
                'usage':{'prompt_tokens':3,'completion_tokens':4,'total_tokens':7}}"""),
        CITATIONS_AT_COHERE(MatrixDialect.COHERE, "cohere-chat", """
                {'id':'c1','finish_reason':'COMPLETE','message':{'role':'assistant','content':[{'type':'text',
                'text':'Ada wrote it.'}],'citations':[{'start':0,'end':3,'text':'Ada','type':'TEXT_CONTENT',
                'sources':[{'type':'document','id':'doc:1','document':{'id':'doc:1','title':'On Ada',
                'snippet':'It was Ada'}}]}]},'usage':{'billed_units':{'input_tokens':3,'output_tokens':4},
                'tokens':{'input_tokens':13,'output_tokens':4}}}"""),
        CITATIONS_AT_BEDROCK(MatrixDialect.CONVERSE, "bedrock-converse", """
                {'output':{'message':{'role':'assistant','content':[{'citationsContent':{'content':[{
                'text':'Ada wrote it.'}],'citations':[{'title':'On Ada','sourceContent':[{'text':'It was Ada'}],
                'location':{'documentChar':{'documentIndex':0,'start':1,'end':11}}}]}}]}},'stopReason':'end_turn',
                'usage':{'inputTokens':3,'outputTokens':4,'totalTokens':7},'metrics':{'latencyMs':5}}"""),
        GUARDED_AT_BEDROCK(MatrixDialect.CONVERSE, "bedrock-converse", """
                {'output':{'message':{'role':'assistant','content':[{'text':'Not here.'}]}},
                'stopReason':'guardrail_intervened','usage':{'inputTokens':3,'outputTokens':4,'totalTokens':7},
                'trace':{'guardrail':{'actionReason':'a word of the list'}},'metrics':{'latencyMs':5}}""");

        private final MatrixDialect provider;
        private final String api;
        private final String body;

        Native(MatrixDialect provider, String api, String body) {
            this.provider = provider;
            this.api = api;
            this.body = body.replace('\'', '"');
        }
    }

    static Stream<Arguments> cells() {
        return Stream.of(Native.values())
                .flatMap(answer -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(answer, client)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyLeafIsInTheClientsAnswerOrTold(Native answer, MatrixDialect client) {
        ChatResponse said = answer.provider.read(answer.body.getBytes(StandardCharsets.UTF_8));
        List<Loss> losses = new ArrayList<>();
        JsonNode written = json(new String(client.whole(said, losses), StandardCharsets.UTF_8));
        var leaves = LeafAccounting.leaves(json(answer.body));

        assertThat(table(answer.api, client).missing(leaves, List.of(written, beside(said)), losses))
                .as("%s", losses)
                .isEmpty();
    }

    private static LeafAccounting table(String api, MatrixDialect client) {
        return LeafTables.of(RecordedClient.valueOf(client.name()), api)
                .structural("/choices/*/logprobs/content/*/bytes/*", "the token says them")
                .structural("/choices/*/logprobs/content/*/top_logprobs/*/bytes/*", "the token says them")
                .structural("/choices/*/logprobs/content/*/logprob", "the client's own name for it says it")
                .structural("/choices/*/logprobs/content/*/top_logprobs/*/logprob", "the client's own name says it")
                .structural(
                        "/choices/*/logprobs/content/*/top_logprobs/*/token",
                        "the receipt says what it has no place for")
                .structural("/choices/*/message/annotations/*/type", "where it stands says it")
                .structural("/choices/*/message/annotations/*/url_citation/start_index", "the citation's place says it")
                .structural("/choices/*/message/annotations/*/url_citation/end_index", "the citation's place says it")
                .structural("/content/*/name", "the sealed name says it", "web_search", "bash_code_execution")
                .structural(
                        "/content/*/type",
                        "the part is a toolResponse",
                        "web_search_tool_result",
                        "bash_code_execution_tool_result");
    }

    /// What is kept of the exchange beside the answer: the provider's own words for the usage and for the end.
    private static JsonNode beside(ChatResponse said) {
        var kept = Json.object();
        var usage = Objects.requireNonNull(said.usage()).raw();
        kept.set("usage", usage == null ? Json.object() : usage.node());
        return kept.put("finish", said.choices().getFirst().finish().raw());
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }
}
