package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
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
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What a request means, free of its dialect.
class RequestReaderTest {
    static List<Recording> requests() {
        return Traffic.requests();
    }

    /// A request that leans on nothing kept elsewhere, and is answered at once, is taken, and none of its leaves is
    /// forgotten.
    @ParameterizedTest
    @MethodSource("requests")
    void everyRecordedRequestIsTaken(Recording recording) {
        JsonNode body = Objects.requireNonNull(recording.request());
        Decoded decoded = new ResponsesClientCodec().decode(Json.bytes(body), Asked.NOTHING);
        if (body.hasNonNull("previous_response_id") || body.path("background").asBoolean(false)) {
            assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
            return;
        }
        assertThat(decoded).as(Json.text(body)).isInstanceOf(Decoded.Accepted.class);
    }

    @Test
    void aTextIsTheUsersTurnAndInstructionsStandBeforeIt() {
        ChatRequest request = read("""
                {"model":"m","instructions":"be brief","input":"hi","stream":true,"max_output_tokens":9,
                 "temperature":0.5,"top_p":0.9}""");
        assertThat(request.turns()).extracting(Turn::role).containsExactly(Role.SYSTEM, Role.USER);
        assertThat(request.turns().getFirst().at()).isEqualTo("/instructions");
        assertThat(request.delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
        assertThat(request.bounds().maxOutputTokens()).isEqualTo(9);
        assertThat(request.sampling().temperature()).isEqualTo(0.5);
        assertThat(request.extras().isEmpty()).isTrue();
    }

    @Test
    void whatAModelWroteInOneGoIsOneTurn() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]},
                  {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"gAAA"},
                  {"type":"message","id":"msg_1","role":"assistant","status":"completed","phase":"commentary",
                   "content":[{"type":"output_text","text":"let me see","annotations":[]}]},
                  {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{\\"x\\": 1}","status":"completed"},
                  {"type":"custom_tool_call","call_id":"c2","name":"g","input":"free"},
                  {"type":"function_call_output","call_id":"c1","output":"1"},
                  {"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]}]}""");
        assertThat(request.turns())
                .extracting(Turn::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        Turn said = request.turns().get(1);
        assertThat(said.parts())
                .hasExactlyElementsOfTypes(
                        Part.Thought.class, Part.Text.class, Part.ToolCall.class, Part.ToolCall.class);
        assertThat(said.parts().getFirst().marks().seal()).isEqualTo(new Seal("openai", "gAAA"));
        assertThat(said.marks().extras().fields()).containsOnlyKeys("phase");
        assertThat(said.at()).isEqualTo("/input/2");
        assertThat(said.parts().get(2)).isInstanceOfSatisfying(Part.ToolCall.class, call -> {
            assertThat(call.id()).isEqualTo("c1");
            assertThat(call.input()).isEqualTo("{\"x\": 1}");
        });
        assertThat(said.parts().get(3))
                .isInstanceOfSatisfying(
                        Part.ToolCall.class, call -> assertThat(call.kind()).isEqualTo(Part.ToolKind.CUSTOM));
    }

    @Test
    void aSecondMessageBeginsASecondTurnAndTakesTheThoughtBeforeItAlong() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":"a"},
                  {"role":"assistant","content":"one","phase":"commentary"},
                  {"type":"reasoning","summary":[],"encrypted_content":"gAAA"},
                  {"role":"assistant","content":"two","phase":"final_answer"}]}""");
        assertThat(request.turns()).extracting(Turn::role).containsExactly(Role.USER, Role.ASSISTANT, Role.ASSISTANT);
        assertThat(request.turns().get(2).parts()).hasExactlyElementsOfTypes(Part.Thought.class, Part.Text.class);
    }

    @Test
    void sealsOfOtherProvidersGoBackToWhatTheySeal() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":"a"},
                  {"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}],
                   "encrypted_content":"weir-seal:anthropic::EpgC:x"},
                  {"type":"reasoning","summary":[],"encrypted_content":"weir-seal:anthropic::hidden"},
                  {"role":"assistant","content":[{"type":"output_text","text":"t"}]},
                  {"type":"reasoning","summary":[],"encrypted_content":"weir-seal:google:text:T1"},
                  {"type":"function_call","call_id":"c:1","name":"f","arguments":"{}"},
                  {"type":"reasoning","summary":[],"encrypted_content":"weir-seal:google:call=c%3A1:S1"},
                  {"type":"function_call_output","call_id":"c:1","output":"1"}]}""");
        List<Part> parts = request.turns().get(1).parts();
        assertThat(parts)
                .hasExactlyElementsOfTypes(
                        Part.Thought.class, Part.Thought.class, Part.Text.class, Part.ToolCall.class);
        assertThat(parts)
                .extracting(part -> part.marks().seal())
                .containsExactly(
                        new Seal("anthropic", "EpgC:x"),
                        new Seal("anthropic", "hidden"),
                        new Seal("google", "T1"),
                        new Seal("google", "S1"));
        assertThat(((Part.Thought) parts.get(0)).form()).isEqualTo(Form.FULL);
        assertThat(((Part.Thought) parts.get(1)).form()).isEqualTo(Form.REDACTED);
    }

    @Test
    void whatAProviderRanItselfIsNoCallOfTheClients() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":"a"},
                  {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},
                  {"type":"code_interpreter_call","id":"ci_1","status":"completed","code":"1+1","container_id":"cntr",
                   "outputs":[{"type":"logs","logs":"2"}]},
                  {"type":"image_generation_call","id":"ig_1","status":"completed","result":"AAAA"},
                  {"type":"mcp_list_tools","id":"mcpl_1","server_label":"s","tools":[]},
                  {"type":"compaction","id":"cmp_1","encrypted_content":"x"},
                  {"role":"user","content":"b"}]}""");
        assertThat(request.turns().get(1).parts())
                .hasExactlyElementsOfTypes(
                        Part.HostedCall.class,
                        Part.HostedCall.class,
                        Part.HostedResult.class,
                        Part.Media.class,
                        Part.Foreign.class,
                        Part.Foreign.class);
    }

    @Test
    void toolsAreFlatAndThoseOfANamespaceKeepItsName() {
        ChatRequest request = read("""
                {"model":"m","input":"a","parallel_tool_calls":false,"tools":[
                  {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
                  {"type":"custom","name":"g","format":{"type":"grammar","syntax":"regex","definition":"a+"}},
                  {"type":"namespace","name":"crm","description":"all of it","tools":[
                    {"type":"function","name":"find","defer_loading":true,"parameters":{"type":"object"}}]},
                  {"type":"web_search","search_context_size":"low"},
                  {"type":"code_interpreter","container":{"type":"auto"}}],
                 "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]}}""");
        assertThat(request.tools().tools())
                .hasExactlyElementsOfTypes(
                        Tool.Function.class,
                        Tool.Custom.class,
                        Tool.Function.class,
                        Tool.Hosted.class,
                        Tool.Hosted.class);
        Extras extras = request.tools().tools().get(2).marks().extras();
        assertThat(extras.at()).isEqualTo("/tools/2/tools/0");
        assertThat(extras.fields()).containsOnlyKeys("defer_loading", "namespace");
        assertThat(request.tools().choice()).isEqualTo(new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, List.of("f")));
        assertThat(request.tools().parallel()).isFalse();
        assertThat(request.extras().isEmpty()).isTrue();
    }

    @Test
    void toolsThatWereFoundOnTheWayAreTools() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":"a"},
                  {"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"late"}]},
                  {"type":"tool_search_output","call_id":null,"execution":"server","status":"completed",
                   "tools":[{"type":"function","name":"found","defer_loading":true}]},
                  {"role":"user","content":"b"}]}""");
        assertThat(request.tools().tools())
                .extracting(tool -> ((Tool.Function) tool).name())
                .containsExactly("late", "found");
    }

    @Test
    void reasoningShapeAndLogprobsAreRead() {
        ChatRequest request = read("""
                {"model":"m","input":"a","reasoning":{"effort":"xhigh","summary":"auto"},
                 "include":["reasoning.encrypted_content","message.output_text.logprobs"],"top_logprobs":3,
                 "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}},
                 "service_tier":"flex","metadata":{"k":"v"},"store":false,"truncation":"disabled"}""");
        assertThat(request.reasoning()).isEqualTo(new Reasoning(null, Reasoning.Effort.XHIGH, null, true));
        assertThat(request.bounds().topLogprobs()).isEqualTo(3);
        assertThat(request.output()).isInstanceOf(OutputShape.JsonSchema.class);
        assertThat(request.extras().fields()).containsOnlyKeys("service_tier", "metadata", "text");
    }

    @Test
    void aResultWithoutAnIdAnswersTheCallOfItsName() {
        ChatRequest request = read("""
                {"model":"m","input":[
                  {"role":"user","content":"a"},
                  {"type":"function_call","call_id":"c1","name":"f","namespace":"n","arguments":"{}"},
                  {"type":"function_call_output","name":"f","namespace":"n","output":"1"}]}""");
        assertThat(((Part.ToolResult) request.turns().get(2).parts().getFirst()).callId())
                .isEqualTo("c1");
    }

    @Test
    void mediaKeepTheirKindAndTheirPlace() {
        ChatRequest request = read("""
                {"model":"m","input":[{"role":"user","content":[
                  {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"high"},
                  {"type":"input_image","file_id":"file_1","detail":"auto"},
                  {"type":"input_file","file_url":"https://x/y.pdf"},
                  {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}]}]}""");
        List<Part> parts = request.turns().getFirst().parts();
        assertThat(parts).hasOnlyElementsOfType(Part.Media.class);
        assertThat(parts)
                .extracting(part -> ((Part.Media) part).kind())
                .containsExactly(
                        Part.MediaKind.IMAGE, Part.MediaKind.IMAGE, Part.MediaKind.DOCUMENT, Part.MediaKind.DOCUMENT);
        assertThat(parts.getFirst().marks().extras().fields()).containsOnlyKeys("detail");
        assertThat(parts.get(1).marks().extras().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"input":"a"}                                                        | model | missing_required_parameter
            {"model":"m"}                                                        | input | missing_required_parameter
            {"model":"m","input":[]}                                             | input | empty_array
            {"model":"m","input":7}                                              | input | invalid_type
            {"model":"m","input":[{"role":"boss","content":"a"}]}                | input[0].role | invalid_value
            {"model":"m","input":[{"role":"user"}]}                              | input[0].content | missing_required_parameter
            {"model":"m","input":[{"role":"user","content":[{"type":"text","text":"a"}]}]} | input[0].content[0].type | invalid_value
            {"model":"m","input":"a","temperature":3}                            | temperature | decimal_above_max_value
            {"model":"m","input":"a","tools":[{"type":"function"}]}              | tools[0].name | missing_required_parameter
            {"model":"m","input":"a","tools":[{"type":"hammer"}]}                | tools[0].type | invalid_value
            {"model":"m","input":"a","tool_choice":"required"}                   | tool_choice | null
            {"model":"m","input":"a","reasoning":{"effort":"huge"}}              | reasoning.effort | invalid_value
            {"model":"m","input":"a","text":{"format":{"type":"json_schema"}}}   | text.format.name | missing_required_parameter
            {"model":"m","input":[{"type":"function_call_output","call_id":"c","output":"x"}]} | input | null
            {"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]} | input | null
            {"model":"m","input":"a","previous_response_id":"resp_1"}            | previous_response_id | previous_response_not_found
            {"model":"m","conversation":"conv_1"}                                | conversation | unsupported_parameter
            """)
    void wrongRequestsAreRejectedInTheOfficialWords(String body, String param, String code) {
        Decoded decoded = new ResponsesClientCodec().decode(body.getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        Failure failure = ((Decoded.Rejected) decoded).failure();
        assertThat(failure).isInstanceOfSatisfying(Failure.BadRequest.class, wrong -> {
            assertThat(String.valueOf(wrong.param())).isEqualTo(param);
            assertThat(String.valueOf(wrong.code())).isEqualTo(code);
        });
    }

    @Test
    void aReferenceToAnItemThatIsKeptNowhereIsNotFound() {
        Decoded decoded = new ResponsesClientCodec()
                .decode(
                        "{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        Asked.NOTHING);
        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> assertThat(rejected.failure()).isInstanceOf(Failure.NotFound.class));
    }

    private static ChatRequest read(String body) {
        Decoded decoded = new ResponsesClientCodec().decode(body.getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }
}
