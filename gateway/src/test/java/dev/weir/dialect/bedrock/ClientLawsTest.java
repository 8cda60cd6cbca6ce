package dev.weir.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Fold;
import dev.weir.chat.Head;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientTalk;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.rig.AwsMessages;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventStreamReader;
import dev.weir.wire.EventStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What holds for every answer that a client of Bedrock's is given, and for every request of one.
class ClientLawsTest {
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");
    private static final ConverseClientCodec CODEC = new ConverseClientCodec();
    private static final ConverseProviderCodec PROVIDER = new ConverseProviderCodec();
    private static final String MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final ClientTalk TALK = new ClientTalk(CODEC, IDENTITY, new Asked(MODEL, Delivery.WHOLE));
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
    private static final String EVERYTHING = """
            {"system":[{"text":"s"},{"cachePoint":{"type":"default","ttl":"1h"}}],
             "inferenceConfig":{"maxTokens":4000,"stopSequences":["x"]},
             "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000},
              "anthropic_beta":["b"]},
             "guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"},
             "performanceConfig":{"latency":"optimized"},"serviceTier":{"type":"flex"},"requestMetadata":{"team":"a"},
             "additionalModelResponseFieldPaths":["/stop_sequence"],
             "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{
              "schema":"{\\"type\\":\\"object\\"}","name":"n","description":"d"}}}},
             "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":
              {"type":"object"}},"strict":true}},{"systemTool":{"name":"nova_grounding"}},
              {"cachePoint":{"type":"default"}}],"toolChoice":{"auto":{}}},
             "messages":[{"role":"user","content":[{"text":"u"},
               {"image":{"format":"png","source":{"bytes":"AAAA"}}},
               {"document":{"format":"md","name":"Notes","source":{"bytes":"AAAA"},"context":"c",
                "citations":{"enabled":true}}},
               {"video":{"format":"mov","source":{"s3Location":{"uri":"s3://b/k","bucketOwner":"123456789012"}}}},
               {"guardContent":{"text":{"text":"guarded","qualifiers":["query"]}}},
               {"searchResult":{"source":"https://e.example","title":"t","content":[{"text":"found"}],
                "citations":{"enabled":true}}},{"cachePoint":{"type":"default"}}]},
              {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"sig"}}},
               {"reasoningContent":{"redactedContent":"b3BhcXVl"}},
               {"citationsContent":{"content":[{"text":"cited"}],"citations":[{"title":"t","source":"s",
                "sourceContent":[{"text":"q"}],"location":{"documentChar":{"documentIndex":0,"start":1,"end":2}}}]}},
               {"toolUse":{"toolUseId":"h1","name":"nova_grounding","input":{"q":1},"type":"server_tool_use"}},
               {"toolResult":{"toolUseId":"h1","type":"nova_grounding_result","status":"success",
                "content":[{"json":{"a":1}}]}},
               {"toolUse":{"toolUseId":"c1","name":"f","input":{"a":1.50}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"c1","status":"error",
               "content":[{"json":{"b":[2]}},{"text":"t"},{"image":{"format":"jpeg","source":{"bytes":"AAAA"}}}]}},
               {"text":"more"}]}]}""";

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    @Test
    void requestIsTheSameAfterItWasReadAndWritten() {
        var encoded = PROVIDER.encode(TALK.read(EVERYTHING), TRAITS);
        assertThat(encoded.losses()).isEmpty();
        assertThat(ClientTalk.leaves(encoded.body()))
                .isEqualTo(ClientTalk.leaves(Objects.requireNonNull(Json.readOrNull(EVERYTHING))));
    }

    @Test
    void requestMeansToOtherProvidersWhatItSays() {
        ChatRequest request = TALK.read(EVERYTHING);
        assertThat(request.model()).isEqualTo(MODEL);
        assertThat(request.reasoning()).isEqualTo(new Reasoning(Reasoning.Mode.BUDGET, null, 2000, true));
        assertThat(request.output()).isInstanceOf(OutputShape.JsonSchema.class);
        assertThat(request.turns().stream().map(turn -> turn.role()))
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(request.turns().getFirst().parts().getFirst().marks().cache())
                .isEqualTo(new CacheMark(Duration.ofHours(1)));
        assertThat(request.tools().tools()).hasSize(2);
        List<Part> user = request.turns().get(1).parts();
        assertThat(user.get(4))
                .isInstanceOfSatisfying(
                        Part.Text.class, text -> assertThat(text.text()).isEqualTo("guarded"));
        assertThat(user.get(5))
                .isInstanceOfSatisfying(
                        Part.Text.class, text -> assertThat(text.text()).isEqualTo("found"));
        List<Part> answer = request.turns().get(2).parts();
        assertThat(answer.getFirst().marks().seal()).isEqualTo(new Seal("anthropic", "sig"));
        assertThat(answer.get(1).marks().seal()).isEqualTo(new Seal("anthropic", "opaque"));
        assertThat(answer.get(3)).isInstanceOf(Part.HostedCall.class);
        assertThat(answer.get(4)).isInstanceOf(Part.HostedResult.class);
        Part.ToolResult result =
                (Part.ToolResult) request.turns().get(3).parts().getFirst();
        assertThat(result.outcome()).isEqualTo(Part.Outcome.ERROR);
        assertThat(((Part.Text) result.parts().getFirst()).text()).isEqualTo("{\"b\":[2]}");
    }

