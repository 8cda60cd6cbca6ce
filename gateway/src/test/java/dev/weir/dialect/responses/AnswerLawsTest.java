package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought;
import dev.weir.chat.Part.ToolCall;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Turn;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer, however it is told.
class AnswerLawsTest {
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");
    private static final ResponsesClientCodec CODEC = new ResponsesClientCodec();

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    @Property(tries = 500)
    void theLastEventHoldsTheWholeAnswer(@ForAll("responses") ChatResponse response) {
        List<Loss> streamLosses = new ArrayList<>();
        StrictReader read = StrictReader.of(stream(response, streamLosses));
        List<Loss> wholeLosses = new ArrayList<>();
        byte[] whole = CODEC.encode(response, IDENTITY, wholeLosses::add);
        assertThat(read.isComplete()).isTrue();
        assertThat(read.response()).isEqualTo(Json.read(whole, 0, whole.length));
        assertThat(paths(streamLosses)).isEqualTo(paths(wholeLosses));
    }

    @Property(tries = 300)
    void streamCutAnywhereEndsInOneFailure(@ForAll("responses") ChatResponse response, @ForAll int where) {
        List<StreamEvent> events = Answers.events(response);
        int cut = Math.floorMod(where, events.size() - 1) + 1;
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CODEC.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, _ -> {});
        events.subList(0, cut).forEach(event -> encoder.event(event, out));
        encoder.event(new StreamEvent.Failed(new Failure.Truncated("cut")), out);
        encoder.event(new StreamEvent.Ended(), out);
        StrictReader read = StrictReader.of(out.toBytes());
        assertThat(read.isComplete()).isFalse();
        assertThat(read.error()).isNotNull();
        assertThat(read.types()).endsWith("error", "response.failed");
    }

    /// What a client echoes brings back every word, call, thought and seal of the first choice.
    @Property(tries = 500)
    void echoBringsEverythingBack(@ForAll("responses") ChatResponse response) {
        Choice choice = response.choices().getFirst();
        byte[] whole = CODEC.encode(response, IDENTITY, _ -> {});
        List<Part> back = echoed(Json.read(whole, 0, whole.length));
        assertThat(words(back, Part.Text.class)).isEqualTo(words(choice.parts(), Part.Text.class));
        assertThat(words(back, Thought.class)).isEqualTo(words(choice.parts(), Thought.class));
        assertThat(calls(back)).isEqualTo(calls(choice.parts()));
        assertThat(seals(back)).isEqualTo(seals(choice.parts()));
    }

    private static byte[] stream(ChatResponse response, List<Loss> losses) {
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CODEC.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
        Answers.events(response).forEach(event -> encoder.event(event, out));
        return out.toBytes();
    }

    private static Set<String> paths(List<Loss> losses) {
        Set<String> out = new TreeSet<>();
        losses.forEach(loss -> out.add(loss.verdict() + " " + loss.path()));
        return out;
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
        Decoded decoded = CODEC.decode(Json.bytes(request), Asked.NOTHING);
        assertThat(decoded).as("%s", whole).isInstanceOf(Decoded.Accepted.class);
        List<Part> out = new ArrayList<>();
        for (Turn turn :
                ((Decoded.Accepted) decoded).request().turns().stream().skip(1).toList()) {
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
