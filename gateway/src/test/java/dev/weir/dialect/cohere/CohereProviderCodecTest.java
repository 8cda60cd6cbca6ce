package dev.weir.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is sent to Cohere, and what is read of its answers.
class CohereProviderCodecTest {
    private static final CohereProviderCodec CODEC = new CohereProviderCodec();
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}";

    private static final String PLAN = """
            data: {"id":"m1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":""}}}

            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will "}}}

            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"look."}}}

            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"f_1","type":"function",\
            "function":{"name":"f","arguments":""}}}}}

            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\":1}"}}}}}

            data: {"type":"tool-call-end","index":0}

            data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"g_2","type":"function",\
            "function":{"name":"g","arguments":"{}"}}}}}

            data: {"type":"tool-call-end","index":1}

            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":9,\
            "output_tokens":4},"tokens":{"input_tokens":900,"output_tokens":30},"cached_tokens":800}}}

            """;
    private static final String PLANNED = """
            {"id":"m1","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"I will look.","tool_calls":[
             {"id":"f_1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
             {"id":"g_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
             "usage":{"billed_units":{"input_tokens":9,"output_tokens":4},"tokens":{"input_tokens":900,"output_tokens":30},
             "cached_tokens":800}}""";

    private static final String CITED = """
            data: {"id":"m2","type":"message-start","delta":{"message":{"role":"assistant"}}}

            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}

            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"hm"}}}}

            data: {"type":"content-end","index":0}

            data: {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}

            data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"\uD83D\uDE00 It is "}}},\
            "logprobs":{"text":"x","token_ids":[7],"logprobs":[-0.5]}}

            data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"sunny."}}}}

            data: {"type":"content-end","index":1}

            data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":8,"end":13,"text":"sunny",\
            "sources":[{"type":"document","id":"d:0","document":{"url":"https://w/x","title":"Weather"}}],"type":"TEXT_CONTENT"}}}}

            data: {"type":"citation-end","index":0}

            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":3.0,"output_tokens":2.0}}}}

            """;

    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), null, "/messages/0", Marks.NONE);
    }

    private static ChatRequest request(ToolSet tools, Reasoning reasoning, OutputShape output, Turn... turns) {
        return new ChatRequest(
                "command-a",
                List.of(turns),
                tools,
                Sampling.NONE,
                Bounds.NONE,
                reasoning,
                output,
                Delivery.WHOLE,
                Extras.NONE);
    }

    private static ChatRequest request(Turn... turns) {
        return request(ToolSet.NONE, Reasoning.NONE, new OutputShape.Free(), turns);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    private static Encoded encoded(ChatRequest request) {
        return CODEC.encode(request, Traits.UNKNOWN);
    }

    private static List<String> lost(Encoded encoded) {
        return encoded.losses().stream().map(Loss::path).toList();
    }

    @Test
    void conversationWithToolsGoesInCoheresWords() {
        Encoded encoded = encoded(request(
                turn(Role.DEVELOPER, new Part.Text("be brief")),
                turn(
                        Role.USER,
                        new Part.Text("what is this?"),
                        new Part.Media(
                                Part.MediaKind.IMAGE, new Part.Source.Inline("AAAA"), "image/jpeg", null, Marks.NONE)),
                turn(
                        Role.ASSISTANT,
                        new Part.Thought("I will look.", Part.Thought.Form.SUMMARY, Marks.NONE),
                        new Part.ToolCall("c1", Part.ToolKind.FUNCTION, "f", "{\"a\": 1}", Marks.NONE),
                        new Part.ToolCall("c2", Part.ToolKind.FUNCTION, "g", "", Marks.NONE)),
                turn(
                        Role.TOOL,
                        new Part.ToolResult(
                                "c1",
                                null,
                                List.of(new Part.Media(
                                        Part.MediaKind.DOCUMENT,
                                        new Part.Source.Words("{\"k\":[1]}"),
                                        "application/json",
                                        null,
                                        Marks.NONE)),
                                Part.Outcome.OK,
                                Marks.NONE),
                        new Part.ToolResult(
                                "c2", null, List.of(new Part.Text("none")), Part.Outcome.ERROR, Marks.NONE))));
        assertThat(encoded.body().get("messages")).isEqualTo(json("""
                [{'role':'system','content':'be brief'},
                 {'role':'user','content':[{'type':'text','text':'what is this?'},
                  {'type':'image_url','image_url':{'url':'data:image/jpeg;base64,AAAA'}}]},
                 {'role':'assistant','tool_plan':'I will look.','tool_calls':[
                  {'id':'c1','type':'function','function':{'name':'f','arguments':'{\\"a\\": 1}'}},
                  {'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},
                 {'role':'tool','tool_call_id':'c1','content':[{'type':'document','document':{'data':{'k':[1]}}}]},
                 {'role':'tool','tool_call_id':'c2','content':'none'}]"""));
        assertThat(lost(encoded)).containsExactly("/messages/0/is_error");
    }

    @Test
    void documentsInTheTurnsBecomeTheRequestsDocuments() {
        Encoded encoded = encoded(request(turn(
                Role.USER,
                new Part.Text("who?"),
                new Part.Media(
                        Part.MediaKind.DOCUMENT, new Part.Source.Words("It was Ada."), null, "notes", Marks.NONE),
                new Part.Media(
                        Part.MediaKind.DOCUMENT,
                        new Part.Source.Inline("AAAA"),
                        "application/pdf",
                        null,
                        Marks.NONE))));
        assertThat(encoded.body().get("documents"))
                .isEqualTo(json("[{'data':{'text':'It was Ada.','title':'notes'}}]"));
        assertThat(lost(encoded)).containsExactly("/messages/0");
    }

    @Test
    void thoughtsThatAnotherProviderSealedStayBehind() {
        Encoded encoded = encoded(request(turn(
                Role.ASSISTANT,
                new Part.Thought("sealed", Part.Thought.Form.FULL, Marks.of(new Seal("anthropic", "s"))),
                new Part.Thought("plain", Part.Thought.Form.FULL, Marks.NONE),
                new Part.Text("hi"))));
        assertThat(encoded.body().at("/messages/0/content"))
                .isEqualTo(json("[{'type':'thinking','thinking':'plain'},{'type':'text','text':'hi'}]"));
        assertThat(lost(encoded)).containsExactly("/messages/0");
    }

    @Test
    void namedToolIsTheOnlyOneAndRequired() {
        Tool f = new Tool.Function("f", "does f", Json.readOrNull(SCHEMA), true, Marks.NONE);
        Tool g = new Tool.Function("g", null, null, null, Marks.NONE);
        ToolSet set = new ToolSet(List.of(f, g), new ToolChoice.Named(Part.ToolKind.FUNCTION, "f"), false);
        Encoded encoded = encoded(request(set, Reasoning.NONE, new OutputShape.Free(), turn(Role.USER)));
        assertThat(encoded.body().get("tools")).isEqualTo(json("""
                [{'type':'function','function':{'name':'f','description':'does f',
                  'parameters':{'type':'object','properties':{'a':{'type':'integer'}}}}}]"""));
        assertThat(encoded.body().get("tool_choice").stringValue()).isEqualTo("REQUIRED");
        assertThat(encoded.body().get("strict_tools").booleanValue()).isTrue();
        assertThat(lost(encoded)).containsExactly("/tools/1", "/parallel_tool_calls");
    }

    @Test
    void settingsOutOfBoundsAreBroughtInAndTold() {
        ChatRequest asked = new ChatRequest(
                "m",
                List.of(turn(Role.USER, new Part.Text("hi"))),
                ToolSet.NONE,
                new Sampling(0.7, 1.0, 40, -0.5, 0.5, 7L, null),
                new Bounds(9, List.of("a", "b", "c", "d", "e", "f"), 2, 3),
                new Reasoning(Reasoning.Mode.BUDGET, null, 500, null),
                new OutputShape.JsonSchema(null, null, json("{'type':'object'}"), null),
                Delivery.STREAM,
                new Extras("openai-chat", "", Map.of("safety_mode", json("'STRICT'"), "user", json("'u'"))));
        Encoded encoded = encoded(asked);
        assertThat(encoded.body().toString()).isEqualTo(json("""
                {'model':'m','messages':[{'role':'user','content':'hi'}],'stream':true,'temperature':0.7,'p':0.99,'k':40,
                 'frequency_penalty':0.0,'presence_penalty':0.5,'seed':7,'max_tokens':9,
                 'stop_sequences':['a','b','c','d','e'],'logprobs':true,
                 'thinking':{'type':'enabled','token_budget':500},
                 'response_format':{'type':'json_object','json_schema':{'type':'object'}},'safety_mode':'STRICT'}""").toString());
        assertThat(lost(encoded))
                .containsExactly("/top_p", "/frequency_penalty", "/stop", "/n", "/top_logprobs", "/user");
    }

    @Test
    void effortIsAskedOnlyOfModelsThatAreKnownToThink() {
        Reasoning high = new Reasoning(null, Reasoning.Effort.HIGH, null, null);
        Encoded unknown = encoded(request(ToolSet.NONE, high, new OutputShape.Free(), turn(Role.USER)));
        assertThat(unknown.body().has("thinking")).isFalse();
        assertThat(lost(unknown)).containsExactly("/reasoning_effort");
        Reasoning off = new Reasoning(null, Reasoning.Effort.NONE, null, null);
        Encoded disabled = encoded(request(ToolSet.NONE, off, new OutputShape.Free(), turn(Role.USER)));
        assertThat(disabled.body().get("thinking")).isEqualTo(json("{'type':'disabled'}"));
    }

    @Test
    void wholeAnswerAndItsStreamSayTheSame() {
        ChatResponse whole = whole(PLANNED);
        Fold fold = folded(PLAN, 0);
        assertThat(fold.isComplete()).isTrue();
        assertThat(fold.response()).isEqualTo(whole);
        assertThat(whole.choices().getFirst().parts())
                .containsExactly(
                        new Part.Thought("I will look.", Part.Thought.Form.SUMMARY, Marks.NONE),
                        new Part.ToolCall("f_1", Part.ToolKind.FUNCTION, "f", "{\"a\":1}", Marks.NONE),
                        new Part.ToolCall("g_2", Part.ToolKind.FUNCTION, "g", "{}", Marks.NONE));
        assertThat(whole.choices().getFirst().finish().stop()).isEqualTo(Stop.TOOL_CALLS);
    }

    @Test
    void whatIsPaidForCounts() {
        Usage usage = Objects.requireNonNull(whole(PLANNED).usage());
        assertThat(usage.input().fresh()).isEqualTo(9);
        assertThat(usage.output().visible()).isEqualTo(4);
        assertThat(Objects.requireNonNull(usage.raw())
                        .node()
                        .path("cached_tokens")
                        .intValue())
                .isEqualTo(800);
    }

    @Test
    void tokensCountWhereNothingIsBilled() {
        Usage usage = Objects.requireNonNull(whole("""
                {"message":{"content":[]},"finish_reason":"COMPLETE",
                 "usage":{"tokens":{"input_tokens":900,"output_tokens":30},"cached_tokens":800}}""").usage());
        assertThat(usage.input()).isEqualTo(new Usage.Input(100, 800, 0, 0, 0, 0));
    }

    @Test
    void citationStandsOnTheTextThatItFollows() {
        ChatResponse response = folded(CITED, 0).response();
        Part.Text text = (Part.Text) response.choices().getFirst().parts().get(1);
        Annotation cited = text.annotations().getFirst();
        assertThat(cited.span()).isEqualTo(new Annotation.Span(8, 13, Annotation.Unit.CODE_POINTS));
        assertThat(cited.url()).isEqualTo("https://w/x");
        assertThat(cited.title()).isEqualTo("Weather");
        assertThat(cited.extras().fields()).containsOnlyKeys("sources");
        assertThat(response.choices().getFirst().logprobs().getFirst().logprob())
                .isEqualTo(-0.5);
        assertThat(response.extras())
                .contains(new Extras("cohere-chat", "/logprobs", Map.of("token_ids", json("[7]"))));
    }

    @Test
    void everySplitOfAStreamGivesTheSameAnswer() {
        ChatResponse response = folded(CITED, 0).response();
        for (int at = 1; at < CITED.length(); at += 7) {
            assertThat(folded(CITED, at).response()).isEqualTo(response);
        }
    }

    @Test
    void streamWithoutItsLastEventIsNeverWhole() {
        String cut = CITED.substring(0, CITED.lastIndexOf("data:"));
        assertThat(folded(cut, 0).failure()).isInstanceOf(Failure.Truncated.class);
        assertThat(folded("", 0).failure()).isInstanceOf(Failure.Truncated.class);
    }

    @Test
    void answerThatEndsInAnErrorFails() {
        String failed =
                "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"worker died\"}}\n\n";
        assertThat(folded(failed, 0).failure()).isInstanceOf(Failure.Broken.class);
        assertThat(Objects.requireNonNull(folded(failed, 0).failure()).message())
                .contains("worker died");
        assertThat(CODEC.decode(bytes("{\"message\":{\"content\":[]},\"finish_reason\":\"TIMEOUT\"}")))
                .isInstanceOf(Answer.Failed.class);
        assertThat(CODEC.decode(bytes("{\"id\":\"x\",\"message\":\"no\"}"))).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void errorsSayWhoIsToBlame() {
        assertThat(error(404, "model 'x' not found")).isInstanceOf(Failure.NotFound.class);
        assertThat(error(400, "too many tokens: total number of tokens is 9"))
                .isInstanceOf(Failure.ContextTooLong.class);
        assertThat(error(400, "too many tokens: max tokens must be less than or equal to 4096"))
                .isEqualTo(new Failure.BadRequest(
                        "too many tokens: max tokens must be less than or equal to 4096", "max_tokens", null));
        assertThat(error(401, "invalid api token")).isInstanceOf(Failure.ProviderAuth.class);
        assertThat(error(429, "slow down")).isInstanceOf(Failure.RateLimited.class);
        assertThat(error(498, "blocked output")).isInstanceOf(Failure.ContentRefused.class);
        assertThat(error(503, "busy")).isInstanceOf(Failure.Overloaded.class);
    }

    private static Failure error(int status, String message) {
        return CODEC.error(status, Headers.NONE, bytes("{\"id\":\"1\",\"message\":\"" + message + "\"}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ChatResponse whole(String body) {
        Answer answer = CODEC.decode(bytes(body));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        return ((Answer.Whole) answer).response();
    }

    private static Fold folded(String stream, int split) {
        byte[] body = bytes(stream);
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = CODEC.decoder();
        SseReader reader = new SseReader(1 << 20);
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                decoder.frame(frame, grammar);
            }

            @Override
            public void unfinished(Frame frame) {
                decoder.frame(frame, grammar);
            }
        };
        try {
            reader.feed(body, 0, split, sink);
            reader.feed(body, split, body.length, sink);
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        reader.end(sink);
        decoder.end(grammar);
        return fold;
    }
}