    @Test
    void fieldsOfOtherProvidersStandAmongTheAdditionalOnes() {
        ChatRequest request = TALK.read("""
                {"messages":[{"role":"user","content":[{"text":"u"}]}],"inferenceConfig":{"temperature":0.5,"topP":0.9},
                 "outputConfig":{"effort":"low"},"additionalModelRequestFields":{"top_k":4,"seed":7,
                 "frequency_penalty":0.5,"safe_prompt":true}}""");
        assertThat(request.sampling().topK()).isEqualTo(4);
        assertThat(request.sampling().seed()).isEqualTo(7);
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(0.5);
        assertThat(request.reasoning().effort()).isEqualTo(Reasoning.Effort.LOW);
        assertThat(request.extras().at()).isEqualTo("/additionalModelRequestFields");
        assertThat(request.extras().fields()).containsOnlyKeys("safe_prompt");
    }

    @Property(tries = 300)
    void streamFoldedIsTheWholeAnswer(@ForAll("responses") ChatResponse response) {
        List<Loss> streamed = new ArrayList<>();
        Fold fold = fold(TALK.stream(response, streamed::add));
        List<Loss> lost = new ArrayList<>();
        Answer read = PROVIDER.decode(CODEC.encode(response, IDENTITY, lost::add));
        assertThat(fold.isComplete()).isTrue();
        ChatResponse whole = ((Answer.Whole) read).response();
        assertThat(plain(fold.response())).isEqualTo(plain(whole));
        assertThat(paths(streamed)).isEqualTo(paths(lost));
    }

    @Property(tries = 200)
    void streamCutAnywhereNeverLooksWhole(@ForAll("responses") ChatResponse response, @ForAll int where) {
        Fold fold = fold(TALK.cut(response, where, Delivery.STREAM_WITH_USAGE));
        assertThat(fold.isComplete()).isFalse();
        assertThat(Objects.requireNonNull(fold.failure()).message()).endsWith("cut");
    }

    @Property(tries = 300)
    void echoBringsWordsAndCallsBack(@ForAll("responses") ChatResponse response) {
        JsonNode message = TALK.whole(response, _ -> {}).at("/output/message");
        if (message.path("content").isEmpty()) {
            return;
        }
        var request = Json.object();
        request.putArray("messages").add(message);
        List<Part> back = TALK.read(Json.text(request)).turns().getFirst().parts();
        Choice choice = response.choices().getFirst();
        assertThat(words(back)).isEqualTo(words(choice.parts()));
        assertThat(calls(back)).isEqualTo(calls(choice.parts()));
    }

    @Test
    void ownAnswerIsTheSameAfterItWasReadAndWritten() {
        String own = """
                {"output":{"message":{"role":"assistant","content":[
                  {"reasoningContent":{"reasoningText":{"text":"hm","signature":"sig+/="}}},{"text":"Let me look."},
                  {"citationsContent":{"content":[{"text":"cited"}],"citations":[{"title":"t","source":"s",
                   "sourceContent":[{"text":"q"}],"location":{"web":{"url":"https://e.example","domain":"e.example"}}}]}},
                  {"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1.0}}},
                  {"image":{"format":"png","source":{"bytes":"AAAA"}}}]}},
                 "stopReason":"guardrail_intervened","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":12,
                 "serverToolUsage":{}},"metrics":{"latencyMs":522},"trace":{"guardrail":{"actionReason":"x"}},
                 "performanceConfig":{"latency":"standard"}}""";
        Answer read = PROVIDER.decode(own.getBytes(StandardCharsets.UTF_8));
        List<Loss> losses = new ArrayList<>();
        byte[] written = CODEC.encode(((Answer.Whole) read).response(), IDENTITY, losses::add);
        assertThat(losses).isEmpty();
        assertThat(Json.read(written, 0, written.length)).isEqualTo(Json.readOrNull(own));
    }

