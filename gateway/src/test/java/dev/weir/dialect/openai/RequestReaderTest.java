package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RequestReaderTest {
    @Test
    void rolesKeepTheirOrderAndPlace() {
        ChatRequest request = messages("""
                {"role":"developer","content":"d"},{"role":"system","content":"s"},
                {"role":"user","name":"ann","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                {"role":"assistant","content":"c"}""");
        assertThat(request.turns())
                .extracting(Turn::role)
                .containsExactly(Role.DEVELOPER, Role.SYSTEM, Role.USER, Role.ASSISTANT);
        assertThat(request.turns().get(2).name()).isEqualTo("ann");
        assertThat(request.turns().get(2).parts()).containsExactly(new Part.Text("a"), new Part.Text("b"));
        assertThat(request.turns())
                .extracting(Turn::at)
                .containsExactly("/messages/0", "/messages/1", "/messages/2", "/messages/3");
    }

    @Test
    void mediaAreReadFromEveryForm() {
        ChatRequest request = messages("""
                {"role":"user","content":[
                {"type":"image_url","image_url":{"url":"https://x/cat.png","detail":"high"}},
                {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAAA"}},
                {"type":"image_url","image_url":{"url":"data:application/pdf;base64,JVBERi0x"}},
                {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},
                {"type":"file","file":{"file_data":"data:application/pdf;base64,AAA","filename":"a.pdf"}},
                {"type":"file","file":{"file_data":"JVBERi0x"}},
                {"type":"file","file":{"file_id":"file-1"}},
                {"type":"video_url","video_url":{"url":"https://x/y.mp4"}}]}""");
        assertThat(request.turns().getFirst().parts())
                .extracting(part -> {
                    Part.Media media = (Part.Media) part;
                    return List.of(media.kind(), media.source(), String.valueOf(media.mime()));
                })
                .containsExactly(
                        List.of(MediaKind.IMAGE, new Source.Url("https://x/cat.png"), "null"),
                        List.of(MediaKind.IMAGE, new Source.Inline("AAAA"), "image/jpeg"),
                        List.of(MediaKind.DOCUMENT, new Source.Inline("JVBERi0x"), "application/pdf"),
                        List.of(MediaKind.AUDIO, new Source.Inline("AAAA"), "audio/mpeg"),
                        List.of(MediaKind.DOCUMENT, new Source.Inline("AAA="), "application/pdf"),
                        List.of(MediaKind.DOCUMENT, new Source.Inline("JVBERi0x"), "application/pdf"),
                        List.of(MediaKind.DOCUMENT, new Source.FileId("file-1"), "null"),
                        List.of(MediaKind.VIDEO, new Source.Url("https://x/y.mp4"), "null"));
        Marks marks = request.turns().getFirst().parts().getFirst().marks();
        assertThat(marks.extras().at()).isEqualTo("/messages/0/content/0");
        assertThat(marks.extras().fields()).isEqualTo(Map.of("image_url", json("{\"detail\":\"high\"}")));
    }

    @Test
    void toolRoundIsReadWithItsIds() {
        ChatRequest request = messages("""
                {"role":"user","content":"q"},
                {"role":"assistant","content":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"f","arguments":"{ \\"a\\": 1.0 }"}},
                {"id":"c2","type":"custom","custom":{"name":"g","input":"raw"}}]},
                {"role":"tool","tool_call_id":"c2","content":"two"},
                {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"one"}]}""");
        assertThat(request.turns().get(1).parts())
                .containsExactly(
                        new Part.ToolCall("c1", Part.ToolKind.FUNCTION, "f", "{ \"a\": 1.0 }", Marks.NONE),
                        new Part.ToolCall("c2", Part.ToolKind.CUSTOM, "g", "raw", Marks.NONE));
        assertThat(request.turns().get(3).parts())
                .containsExactly(
                        new Part.ToolResult("c1", null, List.of(new Part.Text("one")), Part.Outcome.OK, Marks.NONE));
    }

    @Test
    void deprecatedFunctionsAreCallsToo() {
        ChatRequest request = request("""
                "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"},
                "messages":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
                {"role":"function","name":"f","content":"5"}]""");
        Part.ToolCall call = (Part.ToolCall) request.turns().getFirst().parts().getFirst();
        Part.ToolResult result =
                (Part.ToolResult) request.turns().get(1).parts().getFirst();
        assertThat(result.callId()).isEqualTo(call.id());
        assertThat(request.tools().choice()).isEqualTo(new ToolChoice.Named(Part.ToolKind.FUNCTION, "f"));
    }

    @Test
    void reasoningDetailsBecomeThoughtsWithTheirSeals() {
        Turn turn = messages("""
                {"role":"assistant","content":"ok","reasoning":"full","reasoning_details":[
                {"type":"reasoning.text","text":"full","signature":"s1","format":"anthropic-claude-v1","index":0},
                {"type":"reasoning.encrypted","data":"e1","format":"anthropic-claude-v1","index":1},
                {"type":"reasoning.summary","summary":"sum","format":"openai-responses-v1","index":2},
                {"type":"reasoning.encrypted","data":"e2","format":"openai-responses-v1","index":2},
                {"type":"reasoning.encrypted","data":"e3","format":"google-gemini-v1","index":3,"id":"c1"}],
                "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"5"}""").turns().getFirst();
        assertThat(turn.parts())
                .containsExactly(
                        new Part.Thought("full", Form.FULL, Marks.of(new Seal("anthropic", "s1"))),
                        new Part.Thought("", Form.REDACTED, Marks.of(new Seal("anthropic", "e1"))),
                        new Part.Thought("sum", Form.SUMMARY, Marks.of(new Seal("openai", "e2"))),
                        new Part.Text("ok"),
                        new Part.ToolCall("c1", Part.ToolKind.FUNCTION, "f", "{}", Marks.of(new Seal("google", "e3"))));
        // It says something else than the details do, so it stays where it can be seen.
        assertThat(turn.marks().extras().fields()).containsOnlyKeys("reasoning");
    }

    @Test
    void piecesOfAStreamThatAClientEchoesAreOneThought() {
        Turn turn = messages("""
                {"role":"assistant","content":"ok","reasoning_details":[
                {"type":"reasoning.text","text":"a","format":"anthropic-claude-v1","index":0},
                {"type":"reasoning.text","text":"b","format":"anthropic-claude-v1","index":0},
                {"type":"reasoning.text","signature":"s","format":"anthropic-claude-v1","index":0}]}""").turns().getFirst();
        assertThat(turn.parts().getFirst())
                .isEqualTo(new Part.Thought("ab", Form.FULL, Marks.of(new Seal("anthropic", "s"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "reasoning_content":"t"                                                      | -
            "reasoning":"t"                                                              | -
            "reasoning":"t","reasoning_content":"t"                                      | -
            "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}]       | s
            "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],"reasoning_content":"t" | s
            """)
    void otherFormsOfReasoningSayTheSame(String fields, String signature) {
        Turn turn = messages("{\"role\":\"assistant\",\"content\":\"ok\"," + fields + "}")
                .turns()
                .getFirst();
        Seal seal = signature.equals("-") ? null : new Seal("anthropic", signature);
        assertThat(turn.parts()).containsExactly(new Part.Thought("t", Form.FULL, Marks.of(seal)), new Part.Text("ok"));
        assertThat(turn.marks().extras().isEmpty()).isTrue();
    }

    @Test
    void googlesSignaturesStandOnCallAndText() {
        Turn turn = messages("""
                {"role":"assistant","content":"ok","extra_content":{"google":{"thought_signature":"t1"}},
                "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},
                "extra_content":{"google":{"thought_signature":"t2"}}}]},
                {"role":"tool","tool_call_id":"c1","content":"5"}""").turns().getFirst();
        assertThat(turn.parts().getFirst().marks().seal()).isEqualTo(new Seal("google", "t1"));
        assertThat(turn.parts().get(1).marks().seal()).isEqualTo(new Seal("google", "t2"));
        assertThat(turn.marks().extras().isEmpty()).isTrue();
        assertThat(turn.parts().get(1).marks().extras().isEmpty()).isTrue();
    }

    @Test
    void cacheMarksAreReadWhereverTheyStand() {
        ChatRequest request = request("""
                "messages":[{"role":"system","content":"s","cache_control":{"type":"ephemeral"}},
                {"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},
                {"type":"text","text":"b","prompt_cache_breakpoint":{"mode":"explicit","ttl":"30m"}}]}],
                "tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral","ttl":"5m"}}]""");
        assertThat(request.turns().getFirst().marks().cache()).isEqualTo(new CacheMark(null));
        assertThat(request.turns().get(1).parts())
                .extracting(part -> part.marks().cache())
                .containsExactly(new CacheMark(Duration.ofHours(1)), new CacheMark(Duration.ofMinutes(30)));
        assertThat(request.tools().tools().getFirst().marks().cache()).isEqualTo(new CacheMark(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            "reasoning_effort":"high"                                          | -        | HIGH | -    | -
            "reasoning_effort":"none"                                          | -        | NONE | -    | -
            "reasoning":{"effort":"low","exclude":true}                        | -        | LOW  | -    | false
            "reasoning":{"max_tokens":2000}                                    | BUDGET   | -    | 2000 | -
            "reasoning":{"enabled":true}                                       | ADAPTIVE | -    | -    | -
            "reasoning":{"enabled":false}                                      | OFF      | -    | -    | -
            "thinking":{"type":"enabled","budget_tokens":1024}                 | BUDGET   | -    | 1024 | -
            "thinking":{"type":"enabled"}                                      | ADAPTIVE | -    | -    | -
            "thinking":{"type":"adaptive"},"reasoning_effort":"max"            | ADAPTIVE | MAX  | -    | -
            "thinking":{"type":"disabled"}                                     | OFF      | -    | -    | -
            "extra_body":{"google":{"thinking_config":{"thinking_budget":512,"include_thoughts":true}}} | BUDGET | - | 512 | true
            """)
    void reasoningIsReadInEveryonesWords(
            String fields,
            @Nullable Mode mode,
            @Nullable Effort effort,
            @Nullable Integer budget,
            @Nullable Boolean shown) {
        ChatRequest request = request("\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]," + fields);
        assertThat(request.reasoning()).isEqualTo(new Reasoning(mode, effort, budget, shown));
        assertThat(request.extras().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"web_search_20250305","name":"web_search","max_uses":3} | WEB_SEARCH     | anthropic-messages
            {"type":"web_fetch_20250910","name":"web_fetch"}                | WEB_FETCH      | anthropic-messages
            {"type":"code_execution_20250825","name":"code_execution"}      | CODE_EXECUTION | anthropic-messages
            {"type":"bash_20250124","name":"bash"}                          | OTHER          | anthropic-messages
            {"google_search":{}}                                            | WEB_SEARCH     | gemini
            {"googleSearch":{"timeRangeFilter":{}}}                         | WEB_SEARCH     | gemini
            {"code_execution":{}}                                           | CODE_EXECUTION | gemini
            {"url_context":{}}                                              | WEB_FETCH      | gemini
            {"type":"web_search","search_context_size":"low"}               | WEB_SEARCH     | openai-responses
            {"type":"web_search_preview_2025_03_11"}                        | WEB_SEARCH     | openai-responses
            {"type":"code_interpreter","container":{"type":"auto"}}         | CODE_EXECUTION | openai-responses
            {"type":"file_search","vector_store_ids":["v"]}                 | FILE_SEARCH    | openai-responses
            {"type":"browser_search"}                                       | WEB_SEARCH     | openai-chat
            """)
    void hostedToolsAreKnownInTheirProvidersWords(String tool, Tool.Hosted.Kind kind, String dialect) {
        ChatRequest request = request("\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"tools\":[" + tool + "]");
        assertThat(request.tools().tools()).containsExactly(new Tool.Hosted(kind, dialect, json(tool), Marks.NONE));
    }

    @Test
    void webSearchOptionsAreAHostedTool() {
        ChatRequest request = request(
                "\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"web_search_options\":{\"search_context_size\":\"low\"}");
        assertThat(request.tools().tools())
                .containsExactly(new Tool.Hosted(
                        Tool.Hosted.Kind.WEB_SEARCH,
                        "openai-chat",
                        json("{\"search_context_size\":\"low\"}"),
                        Marks.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "auto"                                                | Auto[]
            "none"                                                | None[]
            "required"                                            | Required[]
            "any"                                                 | Required[]
            {"type":"function","function":{"name":"f"}}           | Named[kind=FUNCTION, name=f]
            {"type":"custom","custom":{"name":"g"}}               | Named[kind=CUSTOM, name=g]
            {"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}} | Allowed[mode=REQUIRED, names=[f]]
            """)
    void toolChoiceIsReadInAllItsForms(String choice, String expected) {
        ChatRequest request = request("""
                "messages":[{"role":"user","content":"q"}],
                "tools":[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"g"}}],
                "tool_choice":""" + choice);
        assertThat(request.tools().choice()).hasToString(expected);
    }

    @Test
    void settingsAreReadAndTheRestIsKept() {
        ChatRequest request = request("""
                "messages":[{"role":"user","content":"q"}],"max_tokens":5,"max_completion_tokens":5,"n":2,
                "stop":"END","logprobs":true,"seed":7,"top_k":40,"stream":true,
                "stream_options":{"include_usage":true,"include_obfuscation":true},
                "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}},
                "service_tier":"flex","metadata":{"a":"b"},"user":null""");
        assertThat(request.bounds()).isEqualTo(new Bounds(5, List.of("END"), 2, 0));
        assertThat(request.delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
        assertThat(request.sampling().seed()).isEqualTo(7);
        assertThat(request.sampling().topK()).isEqualTo(40);
        assertThat(request.output())
                .isEqualTo(new OutputShape.JsonSchema("s", null, json("{\"type\":\"object\"}"), true));
        assertThat(request.extras().fields())
                .isEqualTo(Map.of(
                        "service_tier", json("\"flex\""),
                        "metadata", json("{\"a\":\"b\"}"),
                        "stream_options", json("{\"include_obfuscation\":true}")));
    }

    @Test
    void aCallWithoutANameThatAHostWroteIsNoCall() {
        ChatRequest request = messages("""
                {"role":"user","content":"q"},
                {"role":"assistant","content":"a","function_call":{"name":"","arguments":""}},
                {"role":"user","content":"and?"}""");
        assertThat(request.turns()).hasSize(3);
        assertThat(request.turns().get(1).parts()).containsExactly(new Part.Text("a"));
    }

    private static ChatRequest messages(String messages) {
        return request("\"messages\":[" + messages + "]");
    }

    private static ChatRequest request(String fields) {
        byte[] body = ("{\"model\":\"m\"," + fields + "}").getBytes(StandardCharsets.UTF_8);
        Decoded decoded = new ChatClientCodec().decode(body, Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }
}
