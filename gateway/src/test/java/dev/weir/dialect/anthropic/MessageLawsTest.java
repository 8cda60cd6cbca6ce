package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockDelta;
import dev.weir.chat.StreamEvent.BlockEnded;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.BlockSealed;
import dev.weir.chat.StreamEvent.BlockStarted;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Turn;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientTalk;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer to a client of Anthropic's, however it is told.
class MessageLawsTest {
    private static final Identity IDENTITY = new Identity("id", 1, "m");
    private static final MessagesClientCodec CODEC = new MessagesClientCodec();
    private static final ClientTalk TALK = new ClientTalk(CODEC, IDENTITY);

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses().map(MessageLawsTest::callable);
    }

    /// Arguments of functions that are JSON objects, as models mean them.
    private static ChatResponse callable(ChatResponse response) {
        List<Choice> choices = new ArrayList<>();
        for (Choice choice : response.choices()) {
            List<Part> parts = new ArrayList<>();
            for (Part part : choice.parts()) {
                parts.add(
                        part instanceof Part.ToolCall call && call.kind() == ToolKind.FUNCTION
                                ? new Part.ToolCall(
                                        call.id(),
                                        call.kind(),
                                        call.name(),
                                        Json.text(Json.object().put("a", call.input())),
                                        call.marks())
                                : part);
            }
            choices.add(new Choice(choice.index(), parts, choice.finish(), choice.logprobs(), choice.extras()));
        }
        return new ChatResponse(response.head(), choices, response.usage(), response.extras());
    }

    /// The stream keeps to Anthropic's rules, and adds up to the whole message as the SDKs do it.
    @Property(tries = 500)
    void streamAddsUpToTheWholeMessage(@ForAll("responses") ChatResponse response) {
        List<Loss> streamLosses = new ArrayList<>();
        ObjectNode streamed = Streams.accumulate(EventRules.of(TALK.stream(response, streamLosses::add)));
        List<Loss> wholeLosses = new ArrayList<>();
        JsonNode whole = TALK.whole(response, wholeLosses::add);
        assertThat(said(streamed)).isEqualTo(said(whole));
        assertThat(ClientTalk.paths(streamLosses)).isEqualTo(ClientTalk.paths(wholeLosses));
    }

    /// What a client echoes brings back every word, every call, every thought and every seal that the message had.
    @Property(tries = 500)
    void echoBringsEverythingBack(@ForAll("responses") ChatResponse response) {
        List<Part> written = response.choices().getFirst().parts();
        List<Part> back = echoed(TALK.whole(response, _ -> {}));
        assertThat(told(back)).isEqualTo(told(written));
    }

    /// A client that reads the message finds in it what the provider said.
    @Property(tries = 300)
    void messageReadsAsItWasWritten(@ForAll("responses") ChatResponse response) {
        byte[] bytes = CODEC.encode(response, IDENTITY, _ -> {});
        Answer answer = new MessagesProviderCodec().decode(bytes);
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        ChatResponse read = ((Answer.Whole) answer).response();
        Choice written = response.choices().getFirst();
        assertThat(read.head().id()).isEqualTo(response.head().id());
        assertThat(read.usage() == null ? null : read.usage().input())
                .isEqualTo(Objects.requireNonNull(response.usage()).input());
        assertThat(read.usage() == null ? null : read.usage().output())
                .isEqualTo(response.usage().output());
        assertThat(words(read.choices().getFirst().parts())).isEqualTo(words(written.parts()));
        assertThat(read.choices().getFirst().finish().stop()).isEqualTo(stop(written));
    }

    @Property(tries = 300)
    void streamCutAnywhereEndsInOneError(@ForAll("responses") ChatResponse response, @ForAll int where) {
        List<ObjectNode> told = EventRules.of(TALK.cut(response, where, Delivery.STREAM_WITH_USAGE));
        assertThat(told.getLast().path("type").asString("")).isEqualTo("error");
        assertThat(told.getLast().path("error").path("message").asString("")).isEqualTo("cut");
    }

    /// The SDKs break off over arguments that are no JSON object.
    @Test
    void argumentsThatDoNotBeginAsAnObjectAreToldAtTheirEndAsThoseOfAWholeAnswer() {
        for (String said : List.of("[1,2]", "null", "\"words\"", "7", "hello")) {
            Part call = new Part.ToolCall("a", ToolKind.FUNCTION, "f", said, Marks.NONE);
            List<StreamEvent> events = List.of(
                    new StreamEvent.Started(new Head("id-1", "m", null)),
                    new BlockStarted(0, 0, new BlockKind.ToolCallBlock("a", ToolKind.FUNCTION, "f")),
                    new BlockDelta(0, 0, new Delta.Args(" ")),
                    new BlockDelta(0, 0, new Delta.Args(said.substring(0, 1))),
                    new BlockDelta(0, 0, new Delta.Args(said.substring(1))),
                    new BlockEnded(0, 0),
                    new StreamEvent.ChoiceFinished(0, new Finish(Stop.TOOL_CALLS, "t", null, Extras.NONE)),
                    new StreamEvent.Ended());
            ByteSink out = new ByteSink(64);
            List<Loss> losses = new ArrayList<>();
            StreamEncoder encoder = CODEC.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
            events.forEach(event -> encoder.event(event, out));
            JsonNode input = Streams.accumulate(EventRules.of(out.toBytes())).at("/content/0/input");
            ObjectNode whole = new AnswerBlocks(new AnswerLosses(_ -> {})).block(call, 0);
            assertThat(input.path("input").asString("").strip())
                    .isEqualTo(Objects.requireNonNull(whole).at("/input/input").asString(""));
            assertThat(losses).extracting(Loss::path).contains("/choices/0/parts/0");
        }
    }

    /// Blocks that a provider opens at once are told one after the other, and nothing of them is lost.
    @Test
    void blocksThatAreOpenAtOnceAreToldOneAfterTheOther() {
        List<StreamEvent> events = List.of(
                new StreamEvent.Started(new Head("id-1", "m", null)),
                new BlockStarted(0, 0, new BlockKind.TextBlock()),
                new BlockStarted(0, 1, new BlockKind.ToolCallBlock("a", ToolKind.FUNCTION, "f")),
                new BlockDelta(0, 1, new Delta.Args("{\"x\":")),
                new BlockStarted(0, 2, new BlockKind.ToolCallBlock("b", ToolKind.FUNCTION, "g")),
                new BlockDelta(0, 0, new Delta.Words("late")),
                new BlockDelta(0, 2, new Delta.Args("{}")),
                new BlockSealed(0, 2, new Seal("google", "s")),
                new BlockEnded(0, 2),
                new BlockDelta(0, 1, new Delta.Args("1}")),
                new BlockSealed(0, 1, new Seal("google", "r")),
                new BlockEnded(0, 1),
                new BlockDelta(0, 0, new Delta.Words(" words")),
                new BlockEnded(0, 0),
                new StreamEvent.ChoiceFinished(0, new Finish(Stop.COMPLETE, "stop", null, Extras.NONE)),
                new StreamEvent.Ended());
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CODEC.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, _ -> {});
        events.forEach(event -> encoder.event(event, out));
        JsonNode message = Streams.accumulate(EventRules.of(out.toBytes()));
        List<String> told = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            told.add(block.path("type").asString("")
                    + block.path("input").toString()
                    + block.path("text").asString("")
                    + block.path("data").asString(""));
        }
        assertThat(told)
                .containsExactly(
                        "tool_use{\"x\":1}",
                        "redacted_thinkingweir-seal:part:google:r",
                        "tool_use{}",
                        "redacted_thinkingweir-seal:part:google:s",
                        "textlate words");
        assertThat(message.path("stop_reason").asString("")).isEqualTo("tool_use");
    }

    /// A message without the empty list of citations that only the whole one says.
    private static JsonNode said(JsonNode message) {
        ObjectNode out = ((ObjectNode) message).deepCopy();
        for (JsonNode block : out.path("content")) {
            if (block.path("citations").isArray() && block.path("citations").isEmpty()) {
                ((ObjectNode) block).remove("citations");
            }
        }
        return out;
    }

    /// The parts of the assistant's turn when a client sends a message back and answers its calls.
    private static List<Part> echoed(JsonNode message) {
        ObjectNode request = Json.object().put("model", "m").put("max_tokens", 5);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "hi");
        messages.addObject().put("role", "assistant").set("content", message.path("content"));
        ArrayNode results = Json.array();
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asString("").equals("tool_use")) {
                results.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", block.path("id").asString(""))
                        .put("content", "5");
            }
        }
        if (results.isEmpty()) {
            results.addObject().put("type", "text").put("text", "go on");
        }
        if (!message.path("content").isEmpty()) {
            messages.addObject().put("role", "user").set("content", results);
        }
        Decoded decoded = CODEC.decode(Json.bytes(request), Asked.NOTHING);
        assertThat(decoded).as("%s: %s", decoded, message).isInstanceOf(Decoded.Accepted.class);
        List<Turn> turns = ((Decoded.Accepted) decoded).request().turns();
        return turns.size() < 2 ? List.of() : turns.get(1).parts();
    }

    /// What a message can say of these parts: no refusal (it is how the message ended), and nothing where there is
    /// neither a word nor a seal.
    private static List<String> told(List<Part> parts) {
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            Seal seal = part.marks().seal();
            switch (part) {
                case Part.Text text -> {
                    if (!text.text().isEmpty() || seal != null) {
                        out.add("text " + text.text() + " " + seal + " "
                                + (text.text().isEmpty()
                                        ? 0
                                        : text.annotations().size()));
                    }
                }
                case Part.Thought thought -> {
                    if (!thought.text().isEmpty() || seal != null) {
                        out.add("thought " + thought.text() + " " + thought.form() + " " + seal);
                    }
                }
                case Part.ToolCall call ->
                    out.add("call " + call.id() + call.name() + " "
                            + (call.kind() == ToolKind.CUSTOM
                                    ? Json.text(Json.object().put("input", call.input()))
                                    : call.input())
                            + " " + seal);
                case Part.Media media -> out.add("media " + media.source());
                case Part.HostedCall call -> out.add("hosted " + call.id() + call.name() + call.input());
                case Part.HostedResult result ->
                    out.add("result " + result.callId() + result.kind() + result.content() + result.outcome());
                case Part.Refusal _, Part.ToolResult _, Part.Foreign _ -> {}
            }
        }
        return out;
    }

    private static String words(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal said -> refusal.append(said.text());
                case Part.Thought said -> thought.append(said.text());
                case Part.ToolCall call -> calls.append(call.id()).append(call.name());
                default -> {}
            }
        }
        return text + "|" + refusal + "|" + thought + "|" + calls;
    }

    /// What a message can say of how it ended.
    private static Stop stop(Choice choice) {
        boolean called = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = choice.parts().stream()
                .anyMatch(part ->
                        part instanceof Part.Refusal said && !said.text().isEmpty());
        return refused
                ? Stop.REFUSED
                : switch (choice.finish().stop()) {
                    case COMPLETE, OTHER -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
                    case STOP_SEQUENCE -> Stop.STOP_SEQUENCE;
                    case MAX_TOKENS -> Stop.MAX_TOKENS;
                    case TOOL_CALLS -> Stop.TOOL_CALLS;
                    case REFUSED -> Stop.REFUSED;
                    case PAUSED -> Stop.PAUSED;
                    case CONTEXT_FULL -> Stop.CONTEXT_FULL;
                };
    }
}