    @Test
    void sealsOfOthersHaveNoPlaceAndAreTold() {
        Part thought = new Part.Thought("hm", Part.Thought.Form.FULL, Marks.of(new Seal("google", "opaque")));
        Choice choice = new Choice(
                0, List.of(thought), new Finish(Stop.COMPLETE, "STOP", null, Extras.NONE), List.of(), Extras.NONE);
        List<Loss> losses = new ArrayList<>();
        byte[] out = CODEC.encode(
                new ChatResponse(new Head(null, null, null), List.of(choice), null, List.of()), IDENTITY, losses::add);
        assertThat(new String(out, StandardCharsets.UTF_8))
                .doesNotContain("opaque")
                .contains("\"text\":\"hm\"");
        assertThat(losses.stream().map(Loss::path)).containsExactly("/choices/0/parts/0/seal", "/usage");
    }

    @Test
    void writtenMessagesAreThoseOfTheDescription() {
        ByteSink out = new ByteSink(8);
        EventStreamWriter.event("contentBlockDelta").write("{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8), out);
        EventStreamWriter.exception("throttlingException").write(new byte[0], out);
        assertThat(out.toBytes())
                .isEqualTo(AwsMessages.joined(
                        AwsMessages.message(
                                "{\"a\":\"é\"}",
                                ":event-type",
                                "contentBlockDelta",
                                ":content-type",
                                "application/json",
                                ":message-type",
                                "event"),
                        AwsMessages.message(
                                "",
                                ":exception-type",
                                "throttlingException",
                                ":content-type",
                                "application/json",
                                ":message-type",
                                "exception")));
    }

    @Test
    void errorsBearTheirNamesAndSayWhatIsWrong() {
        ErrorReply limited = CODEC.error(new Failure.RateLimited("slow down", Duration.ofSeconds(3), null));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.body()).isEqualTo("{\"message\":\"slow down\"}");
        assertThat(limited.headers())
                .containsEntry("x-amzn-errortype", "ThrottlingException")
                .containsEntry("retry-after", "3");
        assertThat(CODEC.error(new Failure.NotFound("no", null)).headers())
                .containsEntry("x-amzn-errortype", "ResourceNotFoundException");
        assertThat(CODEC.error(new Failure.Unauthorised("who", null)).status()).isEqualTo(403);
        ByteSink out = new ByteSink(8);
        new ConverseByteLane().fail(new Failure.Overloaded("full", null), out);
        assertThat(out.toBytes())
                .isEqualTo(AwsMessages.exception("serviceUnavailableException", "{\"message\":\"full\"}"));
    }

    @Test
    void wrongRequestsAreRejectedWithTheirPlace() {
        assertThat(TALK.rejected("[]")).contains("JSON object");
        assertThat(TALK.rejected("{\"messages\":[]}")).contains("messages:");
        assertThat(TALK.rejected("{\"messages\":[{\"role\":\"narrator\",\"content\":[{\"text\":\"x\"}]}]}"))
                .contains("messages[0].role:", "narrator");
        assertThat(TALK.rejected(
                        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"name\":\"f\"}}]}]}"))
                .contains("messages[0].content[0].toolUse.toolUseId");
        assertThat(TALK.rejected("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}],"
                        + "\"inferenceConfig\":{\"maxTokens\":\"3\"}}"))
                .contains("inferenceConfig.maxTokens: expected an integer, but found a string");
    }

    private static Fold fold(byte[] stream) {
        return ClientTalk.fold(stream, new EventStreamReader(1 << 20), PROVIDER.decoder());
    }

    /// An answer without where things stood, which a stream does not know.
    private static String plain(ChatResponse response) {
        return words(response.choices().getFirst().parts())
                + calls(response.choices().getFirst().parts())
                + response.choices().getFirst().finish()
                + response.usage();
    }

    /// What is gone. Arguments that are no JSON are seen as such in a whole answer alone.
    private static Set<String> paths(List<Loss> losses) {
        Set<String> out = new TreeSet<>();
        losses.stream().filter(loss -> loss.verdict() == Loss.Verdict.DROPPED).forEach(loss -> out.add(loss.path()));
        return out;
    }

    private static String words(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text text ->
                    out.append(text.text()).append(text.annotations().size());
                case Part.Refusal refusal -> out.append(refusal.text()).append(0);
                case Part.Thought thought -> out.append(thought.text());
                default -> {}
            }
        }
        return out.toString();
    }

    private static List<String> calls(List<Part> parts) {
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                JsonNode input = call.input().isBlank() ? Json.object() : Json.readOrNull(call.input());
                boolean object = call.kind() == Part.ToolKind.FUNCTION && input != null && input.isObject();
                out.add(call.id()
                        + call.name()
                        + (object ? input : Json.object().put("input", call.input())));
            }
        }
        return out;
    }
}
