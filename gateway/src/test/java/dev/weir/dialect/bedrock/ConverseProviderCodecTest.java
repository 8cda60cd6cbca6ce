package dev.weir.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Places;
import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
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
import dev.weir.rig.AwsMessages;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is sent to Bedrock, and what is read of its answers.
class ConverseProviderCodecTest {
    private static final ConverseProviderCodec CODEC = new ConverseProviderCodec();
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final Traits TRAITS = new Traits(
            null,
            null,
            Set.of(),
            Traits.Thinking.UNKNOWN,
            Traits.Support.UNKNOWN,
            Traits.Support.UNKNOWN,
            Traits.Support.UNKNOWN,
            Traits.Prefill.UNKNOWN,
            Set.of("anthropic"),
            Traits.Support.UNKNOWN);

    private static final byte[] STREAM = AwsMessages.joined(
            AwsMessages.event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}"),
            AwsMessages.event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"hm\"}},\"p\":\"a\"}"),
            AwsMessages.event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"sig+/=\"}}}"),
            AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Let me\"}}"),
            AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\" look.\"}}"),
            AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":1}"),
            AwsMessages.event(
                    "contentBlockStart",
                    "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"f\"}}}"),
            AwsMessages.event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":1}\"}}}"),
            AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":2}"),
            AwsMessages.event("messageStop", "{\"stopReason\":\"tool_use\"}"),
            AwsMessages.event(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":5,\"outputTokens\":7,\"totalTokens\":112,\"cacheReadInputTokens\":60,"
                            + "\"cacheWriteInputTokens\":40,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":30}]}}"));
    private static final String WHOLE = """
            {"output":{"message":{"role":"assistant","content":[
              {"reasoningContent":{"reasoningText":{"text":"hm","signature":"sig+/="}}},{"text":"Let me look."},
              {"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":112,
             "cacheReadInputTokens":60,"cacheWriteInputTokens":40,"cacheDetails":[{"ttl":"1h","inputTokens":30}]}}""";

    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), null, "/messages/0", Marks.NONE);
    }

    private static ChatRequest request(String model, ToolSet tools, Reasoning reasoning, Bounds bounds, Turn... turns) {
        return new ChatRequest(
                model,
                List.of(turns),
                tools,
                Sampling.NONE,
                bounds,
                reasoning,
                new OutputShape.Free(),
                Delivery.WHOLE,
                Extras.NONE);
    }

    private static ChatRequest request(Turn... turns) {
        return request(CLAUDE, ToolSet.NONE, Reasoning.NONE, Bounds.NONE, turns);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    private static List<String> lost(Encoded encoded) {
        return encoded.losses().stream().map(Loss::path).toList();
    }

    @Test
    void modelIsInThePathAndEncoded() {
        assertThat(CODEC.path(CLAUDE, Delivery.WHOLE))
                .isEqualTo("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse");
        assertThat(CODEC.path("arn:aws:bedrock:eu-west-1:123:inference-profile/eu.x", Delivery.STREAM))
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123%3Ainference-profile%2Feu.x/converse-stream");
    }

    @Test
    void conversationWithToolsGoesInConversesWords() {
        Part.Media pdf = new Part.Media(
                Part.MediaKind.DOCUMENT, new Part.Source.Inline("AAAA"), "application/pdf", "a/b.pdf", Marks.NONE);
        Part.Media picture =
                new Part.Media(Part.MediaKind.IMAGE, new Part.Source.Inline("BBBB"), "image/jpeg", null, Marks.NONE);
        Encoded encoded = CODEC.encode(
                request(
                        turn(Role.SYSTEM, new Part.Text("be brief")),
                        turn(Role.USER, new Part.Text("look"), pdf),
                        turn(
                                Role.ASSISTANT,
                                new Part.Thought("hm", Part.Thought.Form.FULL, Marks.of(new Seal("anthropic", "s=="))),
                                new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(new Seal("anthropic", "x"))),
                                new Part.Thought("no", Part.Thought.Form.FULL, Marks.of(new Seal("openai", "y"))),
                                new Part.ToolCall("c:1", Part.ToolKind.FUNCTION, "f", "{\"a\":1}", Marks.NONE)),
                        turn(
                                Role.TOOL,
                                new Part.ToolResult(
                                        "c:1",
                                        null,
                                        List.of(new Part.Text("it is"), picture),
                                        Part.Outcome.ERROR,
                                        Marks.NONE)),
                        turn(Role.USER, new Part.Text("go on"))),
                TRAITS);
        assertThat(encoded.body().toString()).isEqualTo(json("""
                {'messages':[
                 {'role':'user','content':[{'text':'look'},
                  {'document':{'format':'pdf','name':'a b pdf','source':{'bytes':'AAAA'}}}]},
                 {'role':'assistant','content':[
                  {'reasoningContent':{'reasoningText':{'text':'hm','signature':'s=='}}},
                  {'reasoningContent':{'redactedContent':'eA=='}},
                  {'toolUse':{'toolUseId':'c_1','name':'f','input':{'a':1}}}]},
                 {'role':'user','content':[
                  {'toolResult':{'toolUseId':'c_1','content':[{'text':'it is'},
                   {'image':{'format':'jpeg','source':{'bytes':'BBBB'}}}],'status':'error'}},
                  {'text':'go on'}]}],
                 'system':[{'text':'be brief'}],
                 'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{'type':'object','properties':{}}}}}]}}
                """).toString());
        assertThat(lost(encoded))
                .containsExactly("/messages/0/name", "/messages/0", "/messages/0", "/messages/0", "/tools");
    }

    @Test
    void marksForTheCacheBecomePointsWhereTheModelCaches() {
        Marks marked = new Marks(null, new CacheMark(Duration.ofHours(1)), Extras.NONE);
        Turn user = turn(Role.USER, new Part.Text("long", List.of(), marked));
        Tool tool = new Tool.Function("f", null, json("{'type':'object'}"), null, marked);
        ToolSet tools = new ToolSet(List.of(tool), new ToolChoice.Required(), null);
        Encoded claude = CODEC.encode(request(CLAUDE, tools, Reasoning.NONE, Bounds.NONE, user), TRAITS);
        assertThat(claude.body().at("/messages/0/content"))
                .isEqualTo(json("[{'text':'long'},{'cachePoint':{'type':'default','ttl':'1h'}}]"));
        assertThat(claude.body().get("toolConfig")).isEqualTo(json("""
                {'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{'type':'object'}}}},
                 {'cachePoint':{'type':'default','ttl':'1h'}}],'toolChoice':{'any':{}}}"""));
        Encoded llama = CODEC.encode(request("meta.llama4", ToolSet.NONE, Reasoning.NONE, Bounds.NONE, user), TRAITS);
        assertThat(llama.body().at("/messages/0/content")).isEqualTo(json("[{'text':'long'}]"));
        assertThat(lost(llama)).containsExactly("/messages/0/cache_control");
    }

    @Test
    void everyMakerIsAskedToThinkInItsOwnFields() {
        Turn hi = turn(Role.USER, new Part.Text("hi"));
        Reasoning budget = new Reasoning(Reasoning.Mode.BUDGET, null, 2000, null);
        Encoded claude = CODEC.encode(
                request(CLAUDE, ToolSet.NONE, budget, new Bounds(1000, List.of(), null, null), hi), TRAITS);
        assertThat(claude.body().get("additionalModelRequestFields"))
                .isEqualTo(json("{'thinking':{'type':'enabled','budget_tokens':2000}}"));
        assertThat(claude.body().at("/inferenceConfig/maxTokens").intValue()).isEqualTo(3000);
        assertThat(lost(claude)).containsExactly("/max_tokens");
        Reasoning high = new Reasoning(null, Reasoning.Effort.HIGH, null, null);
        assertThat(CODEC.encode(request("us.amazon.nova-2-lite-v1:0", ToolSet.NONE, high, Bounds.NONE, hi), TRAITS)
                        .body()
                        .get("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoningConfig':{'type':'enabled','maxReasoningEffort':'high'}}"));
        assertThat(CODEC.encode(request("openai.gpt-oss-120b-1:0", ToolSet.NONE, high, Bounds.NONE, hi), TRAITS)
                        .body()
                        .get("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoning_effort':'high'}"));
        assertThat(lost(CODEC.encode(request("cohere.command-r", ToolSet.NONE, high, Bounds.NONE, hi), TRAITS)))
                .containsExactly("/thinking");
    }

    @Test
    void fieldsOfBedrocksOwnAreTakenFromAnyClient() {
        ChatRequest asked = new ChatRequest(
                CLAUDE,
                List.of(turn(Role.USER, new Part.Text("hi"))),
                ToolSet.NONE,
                new Sampling(1.5, 0.5, 40, null, null, 3L, null),
                new Bounds(9, List.of("x"), null, null),
                Reasoning.NONE,
                new OutputShape.JsonSchema("n", "d", json("{'type':'object'}"), true),
                Delivery.STREAM,
                new Extras(
                        "openai-chat",
                        "",
                        Map.of(
                                "guardrailConfig", json("{'guardrailIdentifier':'g','guardrailVersion':'1'}"),
                                "service_tier", json("'priority'"),
                                "user", json("'u'"))));
        Encoded encoded = CODEC.encode(asked, TRAITS);
        assertThat(encoded.body()
                        .get("guardrailConfig")
                        .get("guardrailIdentifier")
                        .stringValue())
                .isEqualTo("g");
        assertThat(encoded.body().get("serviceTier")).isEqualTo(json("{'type':'priority'}"));
        assertThat(encoded.body().get("inferenceConfig").toString())
                .isEqualTo("{\"maxTokens\":9,\"stopSequences\":[\"x\"],\"temperature\":1.0,\"topP\":0.5}");
        assertThat(encoded.body().get("additionalModelRequestFields")).isEqualTo(json("{'top_k':40}"));
        assertThat(encoded.body().at("/outputConfig/textFormat")).isEqualTo(json("""
                {'type':'json_schema','structure':{'jsonSchema':{'schema':'{\\"type\\":\\"object\\"}','name':'n','description':'d'}}}"""));
        assertThat(lost(encoded)).containsExactlyInAnyOrder("/temperature", "/seed", "/user");
    }

    @Test
    void streamSaysWhatTheWholeAnswerSays() {
        ChatResponse whole = whole(WHOLE);
        Fold fold = folded(STREAM, 0);
        assertThat(fold.isComplete()).isTrue();
        assertThat(fold.response()).isEqualTo(whole);
        assertThat(whole.choices().getFirst().parts())
                .containsExactly(
                        new Part.Thought("hm", Part.Thought.Form.FULL, Marks.of(new Seal("anthropic", "sig+/="))),
                        new Part.Text("Let me look."),
                        new Part.ToolCall("t1", Part.ToolKind.FUNCTION, "f", "{\"a\":1}", Marks.NONE));
        assertThat(whole.choices().getFirst().finish().stop()).isEqualTo(Stop.TOOL_CALLS);
        assertThat(Objects.requireNonNull(whole.usage()).input()).isEqualTo(new Usage.Input(5, 60, 10, 30, 0, 0));
    }

    @Test
    void everySplitOfAStreamGivesTheSameAnswer() {
        ChatResponse response = folded(STREAM, 0).response();
        for (int at = 1; at < STREAM.length; at += 13) {
            assertThat(folded(STREAM, at).response()).isEqualTo(response);
        }
    }

    @Test
    void whatBedrockRanItselfIsNeverACallOfTheClients() {
        byte[] stream = AwsMessages.joined(
                AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
                AwsMessages.event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"s1\",\"name\":\"code\","
                                + "\"type\":\"server_tool_use\"}}}"),
                AwsMessages.event(
                        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}"),
                AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                AwsMessages.event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":1,\"start\":{\"toolResult\":{\"toolUseId\":\"s1\",\"type\":\"code_result\","
                                + "\"status\":\"success\"}}}"),
                AwsMessages.event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":1,\"delta\":{\"toolResult\":[{\"json\":{\"exitCode\":0}}]}}"),
                AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":1}"),
                AwsMessages.event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":2,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}}"),
                AwsMessages.event("contentBlockStop", "{\"contentBlockIndex\":2}"),
                AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        assertThat(folded(stream, 0).response().choices().getFirst().parts().stream()
                        .map(Places::forget))
                .containsExactly(
                        new Part.HostedCall("s1", "code", "{}", Marks.NONE),
                        new Part.HostedResult(
                                "s1", "code_result", json("[{'json':{'exitCode':0}}]"), Part.Outcome.OK, Marks.NONE),
                        new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(new Seal("anthropic", "x"))));
    }

    @Test
    void streamWithoutItsStopIsNeverWhole() {
        byte[] stop = AwsMessages.event("messageStop", "{\"stopReason\":\"tool_use\"}");
        for (int cut = 1; cut < STREAM.length - 2 * stop.length; cut += 29) {
            byte[] part = java.util.Arrays.copyOf(STREAM, cut);
            if (new String(part, StandardCharsets.ISO_8859_1).contains("stopReason")) {
                continue;
            }
            assertThat(folded(part, 0).failure()).isInstanceOf(Failure.Truncated.class);
        }
    }

    @Test
    void exceptionsInAStreamSayWhoIsToBlame() {
        assertThat(thrown("throttlingException", "slow")).isInstanceOf(Failure.RateLimited.class);
        assertThat(thrown("serviceUnavailableException", "busy")).isInstanceOf(Failure.Overloaded.class);
        assertThat(thrown("validationException", "Input is too long for requested model."))
                .isInstanceOf(Failure.ContextTooLong.class);
        assertThat(thrown("modelStreamErrorException", "broke")).isInstanceOf(Failure.Broken.class);
        assertThat(thrown("somethingOfTomorrowException", "?")).isInstanceOf(Failure.Broken.class);
    }

    private static Failure thrown(String type, String message) {
        byte[] stream = AwsMessages.exception(type, "{\"message\":\"" + message + "\"}");
        return Objects.requireNonNull(folded(stream, 0).failure());
    }

    @Test
    void errorsSayWhoIsToBlame() {
        assertThat(error(400, "ValidationException", "The provided model identifier is invalid."))
                .isInstanceOf(Failure.NotFound.class);
        assertThat(error(403, "AccessDeniedException:http://x", "no")).isEqualTo(new Failure.ProviderAuth("no", 403));
        assertThat(error(429, "ThrottlingException", "slow")).isInstanceOf(Failure.RateLimited.class);
        assertThat(error(424, "ModelErrorException", "bad")).isEqualTo(new Failure.Broken("bad", 424));
        assertThat(error(503, null, "busy")).isInstanceOf(Failure.Overloaded.class);
    }

    private static Failure error(int status, @org.jspecify.annotations.Nullable String type, String message) {
        Headers headers = name -> name.equals("x-amzn-errortype") ? type : null;
        return CODEC.error(status, headers, bytes("{\"message\":\"" + message + "\"}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ChatResponse whole(String body) {
        Answer answer = CODEC.decode(bytes(body));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        return ((Answer.Whole) answer).response();
    }

    private static Fold folded(byte[] body, int split) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = CODEC.decoder();
        FrameReader reader = CODEC.reader(1 << 20);
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
        } catch (FrameReader.Malformed e) {
            throw new AssertionError(e);
        }
        reader.end(sink);
        decoder.end(grammar);
        return fold;
    }
}
