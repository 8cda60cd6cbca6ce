package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought;
import dev.weir.chat.Part.ToolCall;
import dev.weir.chat.Seal;
import dev.weir.chat.Turn;
import dev.weir.dialect.Answers;
import dev.weir.dialect.ClientTalk;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer, however it is told.
class AnswerLawsTest {
    private static final ClientTalk TALK = new ClientTalk(new ResponsesClientCodec(), new Identity("req_id", 1, "m"));

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    @Property(tries = 500)
    void theLastEventHoldsTheWholeAnswer(@ForAll("responses") ChatResponse response) {
        List<Loss> streamLosses = new ArrayList<>();
        StrictReader read = StrictReader.of(TALK.stream(response, streamLosses::add));
        List<Loss> wholeLosses = new ArrayList<>();
        JsonNode whole = TALK.whole(response, wholeLosses::add);
        assertThat(read.isComplete()).isTrue();
        assertThat(read.response()).isEqualTo(whole);
        assertThat(ClientTalk.paths(streamLosses)).isEqualTo(ClientTalk.paths(wholeLosses));
    }

    @Property(tries = 300)
    void streamCutAnywhereEndsInOneFailure(@ForAll("responses") ChatResponse response, @ForAll int where) {
        StrictReader read = StrictReader.of(TALK.cut(response, where, Delivery.STREAM_WITH_USAGE));
        assertThat(read.isComplete()).isFalse();
        assertThat(read.error()).isNotNull();
        assertThat(read.types()).endsWith("error", "response.failed");
    }

    /// What a client echoes brings back every word, call, thought and seal of the first choice.
    @Property(tries = 500)
    void echoBringsEverythingBack(@ForAll("responses") ChatResponse response) {
        Choice choice = response.choices().getFirst();
        List<Part> back = echoed(TALK.whole(response, _ -> {}));
        assertThat(words(back, Part.Text.class)).isEqualTo(words(choice.parts(), Part.Text.class));
        assertThat(words(back, Thought.class)).isEqualTo(words(choice.parts(), Thought.class));
        assertThat(calls(back)).isEqualTo(calls(choice.parts()));
        assertThat(seals(back)).isEqualTo(seals(choice.parts()));
    }

    private static List<Part> echoed(JsonNode whole) {
        ObjectNode request = Json.object().put("model", "m");
        var input = request.putArray("input");
        input.addObject().put("role", "user").put("content", "hi");
        whole.path("output").forEach(input::add);
        for (JsonNode item : whole.path("output")) {
            String type = item.path("type").asString();
            if (type.equals("function_call") || type.equals("custom_tool_call")) {
                input.addObject()
                        .put("type", type + "_output")
                        .put("call_id", item.path("call_id").asString())
                        .put("output", "5");
            }
        }
        List<Part> out = new ArrayList<>();
        for (Turn turn : TALK.read(Json.text(request)).turns().stream().skip(1).toList()) {
            out.addAll(turn.parts());
        }
        return out;
    }

    private static String words(List<Part> parts, Class<? extends Part> kind) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (kind.isInstance(part)) {
                out.append(
                        switch (part) {
                            case Part.Text text -> text.text();
                            case Thought thought -> thought.form() + thought.text() + ";";
                            default -> "";
                        });
            }
        }
        return out.toString();
    }

    private static List<String> calls(List<Part> parts) {
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof ToolCall call) {
                out.add(call.id() + call.kind() + call.name() + call.input());
            }
        }
        return out;
    }

    /// Who sealed what, in order.
    private static List<String> seals(List<Part> parts) {
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            Seal seal = part.marks().seal();
            if (seal != null) {
                out.add(part.getClass().getSimpleName() + seal);
            }
        }
        return out;
    }
}
