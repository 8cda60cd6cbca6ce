package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Places;
import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static Answer read(String body) {
        return new MessagesProviderCodec().decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static ChatResponse message(String content, String rest) {
        Answer answer =
                read("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                        + content + ",\"stop_reason\":\"end_turn\"" + rest + "}");
        return ((Answer.Whole) answer).response();
    }

    private static Part first(String content) {
        return message(content, "").choices().getFirst().parts().getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,COMPLETE",
        "stop_sequence,STOP_SEQUENCE",
        "max_tokens,MAX_TOKENS",
        "tool_use,TOOL_CALLS",
        "refusal,REFUSED",
        "pause_turn,PAUSED",
        "compaction,PAUSED",
        "model_context_window_exceeded,CONTEXT_FULL",
        "tired,OTHER"
    })
    void everyStopReasonHasItsMeaning(String word, Stop stop) {
        Answer answer = read("{\"content\":[],\"stop_reason\":\"" + word + "\",\"stop_sequence\":\"X\"}");
        var finish = ((Answer.Whole) answer).response().choices().getFirst().finish();
        assertThat(finish.stop()).isEqualTo(stop);
        assertThat(finish.raw()).isEqualTo(word);
        assertThat(finish.matched()).isEqualTo("X");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'char_location','cited_text':'q','document_index':0,'document_title':'T','start_char_index':0,'end_char_index':9}||T|start_char_index",
                "{'type':'page_location','cited_text':'q','document_index':0,'document_title':'T','start_page_number':1,'end_page_number':2}||T|end_page_number",
                "{'type':'content_block_location','cited_text':'q','document_index':1,'document_title':'T','start_block_index':0,'end_block_index':1}||T|document_index",
                "{'type':'web_search_result_location','cited_text':'q','url':'https://x','title':'T','encrypted_index':'E'}|https://x|T|encrypted_index",
                "{'type':'search_result_location','cited_text':'q','source':'https://y','title':'T','search_result_index':0}|https://y|T|search_result_index"
            })
    void citationsStandOnTheirWords(String citation, String url, String title, String extra) {
        Part.Text text = (Part.Text)
                first("[{\"type\":\"text\",\"text\":\"w\",\"citations\":[" + citation.replace('\'', '"') + "]}]");
        Annotation annotation = text.annotations().getFirst();
        assertThat(annotation.quote()).isEqualTo("q");
        assertThat(annotation.url()).isEqualTo(url);
        assertThat(annotation.title()).isEqualTo(title);
        assertThat(annotation.span()).isNull();
        assertThat(annotation.extras().at()).isEqualTo("/content/0/citations/0");
        assertThat(annotation.extras().fields()).containsKeys("type", extra);
    }

    @Test
    void hostedCallsAreNeverCallsOfTheClient() {
        var parts = message("""
                        [{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}},
                         {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"unavailable"}},
                         {"type":"mcp_tool_use","id":"mcptoolu_1","name":"ask","server_name":"s","input":{}},
                         {"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"t"}]}]""", "").choices().getFirst().parts();
        assertThat(parts).noneMatch(Part.ToolCall.class::isInstance);
        assertThat(((Part.HostedCall) parts.get(0)).input()).isEqualTo("{\"query\":\"x\"}");
        assertThat(((Part.HostedResult) parts.get(1)).outcome()).isEqualTo(Part.Outcome.ERROR);
        assertThat(parts.get(2).marks().extras().fields()).containsKey("server_name");
        assertThat(((Part.HostedResult) parts.get(3)).outcome()).isEqualTo(Part.Outcome.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"container_upload\",\"file_id\":\"f\"}",
                "{\"type\":\"fallback\",\"from\":{\"model\":\"a\"},\"to\":{\"model\":\"b\"}}",
                "{\"type\":\"compaction\",\"content\":\"c\"}",
                "{\"type\":\"dream\"}",
                "{\"text\":\"no type\"}",
                "{\"type\":\"text\"}",
                "{\"type\":\"tool_use\",\"name\":\"no id\"}",
                "{\"type\":\"x_tool_result\",\"content\":1}",
                "\"words\"",
                "7"
            })
    void whatIsNotUnderstoodIsForeignAndWhole(String block) {
        assertThat(Places.forget(first("[" + block + "]")))
                .isEqualTo(new Part.Foreign(MessagesProviderCodec.DIALECT, Streams.JSON.readTree(block), Marks.NONE));
    }

    @Test
    void usageIsDisjoint() {
        Usage usage = Objects.requireNonNull(message("[]", """
                ,"usage":{"input_tokens":100,"cache_creation_input_tokens":30,"cache_read_input_tokens":50,
                 "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
                 "output_tokens":40,"output_tokens_details":{"thinking_tokens":15}}""").usage());
        assertThat(usage.input()).isEqualTo(new Usage.Input(100, 50, 10, 20, 0, 0));
        assertThat(usage.output()).isEqualTo(new Usage.Output(25, 15, 0, 0));
        assertThat(usage.total()).isEqualTo(220);
    }

    @Test
    void aCompactionIsCountedBesideTheSumsAndAnAdvisorIsNot() {
        Usage usage = Objects.requireNonNull(message("[]", """
                ,"usage":{"input_tokens":100,"output_tokens":40,"iterations":[
                 {"type":"compaction","input_tokens":1000,"output_tokens":300,"cache_read_input_tokens":7},
                 {"type":"advisor_message","input_tokens":2000,"output_tokens":30,"model":"other"},
                 {"type":"message","input_tokens":100,"output_tokens":40}]}""").usage());
        assertThat(usage.input()).isEqualTo(new Usage.Input(1100, 7, 0, 0, 0, 0));
        assertThat(usage.output().total()).isEqualTo(340);
    }

    @Test
    void usageThatCannotBeReadIsAbsentAndKept() {
        ChatResponse response = message("[]", ",\"usage\":{\"input_tokens\":\"many\"}");
        assertThat(response.usage()).isNull();
        assertThat(response.extras().getFirst().fields()).containsKey("usage");
        assertThat(message("[]", "").usage()).isNull();
    }

    @Test
    void fieldsThatNobodyKnowsAreKeptWithTheirPointers() {
        ChatResponse response = message(
                "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"left_click\",\"toolset_name\":\"computer\",\"input\":{}}]",
                ",\"container\":{\"id\":\"c\"},\"diagnostics\":{},\"context_management\":{\"applied_edits\":[1]}");
        var call = (Part.ToolCall) response.choices().getFirst().parts().getFirst();
        assertThat(call.marks().extras().at()).isEqualTo("/content/0");
        assertThat(call.marks().extras().fields()).containsKey("toolset_name");
        assertThat(response.extras().getFirst().fields()).containsOnlyKeys("container", "context_management");
    }

    @Test
    void anErrorInA200IsAFailure() {
        assertThat(read("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"))
                .isEqualTo(new Answer.Failed(new Failure.Overloaded("Overloaded", null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"content\":\"text\"}", "null"})
    void whatIsNoAnswerIsAFailure(String body) {
        assertThat(read(body)).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void thoughtsBearTheSealOfWhoeverSignedThem() {
        byte[] body =
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}],\"stop_reason\":\"end_turn\"}"
                        .getBytes(StandardCharsets.UTF_8);
        Answer answer = new MessagesProviderCodec("minimax").decode(body);
        Part part =
                ((Answer.Whole) answer).response().choices().getFirst().parts().getFirst();
        assertThat(Objects.requireNonNull(part.marks().seal()).issuer()).isEqualTo("minimax");
    }
}
